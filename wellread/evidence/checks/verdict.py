"""The verdict on one claim, by code alone.

What code cannot decide is `not_checked`. The aim is lopsided on purpose: a true sentence must
practically never be called contradicted, so an opposite counts only beside a sentence that says
nearly the same.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from wellread.domain import Verdict
from wellread.evidence.checks.addresses import address_faults
from wellread.evidence.checks.dates import date_faults, dates_of, has_dates, without_dates
from wellread.evidence.checks.names import has_names, name_faults
from wellread.evidence.checks.numbers import has_numbers, number_faults
from wellread.evidence.checks.polarity import TURNING_OVERLAP, polarity_faults
from wellread.evidence.checks.quantities import quantities_of
from wellread.evidence.checks.result import CheckResult, Comparison, Fault
from wellread.evidence.checks.roles import exchange_faults, voices
from wellread.evidence.checks.strength import certainty_faults, quantifier_faults
from wellread.evidence.checks.windows import Window, closest, near_windows
from wellread.evidence.checks.wording import (
    is_moved_phrase,
    meaning_terms,
    missing_in,
    order_breaks,
    overlap,
)
from wellread.evidence.quotes import normalised
from wellread.evidence.sentences import split_sentences

SUPPORTING_OVERLAP = 0.95
"""Share of the claim's content words that one or two sentences of the evidence must hold."""
FAR_OVERLAP = 0.35
"""Below this share the claim speaks of something else."""
_PASSIVE_BREAKS = 2
_FEWEST_TERMS = 3
"""A claim of fewer content words cannot be judged by them, unless a number or date helps."""

KINDS: tuple[Callable[[Comparison], list[Fault]], ...] = (
    address_faults,
    date_faults,
    number_faults,
    name_faults,
    polarity_faults,
    exchange_faults,
    quantifier_faults,
    certainty_faults,
)
"""Every kind of comparison; each gives the faults it sees."""

_WEIGHT: dict[Verdict, int] = {
    "contradicted": 4,
    "not_supported": 3,
    "partly_supported": 2,
    "not_checked": 1,
    "supported": 0,
}


def check_text(claim: str, quotes: Sequence[str], contexts: Sequence[str]) -> CheckResult:
    """The verdict on `claim` against the quotes it cites and the text around them.

    `supported`: verbatim, or nearly the same words in the same order with every number, date and
    name. `contradicted`: a sentence that says nearly the same gives another number, date, name or
    the opposite. `not_supported`: a number, date, name or strong word that is nowhere, or other
    words altogether. `partly_supported`: the source is less sure. All else is `not_checked`.
    """
    if not claim.strip():
        return CheckResult("not_checked", "There is no text to check.")
    if not any(quote.strip() for quote in quotes):
        return CheckResult("not_supported", "No passage is cited.", ("no_evidence",))
    texts = [text for text in (*quotes, *contexts) if text.strip()]
    if any(_holds_whole(claim, text) for text in texts):
        return CheckResult(
            "supported", "It stands in the source word for word.", ("verbatim",), 1.0
        )
    nearest, closeness = closest(claim, texts)
    evidence = "\n".join(texts)
    views = [(window, _faults(claim, window, evidence)) for window in near_windows(claim, texts)]
    if any(not faults and _supports(claim, window) for window, faults in views):
        return CheckResult(
            "supported", "The source says it in nearly these words.", ("wording",), closeness
        )
    return _judged(claim, nearest, _mildest(views), closeness=closeness)


def _holds_whole(claim: str, text: str) -> bool:
    """Whether the claim is one or more whole sentences of the text."""
    if _bare(claim) not in normalised(text).lower():
        return False
    wanted = " ".join(_bare_sentences(claim))
    sentences = _bare_sentences(text)
    whole = " ".join(sentences)
    found = f" {whole} ".find(f" {wanted} ")
    if found < 0 or not wanted:
        return False
    starts, position = set(), 0
    for sentence in sentences:
        starts.add(position)
        position += len(sentence) + 1
    return found in starts and (found + len(wanted) + 1 in starts | {position})


def _bare_sentences(text: str) -> list[str]:
    return [_bare(text[start:end]) for start, end in split_sentences(text)]


