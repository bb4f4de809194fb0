"""Claims beside their evidence, as lines for the terminal."""

from collections.abc import Iterable, Iterator, Sequence

from wellread.cli.terminal import one_line
from wellread.domain import Totals, Verdict
from wellread.report.claims import ClaimRow, Evidence
from wellread.report.totals import totals_of
from wellread.report.verification import Verification


def claim_lines(rows: Iterable[ClaimRow]) -> Iterator[str]:
    """A few lines for each claim, with an empty one behind it."""
    for row in rows:
        place = f" (line {row.line})" if row.line else ""
        yield _indented(0, f"{_told(row.verdict)}: {row.text}{place}")
        if why := _why(row):
            yield _indented(2, f"why: {why}")
        if row.recheck:
            yield _indented(2, f"again, by code alone: {_again(row)}")
        for passage in row.passages:
            yield from _evidence_lines(_role(passage), passage)
        for citation in row.dropped:
            yield _indented(2, f"citation dropped: {_told(citation.verdict)}; {citation.reason}")
        for passage in row.says_the_same:
            yield from _evidence_lines("says the same", passage)
        for passage in row.says_otherwise:
            about = f" about {passage.about}" if passage.about else ""
            yield from _evidence_lines(f"says otherwise{about}", passage)
        yield ""


def totals_line(totals: Totals, *, with_uncited: bool = False) -> str:
    """`Claims 3: checked 2, supported 1, ...`."""
    names = ("supported", "partly_supported", "not_supported", "contradicted", "not_checked")
    counts = ", ".join(f"{name.replace('_', ' ')} {getattr(totals, name)}" for name in names)
    uncited = f" Sentences without citation: {totals.uncited}." if with_uncited else ""
    doubted = (
        f" Citations that do not carry their sentence: {totals.citations_doubted}."
        if totals.citations_doubted
        else ""
    )
    single = f" On one origin: {totals.one_origin}." if totals.one_origin else ""
    return f"Claims {totals.claims}: checked {totals.checked}, {counts}.{doubted}{single}{uncited}"


def sums(rows: Sequence[ClaimRow]) -> Iterator[str]:
    """The claims counted, and counted again where they were checked again."""
    yield totals_line(totals_of(rows, one_origin=sum(row.origins == 1 for row in rows)))
    again = [
        row.model_copy(update={"verdict": row.recheck.verdict, "citations": ()})
        for row in rows
        if row.recheck
    ]
    if again:
        differing = sum(row.recheck.differs for row in rows if row.recheck)
        yield f"Again, by code alone: {totals_line(totals_of(again))}"
        yield f"{differing} verdicts differ."


def verification_lines(verification: Verification) -> Iterator[str]:
    """The whole check: claims, what cites nothing, what could not be read, and the sums."""
    yield from claim_lines(verification.claims)
    if verification.unmatched:
        yield "Citations that lead to no address:"
        for citation in verification.unmatched:
            yield _indented(2, f"line {citation.line}: {citation.mark} {citation.problem}", 300)
        yield ""
    if verification.uncited:
        yield "Sentences without citation:"
        for each in verification.uncited:
            yield _indented(2, f"line {each.line}: {each.text}", 300)
        yield ""
    unread = [each for each in verification.sources if each.problem]
    if unread:
        yield "Sources that could not be read:"
        for source in unread:
            label = source.label if source.label.startswith("(") else f"[{source.label}]"
            told = f"{label} " if source.label else ""
            yield _indented(2, f"{told}{source.address}: {source.problem}", 500)
        yield ""
    yield totals_line(verification.totals, with_uncited=True)


def _indented(columns: int, text: str, max_chars: int = 2_000) -> str:
    return " " * columns + one_line(text, max_chars)


def _told(verdict: Verdict) -> str:
    return verdict.replace("_", " ")


def _why(row: ClaimRow) -> str:
    parts = [row.reason] if row.reason else []
    if row.checked_by:
        parts.append(f"checked by {' and '.join(row.checked_by)}")
    if row.origins == 1 and not row.says_the_same:
        parts.append("rests on one origin")
    return "; ".join(part.rstrip(".") for part in parts)


def _role(passage: Evidence) -> str:
    if passage.verdict is None:
        return "cites"
    reason = f"; {passage.reason.rstrip('.')}" if passage.reason else ""
    return f"cites ({_told(passage.verdict)} by this source alone{reason})"


def _again(row: ClaimRow) -> str:
    assert row.recheck is not None  # noqa: S101  asked for such rows only
    changed = f" (was {_told(row.verdict)})" if row.recheck.differs else ""
    return f"{_told(row.recheck.verdict)}{changed}; {row.recheck.reason}"


def _evidence_lines(role: str, passage: Evidence) -> Iterator[str]:
    number = f" [{passage.number}]" if passage.number else ""
    yield _indented(2, f"{role}{number}: “{passage.quote}”")
    parts = [
        passage.title,
        passage.address,
        " › ".join(passage.headings),
        f"page {passage.page}" if passage.page else passage.place,
        f"characters {passage.start}-{passage.end} of snapshot {passage.snapshot_id}",
    ]
    yield _indented(4, f"{', '.join(part for part in parts if part)}")
    if passage.problem:
        yield _indented(4, f"{passage.problem}")
