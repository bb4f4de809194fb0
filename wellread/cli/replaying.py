"""`replay`: a run once more from what is stored, and whether the report is the same."""

from wellread.cli.app import App
from wellread.cli.codes import DOUBTED, WRITTEN
from wellread.cli.contract import Session, StoredRun
from wellread.cli.flags import ReplayFlags
from wellread.cli.output import check_writable
from wellread.cli.terminal import say
from wellread.cli.turn import Manner, deliver, play
from wellread.errors import NotRecorded, StorageError
from wellread.events import ReportReady


def replay_run(app: App, run: str, flags: ReplayFlags) -> int:
    """Repeats the run and writes the report; gives the exit code."""
    app.configure()
    out = check_writable(flags["out"]) if flags["out"] else None
    manner = Manner(as_json=flags["as_json"], out=out)

    async def look(session: Session) -> StoredRun:
        return await session.view(run)

    stored = app.in_session(look)
    run_id = stored.record.id
    try:
        ending = play(
            app, lambda session: session.replay(run_id, allow_new=flags["allow_new"]), manner
        )
    except NotRecorded as error:
        say(f"Run {run_id} cannot be repeated without new calls: {error}.")
        say("Something in prompts, settings or documents has changed since. Nothing was paid.")
        say(f"To make and pay these calls: wellread replay {run_id} --allow-new")
        return DOUBTED
    if not isinstance(ending, ReportReady):
        raise StorageError(f"the replay of run {run_id} ended without a report.")
    deliver(ending, manner)
    same = stored.report is not None and ending.report.markdown == stored.report.markdown
    say("The same report, byte for byte." if same else "The report is another one.")
    return WRITTEN if same else DOUBTED
