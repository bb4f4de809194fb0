"""How fast the page opens: a long report, a quote in its page, the list of runs.

    python -m bench.page --opens 5

A real Chromium on a real server; the report is made up and has as many words and citations as a
long one. Times are from the address to the thing that is looked for, the browser's start left out.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from playwright.async_api import Page
from server.browser import browser
from server.running import GRAPH, Server

from bench.markdown import stamp, table
from wellread.archive.opening import open_configured
from wellread.domain import (
    Claim,
    Finding,
    Question,
    Reference,
    Report,
    SectionText,
    Snapshot,
    Source,
)
from wellread.settings import Settings

WORDS = 5_000
CITATIONS = 300
SENTENCE = (
    "The tram of Ellmouth number {} carries on an ordinary working day more people than its makers "
    "ever thought it would"
)
SENTENCES_A_SECTION = 25
SOURCES = 60
PAGE_CHARS = 200_000
NOW = datetime(2026, 11, 26, tzinfo=UTC)


def pages() -> Iterator[Snapshot]:
    """The stored pages that the report cites."""
    for number in range(SOURCES):
        address = f"https://example.org/page/{number}"
        text = f"# Page {number}\n\n" + "All about trams. " * (PAGE_CHARS // 17)
        yield Snapshot(
            id=Snapshot.id_of(address, text), address=address, title=f"Page {number}",
            text=text, read_at=NOW,
        )  # fmt: skip


def quoted(number: int, page: Snapshot, start: int) -> Finding:
    """A finding with a quote of 80 characters."""
    return Finding(
        id=f"q1.{number}",
        task_id="q1",
        sub_question_id="q1",
        statement="It carries more.",
        quote=page.text[start : start + 80],
        snapshot_id=page.id,
        start=start,
        end=start + 80,
    )


def source_of(page: Snapshot) -> Source:
    """The note of a page that a report carries."""
    return Source(snapshot_id=page.id, address=page.address, title=page.title, read_at=NOW)


def long_report(turn: Question, snapshots: list[Snapshot]) -> Report:
    """A report of `WORDS` words and `CITATIONS` citations."""
    count = WORDS // len(SENTENCE.split())
    findings = [
        quoted(number, snapshots[number % SOURCES], PAGE_CHARS // 2 + number)
        for number in range(CITATIONS)
    ]
    claims = [
        Claim(
            id=f"s.{number}",
            text=SENTENCE.format(number) + ".",
            finding_ids=tuple(each.id for each in findings[number::count]),
            verdict="supported",
            starts_paragraph=number % 5 == 0,
        )
        for number in range(count)
    ]
    return Report(
        title=turn.text,
        question=turn,
        made_by="model",
        method="Made up.",
        sections=tuple(
            SectionText(
                section_id=f"s{at}",
                title=f"Part {at}",
                claims=tuple(claims[at : at + SENTENCES_A_SECTION]),
            )
            for at in range(0, count, SENTENCES_A_SECTION)
        ),
        references=tuple(
            Reference(number=number, source=source_of(page))
            for number, page in enumerate(snapshots, 1)
        ),
        findings=tuple(findings),
    )


async def filled(server: Server, data_dir: Path) -> str:
    """Twenty threads, of which the last holds the report; its id."""
    snapshots = list(pages())
    archive = await open_configured(Settings(data_dir=data_dir))
    for page in snapshots:
        await archive.snapshots.put(page)
    await archive.close()
    async with server.client() as client:
        for number in range(20):
            turn = Question(id=f"turn-{number}", text=f"How many ride tram {number}?", asked_at=NOW)
            thread_id = (await client.threads.create(graph_id=GRAPH))["thread_id"]
            values = {
                "turn": turn.model_dump(mode="json"),
                "report": long_report(turn, snapshots).model_dump(mode="json"),
                "phase": "done",
            }
            await client.threads.update_state(thread_id, values, as_node="finish")
    return thread_id


async def seconds(opens: int, page: Page, act: Callable[[], Awaitable[object]]) -> list[float]:
    """How long each of `opens` took, each from an empty tab."""
    taken = []
    for _ in range(opens):
        await page.goto("about:blank")
        begun = time.perf_counter()
        await act()
        taken.append(time.perf_counter() - begun)
    return taken


async def measured(server: Server, thread_id: str, opens: int) -> dict[str, list[float]]:
    """Seconds by what was opened."""
    address = f"{server.url}/app/#/t/{thread_id}"
    async with browser(server.url) as context:
        page = await context.new_page()

        async def opened(url: str, wanted: str) -> None:
            await page.goto(url)
            await page.wait_for_selector(wanted)

        return {
            f"report of {WORDS:,} words and {CITATIONS} citations": await seconds(
                opens, page, lambda: opened(address, "article.report .follow-up")
            ),
            f"a quote in a stored page of {PAGE_CHARS:,} characters": await seconds(
                opens, page, lambda: opened(f"{address}/q1.7", "mark")
            ),
            "the form with 20 such runs in the list": await seconds(
                opens, page, lambda: opened(f"{server.url}/app/", ".runs tbody tr >> nth=19")
            ),
        }


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--opens", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder), {})
        server.start()
        try:
            thread_id = asyncio.run(filled(server, Path(folder) / "data"))
            rows = asyncio.run(measured(server, thread_id, given.opens))
        finally:
            server.kill()
    print("# How fast the page opens\n")
    print(f"{stamp()}; {given.opens} times each.\n")
    cells = ((what, f"{median(took):.2f}", f"{max(took):.2f}") for what, took in rows.items())
    print(table(("what", "median s", "longest s"), cells))


if __name__ == "__main__":
    main()
