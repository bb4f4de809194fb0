"""What nodes say while they work: typed events, written to LangGraph's custom stream."""

from langgraph.config import get_stream_writer

from wellread.archive.contract import Archive
from wellread.domain import Failure, Question
from wellread.events import Event, Failed, Spent


def say(*events: Event) -> None:
    """Writes the events as plain JSON, so that every client of a server can read them."""
    write = get_stream_writer()
    for event in events:
        write(event.model_dump(mode="json"))


def say_failures(failures: dict[str, Failure]) -> None:
    """One event for each failure."""
    say(*(Failed(failure=failure) for failure in failures.values()))


async def say_spent(archive: Archive, turn: Question) -> None:
    """The turn's costs so far."""
    say(Spent(usage=await archive.ledger.usage(turn.id)))


def keyed(*failures: Failure) -> dict[str, Failure]:
    """Failures by what they are about, so that a repeated one counts once."""
    return {f"{failure.task_id}|{failure.kind}|{failure.where}": failure for failure in failures}
