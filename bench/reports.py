"""Reports of each kind and language: words asked and got, what is said twice, cut or not cited.

    python -m bench.reports

On the demo library, without a model, and with the tests' model, which here does what its prompts
say: it takes as many findings as it may, and writes as many words as it shall. It writes quotes and
knows one language; what is German or Chinese in its reports are the fixed texts.
"""

import argparse
import asyncio
import re
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, get_args

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from services.model import FENCED
from services.server import Services
from services.world import content_words

from bench.markdown import stamp, table
from graph.session import open_session
from wellread.archive.sqlite import open_archive
from wellread.domain import Claim, Form, Report, ReportKind, SourceChoice, TemplateSection
from wellread.events import ReportReady
from wellread.evidence.quotes import locate
from wellread.evidence.sentences import split_sentences
from wellread.evidence.shingles import resemblance, sketch_of
from wellread.evidence.terms import content_terms, words_of
from wellread.filters import SearchFilters
from wellread.languages import LANGUAGES
from wellread.report.document import document_of
from wellread.settings import load_settings
from wellread.shapes import usual_limits

QUESTION = (
    "How do classes define attributes and methods, how are names resolved in nested scopes, "
    "how do exceptions propagate, how does the import statement find modules, how are strings "
    "formatted, and which operations do sequence types support?"
)
CHAPTERS = {
    "Classes": "How do classes define attributes and methods?",
    "Special methods": "Which special methods of classes customize attribute access?",
    "Names": "How are names resolved in nested scopes?",
    "Exceptions": "How do exceptions propagate, and how are they handled by try statements?",
    "Imports": "How does the import statement find modules and bind names?",
    "Strings": "How are strings formatted, and what do format specifications hold?",
    "Sequences": "Which operations do sequence types support?",
    "Mutable sequences": "Which operations do mutable sequence types support besides?",
}
TEMPLATE = (
    TemplateSection(title="Classes", instructions="How classes define attributes and methods."),
    TemplateSection(title="Names", instructions="How names are resolved in nested scopes."),
    TemplateSection(title="Exceptions", instructions="How exceptions propagate."),
)
SAID_TWICE = 0.8
"""Share of common word pairs above which two sentences are one passage."""
ENDINGS = (".", "!", "?", "…", "。")
PARAGRAPH_END = re.compile(r"\s*(?:\Z|\n\s*(?:\n|[-*+•]\s|\d+[.)]\s))")
QUOTED_SENTENCES = 3
"""In a quote, as the prompt for findings allows."""
HEADS = (
    "kind",
    "language",
    "asked",
    "got",
    "got, %",
    "sections",
    "said twice",
    "cut ends",
    "not cited",
    "contents",
)


@dataclass(frozen=True)
class Measured:
    """What one report holds."""

    asked: int
    got: int
    sections: int
    said_twice: int
    cut: int
    uncited: int
    contents: str
    """`agree` where the contents name exactly the headings; `none` for kinds without contents."""


def measured(report: Report, asked: int, texts: Mapping[str, str]) -> Measured:
    """The figures of a report; `texts` are those of its sources, by snapshot."""
    known = {finding.id for finding in report.findings}
    return Measured(
        asked=asked,
        got=sum(len(words_of(claim.text)) for claim in report.claims),
        sections=len({part.title for part in report.sections}),
        said_twice=len(said_twice(_told_once(report))),
        cut=sum(_is_cut(claim, report, texts) for claim in report.claims),
        uncited=sum(not known.intersection(claim.finding_ids) for claim in report.claims),
        contents=_contents(report),
    )


def said_twice(claims: Sequence[Claim]) -> list[tuple[str, str]]:
    """Pairs of sentences in nearly the same words."""
    sketches = [(claim.text, sketch_of(content_terms(claim.text), 2)) for claim in claims]
    return [
        (one, other)
        for (one, mine), (other, theirs) in combinations(sketches, 2)
        if mine and resemblance(mine, theirs) > SAID_TWICE
    ]


def _told_once(report: Report) -> Sequence[Claim]:
    """A model says again in its opening what the sections say; quotes stand in one of them."""
    if report.made_by == "extractive":
        return report.claims
    return [claim for part in report.sections for claim in part.claims]


def _is_cut(claim: Claim, report: Report, texts: Mapping[str, str]) -> bool:
    """Whether it ends without a stop where its source goes on; an item of a list may have none."""
    if _ends(claim.text):
        return False
    cited = [finding for finding in report.findings if finding.id in claim.finding_ids]
    for finding in cited:
        text = texts[finding.snapshot_id]
        span = locate(claim.text, text[finding.start : finding.end])
        if span and PARAGRAPH_END.match(text, finding.start + span[1]):
            return False
    return True


def _ends(text: str) -> bool:
    return text.rstrip("\"'”’)*_`").endswith(ENDINGS)


def _contents(report: Report) -> str:
    if report.question.form.kind != "detailed":
        return "none"
    document = document_of(report)
    name = document.say("headings.contents")
    listed = report.markdown.partition(f"## {name}\n\n")[2].partition("\n\n")[0].splitlines()
    headings = re.findall(r"^## (.*)$", report.markdown, flags=re.MULTILINE)
    return "agree" if [line[2:] for line in listed] == headings[1:] else "differ"


