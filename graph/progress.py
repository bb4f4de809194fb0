"""What nodes say while they work: typed events, written to LangGraph's custom stream."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from langgraph.config import get_stream_writer

from wellread.archive.contract import Archive
from wellread.domain import Failure, Question, SearchHit, Usage
from wellread.events import Event, Failed, Spent
from wellread.languages import Count

MAX_PLACES = 4
"""Hosts and files that a reading branch names."""


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


async def usage_at_the_end(archive: Archive, turn: Question) -> Usage:
    """The turn's costs as its report tells them, the same whenever it is written again."""
    usage = await archive.ledger.usage(turn.id)
    entry = {str(turn.extensions): usage.model_dump_json()}
    kept = await archive.journal.record(turn.id, "usage", entry)
    return Usage.model_validate_json(kept[str(turn.extensions)])


def keyed(*failures: Failure) -> dict[str, Failure]:
    """Failures by what they are about, so that a repeated one counts once."""
    return {f"{failure.task_id}|{failure.kind}|{failure.where}": failure for failure in failures}


def where(hits: Sequence[SearchHit]) -> str:
    """What is read now: `8 sources: a.org, b.org, report.pdf …`."""
    places = list(dict.fromkeys(_place(hit.address) for hit in hits))
    more = " …" if len(places) > MAX_PLACES else ""
    return f"{len(hits)} {Count(len(hits)):source|sources}: {', '.join(places[:MAX_PLACES])}{more}"


def _place(address: str) -> str:
    """The host of a web page, the name of a file, the rest as it is."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    return parts.netloc or unquote(PurePosixPath(parts.path).name) or address
