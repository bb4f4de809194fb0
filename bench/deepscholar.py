"""Extractive reports on DeepScholar-Bench's questions, their corpus as a folder of documents.

    python -m bench.deepscholar --data FOLDER [--split dev]

FOLDER holds `corpus.jsonl` (id, title, abstract) and `queries.jsonl` (qid, title, abstract,
`cites`, `nuggets`), made from github.com/guestrin-lab/deepscholar-bench. Each question is asked as
a user would, without models. Beside the report stand BM25's top 20 for the question's text, and its
best up to the number that the report cites, their abstracts cut to the words of the report. A fact
counts as found where one sentence, or two neighbouring ones, hold at least 60 % of its distinct
content words, by stem. What a paper states of itself stands in no document of the corpus, for any
row. Whatever is fitted to these questions is fitted to the half `dev`; the other is only reported.
"""

import argparse
import asyncio
import json
import random
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from statistics import mean

from bench.markdown import stamp, table
from graph.session import Session, open_session
from wellread.domain import Limits, Report, SourceChoice
from wellread.events import ReportReady
from wellread.evidence.bm25 import Bm25Index
from wellread.evidence.terms import content_terms
from wellread.settings import load_settings

TOP = 20
FOUND_SHARE = 0.6
TEXTS = ("wellread", f"BM25, top {TOP}", "BM25, as many as wellread cites")
SPLIT_SEED = 20261126
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


@dataclass(frozen=True)
class Paper:
    """A document of the corpus."""

    id: str
    title: str
    abstract: str


@dataclass(frozen=True)
class Question:
    """A paper whose related work is asked for."""

    id: str
    title: str
    abstract: str
    cites: frozenset[str]
    vital: tuple[str, ...]
    """Facts of the real section that must not be missing."""

    @property
    def text(self) -> str:
        """What is asked."""
        return f"Which earlier work is related to this paper? {self.title}. {self.abstract}"


@dataclass(frozen=True)
class Score:
    """How one text does on one question."""

    cited: int
    precision: float
    recall: float
    vital_share: float
    words: int


def papers_of(data: Path) -> tuple[Paper, ...]:
    """The corpus, in its order."""
    lines = (data / "corpus.jsonl").read_text(encoding="utf-8").splitlines()
    rows = map(json.loads, lines)
    return tuple(Paper(row["id"], row["title"], row["abstract"]) for row in rows)


