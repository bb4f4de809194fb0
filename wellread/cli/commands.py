"""The commands and their options. What a command does is imported when it runs."""

from pathlib import Path
from typing import Unpack

import click

from wellread.cli import options
from wellread.cli.app import App
from wellread.cli.codes import EPILOG
from wellread.cli.flags import (
    AskFlags,
    ExportFlags,
    RefreshFlags,
    ReplayFlags,
    ResumeFlags,
    ShowFlags,
    VerifyFlags,
)


@click.command(epilog=EPILOG)
@options.question
@click.option(
    "--docs",
    multiple=True,
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, resolve_path=True),
    help="Search the documents in this folder. May be given several times.",
)
@click.option(
    "--library",
    multiple=True,
    type=click.Choice(["python"]),
    help="Search a built-in library: `python` is the Python language reference.",
)
@click.option("--url", multiple=True, help="Read this page. May be given several times.")
@click.option(
    "--web/--no-web",
    default=None,
    help="Search the web, or open no socket but the model's. "
    "By default the web is searched when no other source is named and a search is configured.",
)
@click.option(
    "--search",
    metavar="NAMES",
    help="Search providers in the order of trying, such as tavily,duckduckgo,wikipedia.",
)
@click.option("--domains", metavar="HOSTS", help="Only web pages of these hosts, with commas.")
@click.option("--exclude-domains", metavar="HOSTS", help="No web pages of these hosts.")
@click.option(
    "--since",
    metavar="DATE",
    help="Only what was published on this day or later: 2024, 2024-05 or 2024-05-17.",
)
@click.option("--until", metavar="DATE", help="Only what was published on this day or before.")
@click.option(
    "--search-language", metavar="CODES", help="Only what is in one of these, such as de or en,de."
)
@click.option("--yes", is_flag=True, help="Approve the plan without asking.")
@options.as_json
@options.out
@options.rounds
@options.max_searches
@click.option("--max-sub-questions", type=int, metavar="N", help="Sub-questions in the plan.")
@options.budget
@options.max_seconds
@click.option("--words", type=int, metavar="N", help="Words aimed at in the report.")
@click.option(
    "--type",
    "kind",
    type=click.Choice(options.KINDS),
    help="A paragraph, a report, a long one, an outline, a list of sources, or a template's.",
)
@click.option(
    "--depth",
    type=click.Choice(options.DEPTHS),
    help="The direct way, the standard, or questions that grow out of findings.",
)
@click.option(
    "--template",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Headings, each with instructions below it: the sections of a custom report.",
)
@click.option(
    "--language",
    type=click.Choice(options.LANGUAGES),
    help="Of the report, and of the search if it has none of its own; else the question's.",
)
@click.option("--tone", metavar="WORDS", help='How to write, such as "for school children".')
@click.option("--style", type=click.Choice(options.STYLES), help="Of the citations.")
@click.option(
    "--images", type=options.IMAGES, help="List so many pictures of the sources, by address."
)
@click.option("--no-models", is_flag=True, help="Write an extractive report, without a model.")
@click.option("--on", metavar="RUN", help="Ask further on this run, from what it has found.")
@click.pass_obj
def ask(app: App, question: str, **flags: Unpack[AskFlags]) -> None:
    """Research QUESTION and write a cited report.

    With --json, one event per line goes to stdout; the report comes last.
    """
    from wellread.cli.asking import ask_question

    click.get_current_context().exit(ask_question(app, question, flags))


