"""`refresh`: a written report made anew on today's sources, with what has changed since."""

from wellread.cli.app import App
from wellread.cli.asking import limits_of
from wellread.cli.contract import Session, StoredRun
from wellread.cli.flags import RefreshFlags
from wellread.cli.output import check_writable
from wellread.cli.turn import Manner, run_turn
from wellread.domain import Limits


def refresh_run(app: App, run: str, flags: RefreshFlags) -> int:
    """Makes a new run of the old one's plan and writes its report; gives the exit code."""
    app.configure()
    out = check_writable(flags["out"]) if flags["out"] else None

    async def look(session: Session) -> StoredRun:
        return await session.view((await session.find(run)).id)

    stored = app.in_session(look)
    before = stored.question.limits if stored.question else Limits()
    limits = limits_of(flags, before)
    manner = Manner(as_json=flags["as_json"], out=out)
    return run_turn(
        app,
        lambda session: session.refresh(stored.record.id, None if limits == before else limits),
        manner,
    )
