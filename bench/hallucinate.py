"""What comes through when the model cites wrongly: whole runs, judged by plain text comparison.

    python -m bench.hallucinate --base-url http://127.0.0.1:8900 --question "How ...?"

A share of the model's citations and quotes is made wrong (`tests/services/hallucinations.py`), in
the answers of the tests' own model or of the service at `--base-url`. The reports are judged from
their Markdown, their claims and the stored snapshots: a citation is right where the sentence
stands, letters and digits alone, in the text of the page that it cites. That is no part of the
checker. Reports of other tools stand beside ours with `--peer NAME=FILE.md`, once for each file.
"""

import argparse
import asyncio
import html
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import httpx
from services.hallucinations import INVENTED_WORDS, Drafted, Hallucinations, bare

from bench.against import MODELS, settings_against
from bench.markdown import stamp, table
from bench.runs import QUESTIONS, URL, Services
from graph.parts import Workshop
from graph.session import open_session
from wellread.domain import Claim, Limits, Report, SourceChoice
from wellread.events import ReportReady
from wellread.settings import Settings

LAST_WORDS = 6
"""Before a citation of another tool's report, that its page must hold."""
_CITED = re.compile(r"\[[^\[\]]*\]\((https?://[^)\s]+)\)")
_SOURCE_LIST = re.compile(r"^#+ (?:sources|references)\b.*$", re.MULTILINE | re.IGNORECASE)


@dataclass
class Outcome:
    """The figures of one report."""

    question: str
    drafted: int = 0
    planted: int = 0
    planted_kinds: Counter[str] = field(default_factory=Counter)
    gone: int = 0
    """Planted sentences that do not stand in the report."""
    mended: int = 0
    """Planted sentences that stand there, citing only what says them."""
    flagged: int = 0
    missed: int = 0
    right: int = 0
    right_dropped: int = 0
    right_flagged: int = 0
    invented_quotes: int = 0
    unread_addresses: int = 0
    unread_quotes: int = 0
    unjudged: int = 0
    """Sentences that stand in no page that was read, so that plain text tells nothing."""


def judge(
    report: Report, planted: Hallucinations, texts: Mapping[str, str], question: str
) -> Outcome:
    """Compares a report with what was planted in its draft; `texts` are bare, by snapshot."""
    outcome = Outcome(question, drafted=len(planted.drafted), invented_quotes=len(planted.invented))
    snapshot_of = {each.id: each.snapshot_id for each in report.findings}
    standing: dict[str, list[Claim]] = {}
    for claim in report.claims:
        standing.setdefault(bare(claim.text), []).append(claim)
    for drafted in planted.drafted:
        claims = standing.get(bare(drafted.sentence), [])
        if drafted.planted:
            outcome.planted += 1
            outcome.planted_kinds[drafted.planted] += 1
            _count_planted(outcome, claims, snapshot_of, texts)
        elif drafted.rightly_cited:
            outcome.right += 1
            outcome.right_dropped += not claims
            if not claims:
                _tell_dropped(drafted, report)
            outcome.right_flagged += any(claim.verdict != "supported" for claim in claims)
    outcome.unjudged = sum(
        not any(f" {bare(claim.text)} " in text for text in texts.values())
        for claim in report.claims
    )
    read = {each.source.address for each in report.references}
    outcome.unread_addresses = sum(_unread(url, read) for url in set(URL.findall(report.markdown)))
    outcome.unread_quotes = sum(
        f" {bare(each.quote)} " not in texts[each.snapshot_id] for each in report.findings
    ) + report.markdown.count(INVENTED_WORDS)
    return outcome


def _tell_dropped(drafted: Drafted, report: Report) -> None:
    """Why a rightly cited sentence is missing, for whoever reads along."""
    removed = (claim for part in report.sections for claim in part.removed)
    why = [each.reason for each in removed if bare(each.text) == bare(drafted.sentence)]
    print(f"right, not in the report: {drafted.sentence} {why}", file=sys.stderr)


def _count_planted(
    outcome: Outcome,
    claims: Sequence[Claim],
    snapshot_of: Mapping[str, str],
    texts: Mapping[str, str],
) -> None:
    wrong = [
        claim
        for claim in claims
        if any(
            f" {bare(claim.text)} " not in texts[snapshot_of[each]] for each in claim.finding_ids
        )
    ]
    if not claims:
        outcome.gone += 1
    elif not wrong:
        outcome.mended += 1
    elif all(claim.verdict != "supported" for claim in wrong):
        outcome.flagged += 1
    else:
        outcome.missed += 1
        print(f"missed: {wrong}", file=sys.stderr)


def _unread(url: str, read: Iterable[str]) -> bool:
    return url.rstrip(".,;") not in set(read)


async def one_run(
    question: str, settings: Settings, limits: Limits, planted: Hallucinations
) -> Outcome:
    """Asks, and judges the report against the snapshots of what it read."""
    report: Report | None = None
    async with open_session(settings) as session:
        async for event in session.ask(
            question, sources=SourceChoice(web=True), limits=limits, auto_approve=True
        ):
            if isinstance(event, ReportReady):
                report = event.report
    if report is None:
        raise SystemExit(f"no report on {question!r}")
    workshop = Workshop(lambda: settings, on_server=False)
    try:
        snapshots = (await workshop.archive()).snapshots
        read = [await snapshots.get(each.source.snapshot_id) for each in report.references]
        texts = {each.id: f" {bare(each.text)} " for each in read}
    finally:
        await workshop.close()
    return judge(report, planted, texts, question)


@dataclass
class Peer:
    """The figures of another tool's reports."""

    name: str
    reports: int = 0
    citations: int = 0
    wrong: int = 0
    """Of pages that were served but do not hold the words before the citation."""
    unread: int = 0
    """Of addresses that lead nowhere."""