@click.command(epilog=f"{options.RUN_HELP}\n\n{EPILOG}")
@options.run
@click.option("--approve", is_flag=True, help="Approve the waiting plan.")
@click.option(
    "--edit",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="Take this plan instead, as written by `wellread plan` and changed; - is stdin.",
)
@click.option("--reject", metavar="WHY", help="Plan again with this remark.")
@click.option("--yes", is_flag=True, help="Approve a plan that waits, now or later in the run.")
@options.budget
@options.max_seconds
@options.max_searches
@options.rounds
@options.as_json
@options.out
@click.pass_obj
def resume(app: App, run: str, **flags: Unpack[ResumeFlags]) -> None:
    """Go on with a run that was killed, or answer its waiting plan.

    With a higher limit a run that is written researches further what stayed thin, pays nothing
    twice, and writes its report anew; one that another process works on has it from then on.
    """
    from wellread.cli.asking import resume_run

    click.get_current_context().exit(resume_run(app, run, flags))


@click.command(epilog=f"{options.RUN_HELP}\n\n{EPILOG}")
@options.run
@options.budget
@options.max_seconds
@options.max_searches
@options.as_json
@options.out
@click.pass_obj
def refresh(app: App, run: str, **flags: Unpack[RefreshFlags]) -> None:
    """Make the report of RUN anew, by the same plan on today's sources, as a new run.

    It begins with what has changed. Searches are made again; a model is asked only where what it
    would read has changed. Limits that are not given are those of RUN, whose report stays.
    """
    from wellread.cli.refreshing import refresh_run

    click.get_current_context().exit(refresh_run(app, run, flags))


@click.command(name="write-now", epilog=options.RUN_HELP)
@options.run
@click.pass_obj
def write_now(app: App, run: str) -> None:
    """Let RUN begin no further search, and write from what it has found.

    The run may be at work in another terminal, where the key `w` does the same, or lie still.
    """
    from wellread.cli.asking import write_run_now

    write_run_now(app, run)


@click.command(epilog=f"{options.RUN_HELP}\n\n{EPILOG}")
@options.run
@click.option("--allow-new", is_flag=True, help="Make and pay the calls that RUN did not have.")
@options.as_json
@options.out
@click.pass_obj
def replay(app: App, run: str, **flags: Unpack[ReplayFlags]) -> None:
    """Repeat RUN from its ledger, with the network closed, to the same report.

    The run itself stays as it is. With a changed prompt or setting it says which calls would be
    new, and stops.
    """
    from wellread.cli.replaying import replay_run

    click.get_current_context().exit(replay_run(app, run, flags))


@click.command(epilog=options.RUN_HELP)
@options.run
@click.pass_obj
def plan(app: App, run: str) -> None:
    """Print the plan of RUN as text for `wellread resume RUN --edit FILE`."""
    from wellread.cli.listing import show_plan

    show_plan(app, run)


@click.command()
@options.as_json
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=20,
    show_default=True,
    metavar="N",
    help="How many at most.",
)
@click.pass_obj
def runs(app: App, as_json: bool, limit: int) -> None:
    """List the newest runs."""
    from wellread.cli.listing import list_runs

    list_runs(app, limit=limit, as_json=as_json)


@click.command(epilog=f"{options.RUN_HELP}\n\n{EPILOG}")
@options.run
@options.as_json
@click.option("--plan", is_flag=True, help="Its plan.")
@click.option("--sources", is_flag=True, help="The sources of its report.")
@click.option(
    "--claims",
    is_flag=True,
    help="Each claim of its report: verdict, quotes and their places, who says the same or not.",
)
@click.option(
    "--recheck",
    is_flag=True,
    help="With the claims: check them once more, by code alone, from the stored snapshots.",
)
@click.option("--costs", is_flag=True, help="What it has cost so far.")
@click.pass_obj
def show(app: App, run: str, **flags: Unpack[ShowFlags]) -> None:
    """Show the report of RUN, or the parts that are named."""
    from wellread.cli.listing import show_run

    click.get_current_context().exit(show_run(app, run, flags))


@click.command(epilog=f"{options.RUN_HELP}\n\n{EPILOG}")
@options.run
@click.option("--yes", is_flag=True, help="Approve the plan of each new search without asking.")
@click.pass_obj
def chat(app: App, run: str, yes: bool) -> None:
    """Ask on about the report of RUN, question by question; an empty line ends.

    Each question is answered from the run's evidence; only what is missing is searched for.
    """
    from wellread.cli.chat import chat_on_run

    click.get_current_context().exit(chat_on_run(app, run, yes=yes))