def questions_of(data: Path, split: str) -> tuple[Question, ...]:
    """The questions of a split: half of them, drawn by seed, are `dev`, the others `test`."""
    lines = (data / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    ids = sorted(row["qid"] for row in rows)
    dev = frozenset(random.Random(SPLIT_SEED).sample(ids, len(ids) // 2))  # noqa: S311
    return tuple(
        Question(
            id=row["qid"],
            title=row["title"],
            abstract=row["abstract"],
            cites=frozenset(row["cites"]),
            vital=tuple(each["text"] for each in row["nuggets"] if each["importance"] == "vital"),
        )
        for row in rows
        if split == "both" or (row["qid"] in dev) == (split == "dev")
    )


def written_to(folder: Path, papers: Sequence[Paper]) -> None:
    """One Markdown file a paper, named by its id."""
    for paper in papers:
        text = f"# {paper.title}\n\n{paper.abstract}\n"
        (folder / f"{paper.id}.md").write_text(text, encoding="utf-8")


def score(question: Question, cited: frozenset[str], text: str) -> Score:
    """Cited papers and found facts of one text."""
    right = len(cited & question.cites)
    sentences = [frozenset(content_terms(each)) for each in _SENTENCE.split(" ".join(text.split()))]
    windows = [*sentences, *(one | other for one, other in pairwise(sentences))]
    found = sum(_is_found(fact, windows) for fact in question.vital)
    return Score(
        cited=len(cited),
        precision=right / len(cited) if cited else 0.0,
        recall=right / len(question.cites),
        vital_share=found / len(question.vital) if question.vital else 0.0,
        words=len(text.split()),
    )


def _is_found(fact: str, windows: Sequence[frozenset[str]]) -> bool:
    wanted = frozenset(content_terms(fact))
    return any(len(wanted & window) >= FOUND_SHARE * len(wanted) for window in windows)


def score_report(question: Question, report: Report) -> Score:
    """The report's sentences, without their citations."""
    cited = frozenset(
        Path(reference.source.address).stem.removesuffix(".md") for reference in report.references
    )
    return score(question, cited, " ".join(claim.text for claim in report.claims))


def score_ranking(
    question: Question, index: Bm25Index, papers: Sequence[Paper], *, top: int, words: int
) -> Score:
    """BM25's best, their abstracts in order, each as long as fits into the words shared evenly."""
    best = [papers[at] for at, _ in index.search(f"{question.title} {question.abstract}", top)]
    each = words // max(1, len(best))
    text = " ".join(" ".join(paper.abstract.split()[:each]) for paper in best)
    return score(question, frozenset(paper.id for paper in best), text)


async def asked(session: Session, question: Question, folder: Path, limits: Limits) -> Report:
    """One report, made as a user would ask for it."""
    async for event in session.ask(
        question.text,
        sources=SourceChoice(folders=(str(folder),)),
        limits=limits,
        auto_approve=True,
    ):
        if isinstance(event, ReportReady):
            return event.report
    raise SystemExit(f"no report on {question.title!r}")


def written(name: str, scores: Mapping[str, Sequence[Score]]) -> str:
    """The means of each text as a table."""
    rows = [
        (
            text,
            f"{mean(each.cited for each in of):.1f}",
            f"{mean(each.precision for each in of):.3f}",
            f"{mean(each.recall for each in of):.3f}",
            f"{mean(each.vital_share for each in of):.3f}",
            f"{mean(each.words for each in of):.0f}",
        )
        for text, of in scores.items()
    ]
    heads = ("text", "papers cited", "precision", "recall", "vital facts found", "words")
    count = len(next(iter(scores.values())))
    return f"## Split {name}: {count} questions\n\n{table(heads, rows)}"


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--split", choices=("dev", "test", "both"), default="both")
    parser.add_argument("--limit", type=int, help="only the first questions of each split")
    parser.add_argument("--sub-questions", type=int, default=Limits().max_sub_questions)
    parser.add_argument(
        "--sources", type=int, default=TOP, help="documents read for a sub-question"
    )
    parser.add_argument("--words", type=int, default=Limits().words)
    return parser.parse_args()


async def main() -> None:
    """Asks every question and prints the tables."""
    given = arguments()
    papers = papers_of(given.data)
    limits = Limits(
        max_sub_questions=given.sub_questions,
        max_sources_per_task=given.sources,
        words=given.words,
    )
    parts = [
        "# Extractive reports on DeepScholar-Bench's questions",
        f"{stamp()}; {len(papers)} documents, split by seed {SPLIT_SEED}, "
        f"at most {limits.max_sub_questions} sub-questions and {limits.words} words.",
    ]
    with (
        tempfile.TemporaryDirectory() as data,
        tempfile.TemporaryDirectory() as documents,
        Bm25Index([(paper.title, paper.abstract) for paper in papers]) as index,
    ):
        folder = Path(documents)
        written_to(folder, papers)
        settings = load_settings({"data_dir": Path(data), "models": "off"})
        async with open_session(settings) as session:
            for split in ("dev", "test") if given.split == "both" else (given.split,):
                scores: dict[str, list[Score]] = {name: [] for name in TEXTS}
                for question in questions_of(given.data, split)[: given.limit]:
                    report = await asked(session, question, folder, limits)
                    own = score_report(question, report)
                    ranked = (
                        score_ranking(question, index, papers, top=top, words=own.words)
                        for top in (TOP, own.cited)
                    )
                    for name, each in zip(TEXTS, (own, *ranked), strict=True):
                        scores[name].append(each)
                    print(question.id, own, file=sys.stderr)
                parts.append(written(split, scores))
    print("\n\n".join(parts))


if __name__ == "__main__":
    asyncio.run(main())
