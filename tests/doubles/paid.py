"""What was paid for, told alike from the ledger and from the request log, to compare the two."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from services.log import Entry
from services.server import Services

Paid = tuple[str, str]
"""Kind of the call, and what tells it from all others."""


def stored(data_dir: Path) -> set[Paid]:
    """The calls whose answers stand in the archive, and the pages that do."""
    with closing(sqlite3.connect(data_dir / "archive.sqlite3")) as archive:
        calls = archive.execute("SELECT call FROM ledger WHERE status = 'answered'").fetchall()
        pages = archive.execute("SELECT DISTINCT address FROM pages").fetchall()
    return of_rows((call for (call,) in calls), (address for (address,) in pages))


def of_rows(calls: Iterable[str], addresses: Iterable[str]) -> set[Paid]:
    """Calls as the ledger stores them, and the addresses of pages, as they are told here."""
    found = {of_call(json.loads(call)) for call in calls}
    return found | {("page", "/" + address.split("/", 3)[3]) for address in addresses}


def under_way(data_dir: Path) -> int:
    """How many calls of the newest turn are reserved and have no answer yet."""
    with closing(sqlite3.connect(data_dir / "archive.sqlite3")) as archive:
        (count,) = archive.execute(
            "SELECT COUNT(*) FROM ledger WHERE status = 'reserved' AND turn_id = "
            "(SELECT turn_id FROM ledger ORDER BY number DESC LIMIT 1)"
        )
    return int(count[0])


def asked(services: Services, *, after: int = 0) -> Counter[Paid]:
    """What reached the services since the entry with the number `after`.

    A request whose sender died before its body was sent is left out.
    """
    return Counter(
        of_entry(entry)
        for entry in services.log.entries()
        if entry.number > after
        and (entry.kind == "page" or "model" in entry.request or entry.query)
    )


def of_entry(entry: Entry) -> Paid:
    """A request as it is told here."""
    if entry.kind == "model":
        return _of_model([message["content"] for message in entry.request["messages"]])
    return (entry.kind, entry.query or entry.path)


def of_call(call: dict[str, str]) -> Paid:
    """A call of the ledger as it is told here."""
    request = json.loads(call["request"])
    if call["kind"] == "search":
        return ("search", request["query"])
    again = [request["first_answer"]] if request["fault"] else []
    return _of_model([request["system"], request["user"], *again])


def _of_model(messages: list[str]) -> Paid:
    """By the question and, when it was asked again, that it was."""
    return ("model", f"{len(messages) > 2} {messages[0]} {messages[1]}")
