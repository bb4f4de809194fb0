"""Answers to two public benchmarks' questions, in the form that their judges read.

    python -m bench.answers deepresearch --questions query.jsonl --out wellread.jsonl
    python -m bench.answers deepscholar --questions papers_with_related_works.csv --out answers

DeepResearch Bench (github.com/Ayanami0730/deep_research_bench) has its questions as JSON lines with
`id` and `prompt`, and reads JSON lines with `id`, `prompt` and `article`. DeepScholar-Bench
(github.com/guestrin-lab/deepscholar-bench) has papers as a table with `title` and `abstract`, and
reads a folder for each row's number with `intro.md`, whose citations are links to arXiv, and
`paper.csv` with `id`, `title` and `snippet`; it is asked of arXiv alone.

Models, searches and keys are those of the environment, as for `wellread ask`. Runs are kept in
`--data`: a stopped command goes on where it was, and what was paid is not paid again.
"""

import argparse
import asyncio
import csv
import json
import re
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from bench.markdown import table
from graph.parts import Workshop
from graph.session import Session, open_session
from wellread.domain import Limits, Report, Source, SourceChoice
from wellread.events import Event, ReportReady
from wellread.filters import SearchFilters
from wellread.report.markdown import plain
from wellread.settings import Settings, load_settings

Form = Literal["deepresearch", "deepscholar"]
SNIPPET_CHARS = 3_000
ALL_RUNS = 100_000
RELATED_WORK = "Which earlier work is related to this paper, and how?"
_ARXIV = re.compile(r"arxiv\.org/(?:abs|pdf|html)/(?P<id>[^\s?#]+?)(?:v\d+)?(?:\.pdf)?$")


@dataclass(frozen=True)
class Asked:
    """One question of a benchmark."""

    key: str | int
    """DeepResearch Bench's id, as it stands there; DeepScholar-Bench's number of the row."""
    text: str


@dataclass(frozen=True)
class Answered:
    """A question with its report."""

    asked: Asked
    report: Report


def questions_of(form: Form, file: Path) -> tuple[Asked, ...]:
    """The benchmark's questions, in their order.

    Raises:
        SystemExit: the file lacks a field.
    """
    try:
        if form == "deepresearch":
            lines = filter(None, file.read_text(encoding="utf-8").splitlines())
            return tuple(Asked(row["id"], row["prompt"]) for row in map(json.loads, lines))
        with file.open(newline="", encoding="utf-8") as rows:
            return tuple(
                Asked(number, f"{RELATED_WORK} {row['title']}. {row['abstract']}")
                for number, row in enumerate(csv.DictReader(rows))
            )
    except KeyError as error:
        raise SystemExit(f"{file} has no {error}: is it the {form} file of questions?") from error


async def answered(
    asked: Sequence[Asked], settings: Settings, sources: SourceChoice, limits: Limits
) -> AsyncIterator[Answered]:
    """The reports, one after the other; runs of this data folder are finished, never repeated."""
    async with open_session(settings) as session:
        for each in asked:
            report = await _report(session, each, sources, limits)
            if report is None:
                print(f"{each.key}: no report; ask again to go on", file=sys.stderr)
                continue
            yield Answered(each, report)


async def _report(
    session: Session, asked: Asked, sources: SourceChoice, limits: Limits
) -> Report | None:
    known = [run for run in await session.runs(ALL_RUNS) if run.question == asked.text.strip()]
    if not known:
        return await _heard(
            session.ask(asked.text, sources=sources, limits=limits, auto_approve=True)
        )
    view = await session.view(known[0].id)
    return view.report or await _heard(session.resume(known[0].id))


async def _heard(events: AsyncIterator[Event]) -> Report | None:
    report = None
    async for event in events:
        if isinstance(event, ReportReady):
            report = event.report
    return report


def write_deepresearch(out: Path, answers: Sequence[Answered]) -> None:
    """All answers as JSON lines, in the order of the questions; the file is replaced as a whole."""
    lines = [
        json.dumps(
            {
                "id": each.asked.key,
                "prompt": each.asked.text,
                "article": each.report.markdown,
            },
            ensure_ascii=False,
        )
        for each in answers
    ]
    part = out.with_name(f".{out.name}.part")
    part.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    part.replace(out)


