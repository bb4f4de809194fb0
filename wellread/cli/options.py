"""Arguments and options that several commands take, and what they may be."""

from pathlib import Path

import click


def _in_one_piece(context: click.Context, _: click.Parameter, words: tuple[str, ...]) -> str:
    """The question; a shell hands on every word of an unquoted one by itself."""
    if len(words) == 1:
        return words[0]
    raise click.UsageError(
        f"the question came in {len(words)} pieces: put it in quotation marks, "
        f'as in {context.command_path} "{" ".join(words)[:200]}".'
    )


question = click.argument(
    "question", nargs=-1, required=True, metavar="QUESTION", callback=_in_one_piece
)
as_json = click.option("--json", "as_json", is_flag=True, help="Write JSON to stdout.")
run = click.argument("run", metavar="RUN")
out = click.option(
    "--out", type=click.Path(path_type=Path), help="Write the report to this file as well."
)
STYLES = ("numbered", "apa", "mla", "chicago", "ieee")
rounds = click.option(
    "--rounds", type=int, metavar="N", help="Further rounds the reviewer may ask for."
)
max_searches = click.option(
    "--max-searches", type=int, metavar="N", help="Searches in the whole run."
)
budget = click.option("--budget", type=float, metavar="USD", help="The most that the run may cost.")
max_seconds = click.option(
    "--max-seconds", type=float, metavar="S", help="Seconds of research, pauses not counted."
)
KINDS = ("brief", "report", "detailed", "outline", "sources", "custom")
DEPTHS = ("quick", "standard", "deep")
LANGUAGES = ("en", "de", "zh")
IMAGES = click.IntRange(0, 20)
RUN_HELP = "RUN is a run's id, a unique beginning of one, or `latest`."