def obedient(services: Services) -> None:
    """A model that finds and writes as much as its prompts ask for."""
    services.script("plan", _plan)
    services.script("extract", _extraction)
    services.script("write", _section)


def _prompt(request: dict[str, Any]) -> str:
    return "\n".join(message["content"] for message in request["messages"])


def _plan(request: dict[str, Any]) -> dict[str, Any]:
    prompt = _prompt(request)
    few = re.search(r"Give (\d+) sub-question", prompt)
    count = int(few[1]) if few else len(CHAPTERS)
    chapters = list(CHAPTERS.items())[:count]
    return {
        "sub_questions": [
            {"question": asked, "queries": [asked], "section": title} for title, asked in chapters
        ]
    }


def _extraction(request: dict[str, Any]) -> dict[str, Any]:
    """The passages that share most words with the sub-question, as far as the prompt allows."""
    prompt = _prompt(request)
    asked = re.search(r'^Sub-question: "(.*)"', prompt, flags=re.MULTILINE)
    count = re.search(r"^Give (\d+) findings", prompt, flags=re.MULTILINE)
    assert asked is not None
    assert count is not None
    wanted = set(content_words(asked[1]))
    found: list[tuple[int, int, str, str]] = []
    for name, shown in re.findall(FENCED.format(tag="passage"), prompt, flags=re.DOTALL):
        text = re.sub(r"^Source: .*\n", "", shown)
        whole = [span for span in split_sentences(text) if _ends(text[slice(*span)])]
        for first in range(0, len(whole), QUOTED_SENTENCES):
            quote = text[whole[first][0] : whole[first : first + QUOTED_SENTENCES][-1][1]]
            found.append((-len(wanted & set(content_words(quote))), len(found), name, quote))
    return {
        "findings": [
            {"source": name, "statement": _sentences(quote)[0], "quote": quote}
            for _, _, name, quote in sorted(found)[: int(count[1])]
        ]
    }


def _section(request: dict[str, Any]) -> dict[str, Any]:
    """Sentence after sentence of the evidence, until it has the words that are asked for."""
    prompt = _prompt(request)
    asked = re.search(r"Write about (\d+) words", prompt)
    if asked is None:
        return _opening(prompt)
    left = int(asked[1])
    written: list[dict[str, Any]] = []
    for name, text in re.findall(FENCED.format(tag="evidence"), prompt, flags=re.DOTALL):
        quoted = re.search(r"^> (.*)$", text, flags=re.MULTILINE)
        for sentence in _sentences(quoted[1] if quoted else text.splitlines()[0]):
            words = len(sentence.split())
            if words <= left or not written:
                left -= words
                written.append({"sentence": sentence, "evidence": [name], "new_paragraph": False})
    return {"sentences": written}


def _sentences(text: str) -> list[str]:
    bare = " ".join(text.split())
    return [bare[start:end] for start, end in split_sentences(bare)]


def _opening(prompt: str) -> dict[str, Any]:
    listed = re.findall(r"^\[(C\d+)\] (.+)$", prompt, flags=re.MULTILINE)
    return {"sentences": [{"sentence": text, "evidence": [name]} for name, text in listed[:3]]}


async def report_of(
    services: Services, kind: ReportKind, language: str, models: str
) -> tuple[Report, dict[str, str]]:
    """One report on the demo library, and the texts of its sources by snapshot."""
    form = Form(
        kind=kind,
        language=language,
        template=TEMPLATE if kind == "custom" else (),
    )
    with tempfile.TemporaryDirectory() as folder:
        flags = {**services.settings, "data_dir": Path(folder), "models": models}
        async with open_session(load_settings(flags)) as session:
            events = session.ask(
                QUESTION,
                sources=SourceChoice(libraries=("python",), filters=SearchFilters(language="en")),
                limits=usual_limits(form),
                form=form,
                auto_approve=True,
            )
            async for event in events:
                report = event.report if isinstance(event, ReportReady) else None
        assert report is not None
        archive = await open_archive(Path(folder) / "archive.sqlite3")
        try:
            ids = {finding.snapshot_id for finding in report.findings}
            return report, {each: (await archive.snapshots.get(each)).text for each in ids}
        finally:
            await archive.close()


async def row(services: Services, kind: ReportKind, language: str, models: str) -> tuple[Any, ...]:
    """One line of a table."""
    report, texts = await report_of(services, kind, language, models)
    each = measured(report, usual_limits(Form(kind=kind)).words, texts)
    return (
        kind,
        language,
        each.asked,
        each.got,
        round(100 * each.got / each.asked),
        each.sections,
        each.said_twice,
        each.cut,
        each.uncited,
        each.contents,
    )


def main() -> None:
    """Prints a table for each way of making a report."""
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    print(f"# Reports\n\n{stamp()}; the question: {QUESTION}")
    with Services() as services:
        obedient(services)
        for models, title in (("off", "Without a model"), ("auto", "With the tests' model")):
            rows = [
                asyncio.run(row(services, kind, language, models))
                for kind in get_args(ReportKind)
                for language in LANGUAGES[: int(__import__("os").environ.get("L", "3"))]
            ]
            print(f"\n## {title}\n\n{table(HEADS, rows, text=(0, 1, len(HEADS) - 1))}", flush=True)


if __name__ == "__main__":
    main()
