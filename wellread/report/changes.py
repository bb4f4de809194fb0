"""Two reports on one plan compared: which claims are new, changed, gone, or contradicted now.

Claims are matched by their words, by the quotes they cite, and by how alike they are; what an
earlier claim says is then held against what its pages say today, by the checks of the evidence.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from wellread.changes import Change, Changes
from wellread.domain import Claim, Finding, Report
from wellread.evidence.checks.statements import SAME_SUBJECT, likeness
from wellread.evidence.checks.verdict import check_text
from wellread.evidence.checks.windows import closest
from wellread.evidence.checks.wording import meaning_terms
from wellread.evidence.quotes import normalised

LIKE_ON_ONE_QUOTE = 0.3
"""Likeness of two claims on one quote above which they say the same of it."""


class Page(NamedTuple):
    """What stands at an address today."""

    snapshot_id: str
    text: str


class _Said(NamedTuple):
    """A claim with what it stands on."""

    claim: Claim
    terms: frozenset[str]
    quotes: frozenset[str]
    addresses: tuple[str, ...]


class _Pair(NamedTuple):
    before: _Said
    now: _Said
    likeness: float


def cited_addresses(report: Report) -> frozenset[str]:
    """The addresses of the report's sources."""
    return frozenset(each.source.address for each in report.references)


def changes_between(before: Report, now: Report, pages: Mapping[str, Page]) -> Changes:
    """How `now` differs from `before`, of whose sources `pages` has the text of today.

    Of opening and conclusion only quotes are compared, which stand in no section; sentences of a
    model say again what does. It may take a second for long reports: call it in a thread.
    """
    old, new = _said_in(before), _said_in(now)
    pairs = _matched(old, new)
    found = [change for pair in pairs if (change := _change_of(pair)) is not None]
    paired_old = {pair.before.claim.id for pair in pairs}
    paired_new = {pair.now.claim.id for pair in pairs}
    left_out = 0
    for said in old:
        if said.claim.id not in paired_old:
            if _still_stands(said, pages):
                left_out += 1
            else:
                found.append(_gone(said, pages))
    found += [
        Change(kind="new", now=said.claim.text, finding_ids=said.claim.finding_ids)
        for said in new
        if said.claim.id not in paired_new
    ]
    extended = before.question.id == now.question.id
    return Changes(
        turn_id=before.question.id,
        since=before.question.asked_at,
        unchanged=sum(_change_of(pair) is None for pair in pairs),
        left_out=left_out,
        changes=tuple(found),
        extended=extended,
        searches=now.usage.searches - before.usage.searches if extended else 0,
        sources=now.sources_read - before.sources_read if extended else 0,
    )


def _said_in(report: Report) -> list[_Said]:
    findings = {each.id: each for each in report.findings}
    addresses = {each.source.snapshot_id: each.source.address for each in report.references}
    said = []
    for claim in _told(report, findings):
        cited = [findings[each] for each in claim.finding_ids if each in findings]
        places = (addresses.get(each.snapshot_id, "") for each in cited)
        said.append(
            _Said(
                claim=claim,
                terms=frozenset(meaning_terms(claim.text)),
                quotes=frozenset(normalised(each.quote) for each in cited),
                addresses=tuple(dict.fromkeys(filter(None, places))),
            )
        )
    return said


def _told(report: Report, findings: Mapping[str, Finding]) -> Iterator[Claim]:
    """The claims of the sections, and the quotes that stand in opening or conclusion alone."""
    written = [claim for part in report.sections for claim in part.claims]
    yield from written
    texts = {claim.text for claim in written}
    for claim in (*report.summary, *report.conclusion):
        cited = (findings[each].quote for each in claim.finding_ids if each in findings)
        if claim.text not in texts and any(
            normalised(claim.text) in normalised(quote) for quote in cited
        ):
            yield claim


def _matched(old: Sequence[_Said], new: Sequence[_Said]) -> list[_Pair]:
    """Each claim in one pair at most, the most alike first."""
    candidates = sorted(_candidates(old, new), key=lambda pair: -pair.likeness)
    taken_old: set[str] = set()
    taken_new: set[str] = set()
    pairs = []
    for pair in candidates:
        if pair.before.claim.id not in taken_old and pair.now.claim.id not in taken_new:
            taken_old.add(pair.before.claim.id)
            taken_new.add(pair.now.claim.id)
            pairs.append(pair)
    order = {said.claim.id: place for place, said in enumerate(old)}
    return sorted(pairs, key=lambda pair: order[pair.before.claim.id])


def _candidates(old: Sequence[_Said], new: Sequence[_Said]) -> Iterator[_Pair]:
    for one in old:
        for other in new:
            if _bare(one.claim.text) == _bare(other.claim.text):
                yield _Pair(one, other, 1 + len(one.quotes & other.quotes))
                continue
            alike = likeness(one.terms, other.terms)
            needed = LIKE_ON_ONE_QUOTE if one.quotes & other.quotes else SAME_SUBJECT
            if alike >= needed:
                yield _Pair(one, other, alike)


def _change_of(pair: _Pair) -> Change | None:
    """None where both say the same, or the same quote carries both."""
    before, now = pair.before.claim.text, pair.now.claim.text
    if pair.before.quotes & pair.now.quotes or _bare(before) == _bare(now):
        return None
    check = check_text(before, [now, *pair.now.quotes], ())
    if check.verdict == "supported" and check_text(now, [before], ()).verdict == "supported":
        return None
    against = check.verdict == "contradicted"
    return Change(
        kind="contradicted" if against else "changed",
        before=before,
        now=now,
        finding_ids=pair.now.claim.finding_ids,
        reason=check.reason if against else "",
    )


def _still_stands(said: _Said, pages: Mapping[str, Page]) -> bool:
    """Whether every quote of the claim stands in one of its pages today."""
    texts = [normalised(pages[each].text) for each in said.addresses if each in pages]
    return bool(said.quotes) and all(any(quote in text for text in texts) for quote in said.quotes)


def _gone(said: _Said, pages: Mapping[str, Page]) -> Change:
    """Gone, or contradicted by what one of its pages says today."""
    for address in (each for each in said.addresses if each in pages):
        page = pages[address]
        check = check_text(said.claim.text, [page.text], ())
        if check.verdict == "contradicted":
            return Change(
                kind="contradicted",
                before=said.claim.text,
                now=closest(said.claim.text, [page.text])[0],
                snapshot_id=page.snapshot_id,
                address=address,
                reason=check.reason,
            )
    return Change(kind="gone", before=said.claim.text)


def _bare(text: str) -> str:
    return normalised(text).casefold()
