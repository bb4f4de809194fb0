"""`wellread`: the group of commands and the one boundary at which every error ends.

Only click and the standard library are imported here, so that `--help` is quick; each command
imports what it needs when it runs.
"""

import io
import sys

import click

from wellread.cli.codes import EPILOG, FAILED, INTERRUPTED
from wellread.cli.commands import COMMANDS


class Guarded(click.Group):
    """A group in which no error leaves a traceback on the terminal."""

    def invoke(self, ctx: click.Context) -> object:
        """Runs the command; any error becomes a message and a documented exit code."""
        from wellread.cli.app import App

        app = ctx.ensure_object(App)
        try:
            return super().invoke(ctx)
        except (click.UsageError, click.exceptions.Exit):
            raise
        except (KeyboardInterrupt, click.Abort):
            from wellread.cli.endings import say_interrupted

            say_interrupted(app)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            from wellread.cli.endings import say_unread

            say_unread(app)
            ctx.exit(FAILED)
        except Exception as error:  # noqa: BLE001 the top: every error ends here, logged
            from wellread.cli.endings import say_failed

            ctx.exit(say_failed(app, error))


@click.group(
    cls=Guarded,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="wellread")
def cli() -> None:
    """A research assistant that can be trusted.

    A question becomes a plan that you may change, researchers that read the web and your own
    documents, and a report in which every statement stands on a quoted passage. The report goes
    to stdout, everything else to stderr.
    """


for _command in COMMANDS:
    cli.add_command(_command)


def main() -> None:
    """The entry of the command line."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    cli(prog_name="wellread")
