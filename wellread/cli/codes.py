"""The exit codes, as the help and docs/cli.md tell them."""

WRITTEN = 0
DOUBTED = 1
USAGE = 2
WAITING = 3
FAILED = 4
INTERRUPTED = 130

EPILOG = """\b
Exit codes:
  0    the report is written (listings: shown; verify: nothing speaks against it)
  1    verify, show --recheck: a source contradicts or does not support a claim;
       replay: the report is another one, or calls would be new
  2    usage or settings are wrong
  3    the plan waits for a human, or was refused
  4    failed
  130  interrupted (Ctrl-C, SIGTERM); `wellread resume` goes on
"""
