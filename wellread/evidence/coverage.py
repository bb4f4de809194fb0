"""How well each sub-question is answered, judged by code from what was found."""

from collections.abc import Iterable, Mapping, Sequence

from wellread.domain import Coverage, CoverageStatus, Finding, Source, SubQuestion
from wellread.evidence.terms import content_terms, content_words, listed, rejoined, share_of, stem

MIN_FINDINGS = 2
"""One finding alone is thin."""
MIN_ORIGINS = 2
"""What only one site says is thin, however often it says it."""
MIN_TERM_SHARE = 0.5
"""Share of the sub-question's content words that statements, quotes and headings must meet."""
_TERMS_NAMED = 4

_ASKING_WORDS = frozenset(
    stem(word)
    for word in listed("""
    answer compare compared comparison consider describe detail difference differ different discuss
    example exist explain explanation give happen important information key kind list main mean
    overview question reason report role show summarise summarize summary topic type way work
    """)
)
"""Words of asking: an answer need not hold them."""


def asked_terms(question: str) -> tuple[str, ...]:
    """The distinct stems an answer to `question` should hold, in order, without words of asking."""
    terms = tuple(dict.fromkeys(content_terms(question)))
    return tuple(term for term in terms if term not in _ASKING_WORDS) or terms


def unmet_words(question: str, findings: Iterable[Finding]) -> tuple[str, ...]:
    """The question's content words, as written, that no finding holds."""
    met = terms_of(findings)
    wanted = set(asked_terms(question)) - met
    words = {stem(word): word for word in reversed(content_words(question))}
    return tuple(rejoined(words[term] for term in asked_terms(question) if term in wanted))


def terms_of(findings: Iterable[Finding]) -> set[str]:
    """The stems that stand in the findings' statements, quotes and headings."""
    return {
        term
        for finding in findings
        for text in (finding.statement, finding.quote, *finding.headings)
        for term in content_terms(text)
    }


def coverage_of(
    sub_questions: Iterable[SubQuestion],
    findings: Sequence[Finding],
    sources: Mapping[str, Source],
) -> tuple[Coverage, ...]:
    """The coverage of each sub-question, in order; `sources` are keyed by snapshot id.

    `none`: no finding, or none that holds a word of the question. `covered`: enough findings, from
    enough independent origins, that meet enough of the question's words. `thin`: all between.
    """
    return tuple(
        _judged(
            part, [finding for finding in findings if finding.sub_question_id == part.id], sources
        )
        for part in sub_questions
    )


def answered_in_full(
    part: SubQuestion, findings: Sequence[Finding], sources: Mapping[str, Source]
) -> bool:
    """Whether kept findings answer a later question, so that nobody needs to search for it.

    Stricter than `covered`: each word of the question must be met, because findings that were
    made for another question share many words with this one and may lack the one it asks about.
    """
    (coverage,) = coverage_of((part,), findings, sources)
    own = [finding for finding in findings if finding.sub_question_id == part.id]
    return coverage.status == "covered" and not unmet_words(part.question, own)


def _judged(
    part: SubQuestion, findings: Sequence[Finding], sources: Mapping[str, Source]
) -> Coverage:
    origins = {_origin(finding, sources) for finding in findings}
    wanted = asked_terms(part.question)
    share = share_of(wanted, terms_of(findings)) if wanted else 1.0
    unmet = unmet_words(part.question, findings)[:_TERMS_NAMED] if share < MIN_TERM_SHARE else ()
    faults = _faults(findings, origins=len(origins), unmet=unmet)
    status: CoverageStatus = "thin" if faults else "covered"
    if not findings or share == 0:
        status = "none"
    reason = " ".join(faults) or (
        f"{len(findings)} findings from {len(origins)} origins meet the question's terms."
    )
    return Coverage(
        sub_question_id=part.id,
        status=status,
        findings=len(findings),
        origins=len(origins),
        reason=reason,
        unmet=unmet,
    )


def _origin(finding: Finding, sources: Mapping[str, Source]) -> str:
    source = sources.get(finding.snapshot_id)
    return source.origin or source.address if source else finding.snapshot_id


def _faults(findings: Sequence[Finding], *, origins: int, unmet: Sequence[str]) -> list[str]:
    """What is missing, in sentences."""
    if not findings:
        return ["Nothing was found."]
    faults = []
    if len(findings) < MIN_FINDINGS:
        faults.append("Only one finding.")
    elif origins < MIN_ORIGINS:
        faults.append(f"All {len(findings)} findings come from one origin.")
    if unmet:
        faults.append(f"Little is said about: {', '.join(unmet)}.")
    return faults