def _bare(text: str) -> str:
    """A sentence without case, list mark and closing stop, in plain typography."""
    plain = re.sub(r"^(?:[-*+•>#]+|\d{1,3}[.)])\s+", "", normalised(text).lower())
    return plain.rstrip(".!?;: ").strip()


def _faults(claim: str, window: Window, evidence: str) -> list[Fault]:
    """The faults of the claim beside one window, with their turns counted."""
    pair = Comparison(claim, window.text, evidence, window.share, twin=window.twin)
    undated = replace(
        pair,
        claim=without_dates(claim),
        sentence=without_dates(window.text),
        evidence=without_dates(evidence),
    )
    found = [fault for kind in KINDS for fault in kind(undated if kind is number_faults else pair)]
    return _settled(found, window.share)


def _settled(faults: Sequence[Fault], share: float) -> list[Fault]:
    """The faults with their turns counted: two cancel, and a far sentence turns nothing."""
    turns = [fault for fault in faults if fault.turns]
    certain = len(turns) % 2 == 1 and share >= TURNING_OVERLAP
    return [
        fault if not fault.turns or certain else replace(fault, verdict="not_checked")
        for fault in faults
    ]


def _mildest(views: Sequence[tuple[Window, list[Fault]]]) -> list[Fault]:
    """The faults beside the window that speaks best for the claim.

    A window in the claim's own words says more than others, which may lack a fault only because
    they speak of something else.
    """
    twins = [(window, faults) for window, faults in views if window.twin]
    return min(twins or views, key=lambda view: (_heaviest(view[1]), -view[0].share))[1]


def _heaviest(faults: Sequence[Fault]) -> int:
    return max((_WEIGHT[fault.verdict] for fault in faults), default=0)


def _supports(claim: str, window: Window) -> bool:
    """Whether the window alone says the claim: its words in its order, with every fact."""
    text = window.text
    terms = set(meaning_terms(claim))
    days = [day for day, _ in dates_of(claim)]
    numbers = quantities_of(without_dates(claim))
    if len(terms) < _FEWEST_TERMS and not (terms and (days or numbers)):
        return False
    if overlap(claim, text) < SUPPORTING_OVERLAP or not _says_in_order(claim, window):
        return False
    return has_dates(days, text) and has_numbers(numbers, text) and has_names(claim, text)


def _says_in_order(claim: str, window: Window) -> bool:
    """Whether the window holds the claim's words in its order.

    One phrase may have moved inside a sentence, but not from one sentence to the next. A passive
    sentence for an active one is in order too, when doer and done-to are the same.
    """
    breaks = order_breaks(claim, window.text)
    if breaks == 0:
        return True
    if not window.single or breaks > _PASSIVE_BREAKS:
        return False
    return is_moved_phrase(claim, window.text) or voices(claim, window.text)[0] == "agrees"


def _judged(claim: str, nearest: str, faults: Sequence[Fault], *, closeness: float) -> CheckResult:
    """The verdict on a claim that no window supports."""
    heaviest = max(faults, key=lambda fault: _WEIGHT[fault.verdict], default=None)
    failing = [fault for fault in faults if _WEIGHT[fault.verdict] > _WEIGHT["partly_supported"]]
    if heaviest is not None and failing:
        return CheckResult(heaviest.verdict, heaviest.reason, _kinds(failing), closeness)
    if len(set(meaning_terms(claim))) >= _FEWEST_TERMS and closeness < FAR_OVERLAP:
        return CheckResult(
            "not_supported", "The cited passage speaks of something else.", ("wording",), closeness
        )
    if heaviest is not None and closeness >= SUPPORTING_OVERLAP:
        return CheckResult(heaviest.verdict, heaviest.reason, _kinds(faults), closeness)
    return CheckResult(
        "not_checked", _doubt(claim, nearest), ("wording", *_kinds(faults)), closeness
    )


def _kinds(faults: Iterable[Fault]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fault.kind for fault in faults))


def _doubt(claim: str, nearest: str) -> str:
    missing = missing_in(claim, nearest)
    if missing:
        return f"Code cannot tell: the source has other words for {', '.join(missing[:4])}."
    return "Code cannot tell: the source says it in another order, or in several places."