def write_deepscholar(out: Path, answer: Answered, texts: Mapping[str, str]) -> None:
    """One answer as a folder; `texts` are the beginnings of the cited pages by snapshot."""
    folder = out / str(answer.asked.key)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "intro.md").write_text(related_work(answer.report), encoding="utf-8")
    with (folder / "paper.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, ["id", "title", "snippet"])
        writer.writeheader()
        for reference in answer.report.references:
            if paper := arxiv_id(reference.source):
                snippet = texts[reference.source.snapshot_id]
                writer.writerow({"id": paper, "title": reference.source.title, "snippet": snippet})


def related_work(report: Report) -> str:
    """The report's sections, every citation a link to its paper on arXiv."""
    sources = {each.source.snapshot_id: each.source for each in report.references}
    links = {each.id: _link(sources[each.snapshot_id]) for each in report.findings}
    parts = []
    for section in report.sections:
        paragraphs: list[list[str]] = []
        for claim in section.claims:
            if claim.starts_paragraph or not paragraphs:
                paragraphs.append([])
            cited = dict.fromkeys(links[each] for each in claim.finding_ids if each in links)
            paragraphs[-1].append(" ".join([plain(claim.text), *filter(None, cited)]))
        parts += [f"## {plain(section.title)}", *map(" ".join, paragraphs)]
    return "\n\n".join(parts) + "\n"


def _link(source: Source) -> str:
    paper = arxiv_id(source)
    title = re.sub(r"[\[\]]", "", source.title or paper)
    return f"[{title}](https://arxiv.org/abs/{paper})" if paper else ""


def arxiv_id(source: Source) -> str:
    """The paper's number without its version; empty for what does not stand on arXiv."""
    found = _ARXIV.search(source.address)
    return found["id"] if found else ""


async def beginnings(report: Report, settings: Settings) -> dict[str, str]:
    """How the text of each cited page begins, on arXiv its abstract, by snapshot."""
    workshop = Workshop(lambda: settings, on_server=False)
    try:
        snapshots = (await workshop.archive()).snapshots
        read = [await snapshots.get(each.source.snapshot_id) for each in report.references]
    finally:
        await workshop.close()
    return {each.id: each.text[:SNIPPET_CHARS] for each in read}


def costs(answers: Sequence[Answered]) -> str:
    """What each answer has cost, and all of them, as a table."""
    rows: list[Sequence[object]] = [
        (
            each.asked.key,
            len(each.report.references),
            f"{each.report.totals.checked}/{each.report.totals.claims}",
            f"{each.report.usage.cost_usd:.4f}",
            each.report.usage.unpriced_calls,
        )
        for each in answers
    ]
    total_usd = sum(each.report.usage.cost_usd for each in answers)
    unpriced = sum(each.report.usage.unpriced_calls for each in answers)
    rows.append(("**sum**", "", "", f"{total_usd:.4f}", unpriced))
    heads = ("question", "sources cited", "claims checked", "USD", "calls of unknown price")
    return table(heads, rows)


async def write_answers(
    form: Form,
    asked: Sequence[Asked],
    out: Path,
    settings: Settings,
    sources: SourceChoice,
    limits: Limits,
) -> tuple[Answered, ...]:
    """Answers every question and writes what is there after each one."""
    answers: list[Answered] = []
    async for each in answered(asked, settings, sources, limits):
        answers.append(each)
        if form == "deepresearch":
            write_deepresearch(out, answers)
        else:
            write_deepscholar(out, each, await beginnings(each.report, settings))
        print(f"{each.asked.key}: {each.report.usage.cost_usd:.4f} USD", file=sys.stderr)
    return tuple(answers)


def sources_of(form: Form, until: date | None) -> SourceChoice:
    """The whole web, or arXiv alone."""
    filters = SearchFilters(until=until)
    if form == "deepscholar":
        return SourceChoice(web=True, search=("arxiv",), filters=filters)
    return SourceChoice(web=True, filters=filters)


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("form", choices=("deepresearch", "deepscholar"))
    parser.add_argument("--questions", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--data", type=Path, help="where the runs are kept; default: OUT.runs")
    parser.add_argument("--limit", type=int, help="only the first questions")
    parser.add_argument("--until", type=date.fromisoformat, help="last day of publication")
    parser.add_argument("--budget", type=float, help="USD for one answer at most")
    parser.add_argument("--words", type=int, default=Limits().words)
    return parser.parse_args()


async def main() -> None:
    """Writes the answers and prints what they cost."""
    given = arguments()
    data = given.data or given.out.with_name(f"{given.out.name}.runs")
    given.out.parent.mkdir(parents=True, exist_ok=True)
    answers = await write_answers(
        given.form,
        questions_of(given.form, given.questions)[: given.limit],
        given.out,
        load_settings({"data_dir": data}),
        sources_of(given.form, given.until),
        Limits(words=given.words, max_cost_usd=given.budget),
    )
    print(costs(answers))


if __name__ == "__main__":
    asyncio.run(main())