@click.command(epilog=f"{options.RUN_HELP}\n\n{EPILOG}")
@options.run
@click.option(
    "--to",
    type=click.Choice(["md", "html", "pdf", "docx", "json", "bibtex", "ris"]),
    help="The format; by default the one that --out ends with.",
)
@click.option(
    "--style",
    type=click.Choice(options.STYLES),
    help="Citation style; by default the one the report was asked for with.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), help="Write to this file instead of stdout."
)
@click.pass_obj
def export(app: App, run: str, **flags: Unpack[ExportFlags]) -> None:
    """Write the report of RUN as a file to hand on, or its sources for a reference manager."""
    from wellread.cli.handing_on import export_run

    export_run(app, run, flags)


@click.command(epilog=EPILOG)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@click.option(
    "--docs",
    multiple=True,
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, resolve_path=True),
    help="Cited documents stand in this folder. May be given several times.",
)
@click.option(
    "--library",
    multiple=True,
    type=click.Choice(["python"]),
    help="Cited topics stand in this built-in library.",
)
@click.option("--run", metavar="RUN", help="Take the pages that this run has stored.")
@click.option("--url", multiple=True, help="Open this page where it is cited. Several times too.")
@click.option(
    "--web/--no-web",
    default=None,
    help="Open every page that is cited, or none. By default the pages are opened when no other "
    "source is named.",
)
@click.option("--no-models", is_flag=True, help="Check by code alone.")
@click.option("--budget", type=float, metavar="USD", help="The most that the check may cost.")
@options.as_json
@click.pass_obj
def verify(app: App, file: str, **flags: Unpack[VerifyFlags]) -> None:
    """Check the citations of FILE, any report in Markdown; - is stdin.

    Each sentence that cites something, by number, footnote or link, is compared with the page it
    cites; a name that fits no entry is told. A page that cannot be read leaves its sentences
    unchecked. Exit code 1 tells that a source contradicts or does not
    support a sentence.
    """
    from wellread.cli.verify import verify_file

    click.get_current_context().exit(verify_file(app, file, flags))


@click.command()
@click.option(
    "--days",
    type=click.FloatRange(min=0),
    required=True,
    metavar="N",
    help="For how long nothing must have used it.",
)
@click.pass_obj
def prune(app: App, days: float) -> None:
    """Remove answers and page texts that have not been used for N days.

    Costs and reports stay. What is gone cannot be replayed or checked again, and is paid again
    when it is asked again.
    """
    from wellread.cli.listing import prune_archive

    prune_archive(app, days=days)


@click.command(epilog=EPILOG)
@click.argument(
    "folder", metavar="DIR", type=click.Path(exists=True, file_okay=False, resolve_path=True)
)
@options.as_json
@click.pass_obj
def index(app: App, folder: str, as_json: bool) -> None:
    """Read what is new in DIR, and show what can be searched and what was skipped.

    `ask --docs DIR` does the same by itself. The index stays in the data folder.
    """
    from wellread.cli.indexing import index_folder

    click.get_current_context().exit(index_folder(app, folder, as_json=as_json))


@click.command(epilog=EPILOG)
@options.as_json
@click.option("--paid", is_flag=True, help="Also make one web search, which costs money.")
@click.pass_obj
def doctor(app: App, as_json: bool, paid: bool) -> None:
    """List all settings and try what is configured."""
    from wellread.cli.doctor import examine

    click.get_current_context().exit(examine(app, as_json=as_json, paid=paid))


COMMANDS = (
    ask,
    resume,
    refresh,
    write_now,
    replay,
    plan,
    runs,
    show,
    chat,
    export,
    verify,
    index,
    prune,
    doctor,
)
