"""The report as Markdown: what was found, on what it rests, and what it lacks."""

import re
from collections.abc import Mapping, Sequence
from datetime import date

from wellread.domain import Claim, Failure, Finding, Reference, Report, Source, Usage

MAX_QUOTE_CHARS = 300
VERDICT_MARKS = {"partly_supported": " *(partly supported)*", "not_checked": " *(not checked)*"}
"""Doubt is shown beside the sentence. Supported sentences carry their citation alone."""
MAX_FAILURES_TOLD = 8
_LINK = re.compile(r"\b(?:[a-z][a-z0-9+.-]*://|www\.)", re.IGNORECASE)
"""What programs that show Markdown make links of by themselves."""
_MARKUP = re.compile(r"([\\`*_\[\]<>|])")


def render(report: Report, findings: Mapping[str, Finding]) -> str:
    """The whole report. Text from sources and models cannot form links, HTML or headings."""
    numbers = {each.source.snapshot_id: each.number for each in report.references}
    parts = [f"# {plain(report.title)}", f"*{report.method}*"]
    if report.summary:
        parts += ["## In brief", _paragraphs(report.summary, findings, numbers)]
    title = ""
    for section in report.sections:
        if section.claims:
            if section.title != title:
                parts.append(f"## {plain(section.title)}")
            title = section.title
            parts.append(_paragraphs(section.claims, findings, numbers))
    parts += _doubts(report, findings, numbers)
    parts += _sources(report.references)
    parts += ["## About this report", _about(report)]
    return "\n\n".join(part for part in parts if part) + "\n"


def plain(text: str) -> str:
    """`text` on one line, its addresses no links and Markdown's own characters made harmless."""
    return _MARKUP.sub(r"\\\1", " ".join(_LINK.sub("", text).split()))


def _paragraphs(
    claims: Sequence[Claim], findings: Mapping[str, Finding], numbers: Mapping[str, int]
) -> str:
    paragraphs: list[list[str]] = []
    for claim in claims:
        if claim.starts_paragraph or not paragraphs:
            paragraphs.append([])
        paragraphs[-1].append(
            plain(claim.text)
            + _citation(claim, findings, numbers)
            + VERDICT_MARKS.get(claim.verdict, "")
        )
    return "\n\n".join(" ".join(sentences) for sentences in paragraphs)


def _citation(claim: Claim, findings: Mapping[str, Finding], numbers: Mapping[str, int]) -> str:
    """` [1, 3 p. 4]`: the sources of a claim, with the page of a paged document."""
    places: dict[str, None] = {}
    for finding_id in claim.finding_ids:
        finding = findings.get(finding_id)
        if finding is None or finding.snapshot_id not in numbers:
            continue
        page = f" p. {finding.page}" if finding.page is not None else ""
        places[f"{numbers[finding.snapshot_id]}{page}"] = None
    return f" [{', '.join(places)}]" if places else ""


def _doubts(
    report: Report, findings: Mapping[str, Finding], numbers: Mapping[str, int]
) -> list[str]:
    parts = []
    if report.disagreements:
        parts += ["## Where sources disagree"]
        for item in report.disagreements:
            sides = [findings[each] for each in item.finding_ids if each in findings]
            lines = [f"- {plain(item.about) or 'Two statements that differ'}:"]
            lines += [f"  - {_quoted(side, numbers)}" for side in sides]
            parts.append("\n".join(lines))
    if report.gaps:
        parts += ["## What was not found", "\n".join(f"- {plain(gap)}" for gap in report.gaps)]
    if report.failures:
        parts += ["## What failed", "\n".join(_failure_lines(report.failures))]
    return parts


def _failure_lines(failures: Sequence[Failure]) -> list[str]:
    """One line for each failure; many of one kind are counted, the first few told.

    Addresses stand without their scheme: nothing that was not read looks like a source.
    """
    lines = []
    for kind in dict.fromkeys(failure.kind for failure in failures):
        alike = [failure for failure in failures if failure.kind == kind]
        lines += [
            f"- {plain(each.where)}: {plain(each.message)}"
            + (f" ({plain(each.effect)})" if each.effect else "")
            for each in alike[:MAX_FAILURES_TOLD]
        ]
        if len(alike) > MAX_FAILURES_TOLD:
            lines.append(f"- and {len(alike) - MAX_FAILURES_TOLD} more like these.")
    return lines


def _quoted(finding: Finding, numbers: Mapping[str, int]) -> str:
    quote = plain(finding.quote)
    if len(quote) > MAX_QUOTE_CHARS:
        quote = quote[:MAX_QUOTE_CHARS].rsplit(" ", 1)[0] + " …"
    number = numbers.get(finding.snapshot_id)
    return f"“{quote}”" + (f" [{number}]" if number else "")


def _sources(references: Sequence[Reference]) -> list[str]:
    if not references:
        return []
    return ["## Sources", "\n\n".join(_reference(each) for each in references)]


def _reference(reference: Reference) -> str:
    """An entry in APA's order: author, date, title, place, day of reading."""
    source = reference.source
    title = plain(source.title or source.address)
    head = f"{plain(source.author)}. " if source.author else ""
    when = plain(source.published) if source.published else "n.d."
    pages = ""
    if reference.pages:
        mark = "p." if len(reference.pages) == 1 else "pp."
        pages = f", {mark} {', '.join(str(page) for page in reference.pages)}"
    body = f"{head}({when}). *{title}*" if head else f"*{title}*. ({when})"
    return (
        f"[{reference.number}] {body}{pages}. {_place(source)} Read {_day(source.read_at.date())}."
    )


def _place(source: Source) -> str:
    if source.address.startswith(("http://", "https://")):
        return f"<{source.address}>" if ">" not in source.address else plain(source.address)
    return f"`{source.address.replace('`', '')}`"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _about(report: Report) -> str:
    claims = report.claims
    verdicts = [claim.verdict for claim in claims]
    removed = sum(len(part.removed) for part in report.sections)
    dropped = sum(part.dropped_citations for part in report.sections)
    checked = sum(verdict != "not_checked" for verdict in verdicts)
    lines = [
        f"- Asked on {_day(report.question.asked_on)}; {report.sources_read} sources read, "
        f"{len(report.references)} cited.",
        f"- Claims {len(claims)}, checked {checked}, supported {verdicts.count('supported')}, "
        f"removed {removed}, citations dropped {dropped}.",
    ]
    questions = {part.id: part.question for part in report.plan.sub_questions}
    lines += [
        f"- {plain(questions.get(item.sub_question_id, item.sub_question_id))} — {item.status}: "
        f"{item.findings} findings from {item.origins} independent sources."
        for item in report.coverage
    ]
    lines += [f"- {plain(note)}" for note in report.notes]
    lines.append(f"- {_cost(report.usage)}")
    return "\n".join(lines)


def _cost(usage: Usage) -> str:
    cost = f"{usage.cost_usd:.4f} USD"
    if usage.unpriced_calls:
        cost += f" and {usage.unpriced_calls} calls of unknown price"
    return (
        f"{usage.calls} model calls, {usage.searches} paid searches, "
        f"{usage.prompt_tokens + usage.completion_tokens} tokens, {cost}."
    )