def judge_peer(name: str, files: Sequence[Path], base_url: str) -> Peer:
    """Each linked citation of a foreign report, compared with its page's text.

    In the tool's favour only the last words before the citation must stand in the page.
    """
    peer = Peer(name)
    pages: dict[str, str | None] = {}
    for file in files:
        body = _SOURCE_LIST.split(file.read_text(encoding="utf-8"))[0]
        peer.reports += 1
        said, done = "", 0
        for cited in _CITED.finditer(body):
            between = bare(body[done : cited.start()])
            said, done = between or said, cited.end()
            address = cited.group(1)
            if address not in pages:
                pages[address] = _page(address, base_url)
            page = pages[address]
            peer.citations += 1
            if page is None:
                peer.unread += 1
            elif f" {' '.join(said.split()[-LAST_WORDS:])} " not in page:
                peer.wrong += 1
    return peer


def _page(address: str, base_url: str) -> str | None:
    """The bare text of a page of the services, None where there is none."""
    path = urlsplit(address).path
    if not address or not path.startswith("/page/"):
        return None
    reply = httpx.get(f"{base_url}{path}", timeout=30, trust_env=False)
    if reply.status_code != httpx.codes.OK:
        return None
    body = re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", reply.text)
    return f" {bare(html.unescape(re.sub(r'<[^>]+>', '', body)))} "


FIGURES = (
    "drafted",
    "planted",
    "gone",
    "mended",
    "flagged",
    "missed",
    "right",
    "right_dropped",
    "right_flagged",
    "invented_quotes",
    "unread_quotes",
    "unread_addresses",
    "unjudged",
)


def written(title: str, outcomes: Sequence[Outcome]) -> str:
    """The figures of all runs against one kind of services as Markdown."""
    rows = [[each.question[:40], *(getattr(each, name) for name in FIGURES)] for each in outcomes]
    sums = {name: sum(getattr(each, name) for each in outcomes) for name in FIGURES}
    rows.append(["**sum**", *sums.values()])
    kinds = sum((each.planted_kinds for each in outcomes), Counter[str]())
    caught = sums["planted"] - sums["missed"]
    lost = sums["right_dropped"] + sums["right_flagged"]
    parts = [
        f"## {title}",
        table(
            ("what", "measured", "target"),
            [
                ("wrong citations dropped or flagged", _share(caught, sums["planted"]), "100%"),
                ("right sentences dropped or flagged", _share(lost, sums["right"]), "<= 5%"),
                ("addresses that were not read", sums["unread_addresses"], "0"),
                ("quotes that do not stand in what was read", sums["unread_quotes"], "0"),
            ],
        ),
        f"Planted: {', '.join(f'{count} {kind}' for kind, count in sorted(kinds.items()))}.",
        table(("question", *FIGURES), rows),
    ]
    return "\n\n".join(parts)


def written_of_peers(peers: Sequence[Peer]) -> str:
    """The figures of other tools as Markdown."""
    heads = ("tool", "reports", "citations", "page does not hold it", "no such page", "wrong")
    rows = [
        (
            each.name,
            each.reports,
            each.citations,
            each.wrong,
            each.unread,
            _share(each.wrong + each.unread, each.citations),
        )
        for each in peers
    ]
    return (
        "## Other tools, judged the same way\n\n"
        "The services put wrong sources into the Markdown that the tool's model writes; the last "
        f"{LAST_WORDS} words before each citation are looked for in the page that it names.\n\n"
        f"{table(heads, rows)}"
    )


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}% ({part}/{whole})" if whole else "none"


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--base-url", default="", help="services to run against as well")
    parser.add_argument("--question", action="append", help="to ask those; repeatable")
    parser.add_argument("--runs", type=int, default=1, help="runs of each question")
    parser.add_argument("--share", type=float, default=0.3, help="of citations and quotes")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--words", type=int, default=1500)
    parser.add_argument(
        "--peer", action="append", default=[], metavar="NAME=FILE", help="repeatable"
    )
    return parser.parse_args()


async def all_runs(
    given: argparse.Namespace, questions: Sequence[str], base_url: str
) -> list[Outcome]:
    """Asks every question as often as wanted, of the tests' own services if there is no address."""
    outcomes = []
    with Services(upstream_url=base_url) as services:
        for number in range(given.runs):
            for question in questions:
                planted = services.hallucinate(given.share, seed=given.seed + number)
                with tempfile.TemporaryDirectory() as data:
                    settings = settings_against(
                        base_url or services.url, Path(data), model_url=services.url, **MODELS
                    )
                    outcome = await one_run(question, settings, Limits(words=given.words), planted)
                print(outcome, file=sys.stderr)
                outcomes.append(outcome)
    return outcomes


async def main() -> None:
    """Runs every question with a lying model and prints the tables."""
    given = arguments()
    parts = [
        "# Reports of a model that cites wrongly",
        f"{stamp()}; {given.share:.0%} of citations and quotes wrong, by chance.",
        written("The services of the tests", await all_runs(given, QUESTIONS, "")),
    ]
    if given.base_url:
        asked = given.question or QUESTIONS
        parts.append(written("Other services", await all_runs(given, asked, given.base_url)))
    parts.append(
        "*gone*: the sentence was removed or rewritten; *mended*: it stands there and cites only "
        "pages that hold it; *flagged*: doubt stands beside it."
    )
    files: dict[str, list[Path]] = {}
    for each in given.peer:
        name, _, file = each.partition("=")
        files.setdefault(name, []).append(Path(file))
    if files:
        peers = [judge_peer(name, of, given.base_url) for name, of in files.items()]
        parts.append(written_of_peers(peers))
    print("\n\n".join(parts))


if __name__ == "__main__":
    asyncio.run(main())
