"""Whether the numbers of a claim are those of its evidence."""

import math
from collections.abc import Sequence

from wellread.evidence.checks.dates import without_dates
from wellread.evidence.checks.quantities import Quantity, quantities_of
from wellread.evidence.checks.result import Comparison, Fault
from wellread.evidence.checks.wording import order_breaks

_EQUAL = 1e-9
_ABOUT = 0.05
"""Relative difference that "about" forgives."""
_CONTRADICTING_OVERLAP = 0.7
"""Share of the claim's words that a sentence must hold for its other number to contradict."""


def number_faults(pair: Comparison) -> list[Fault]:
    """A fault for each number of the claim that the evidence does not hold.

    `contradicted` where the sentence gives another number for the same thing, else
    `not_supported`; a number that is only rounded is `not_checked`.
    """
    evidence = quantities_of(pair.evidence)
    nearby = quantities_of(pair.sentence)
    claimed = quantities_of(pair.claim)
    faults = []
    for quantity in claimed:
        equal = [other for other in evidence if same(quantity, other)]
        elsewhere = bool(equal) and _is_of_another(quantity, equal, nearby)
        rivals = _rivals(quantity, nearby, () if elsewhere else claimed)
        replaced = (
            pair.twin
            and not _has(nearby, quantity)
            and any(_comparable(quantity, rival) for rival in rivals)
        )
        if not quantity.optional and (not equal or elsewhere or replaced):
            faults.append(_fault(quantity, rivals, pair))
    moved = order_breaks(pair.claim, pair.sentence) > 1 and _changed_places(claimed, nearby)
    if moved:
        reason = "The numbers stand in another order in the source."
        faults.append(Fault("number", "not_checked", reason))
    return faults


def has_numbers(quantities: Sequence[Quantity], text: str) -> bool:
    """Whether `text` gives every one of the numbers, pronoun-like ones apart."""
    present = quantities_of(without_dates(text))
    return all(quantity.optional or _has(present, quantity) for quantity in quantities)


def _has(present: Sequence[Quantity], quantity: Quantity) -> bool:
    return any(same(quantity, other) for other in present)


def _rivals(
    quantity: Quantity, nearby: Sequence[Quantity], claimed: Sequence[Quantity]
) -> list[Quantity]:
    """The other numbers of the sentence, but those that the claim gives as well."""
    return [
        other
        for other in nearby
        if not same(quantity, other) and not any(same(mine, other) for mine in claimed)
    ]


def _is_of_another(
    claimed: Quantity, equal: Sequence[Quantity], nearby: Sequence[Quantity]
) -> bool:
    """Whether the equal number measures or counts other things than the claimed one."""
    return _has_another_unit(claimed, equal, nearby) or _counts_another(claimed, equal, nearby)


def _has_another_unit(
    claimed: Quantity, equal: Sequence[Quantity], nearby: Sequence[Quantity]
) -> bool:
    """Whether the sentence gives the number with another unit, and none gives it with its own."""
    if not claimed.dimension or any(other.dimension == claimed.dimension for other in equal):
        return False
    return any(
        other.dimension and _close(other.plain, claimed.plain) and not same(claimed, other)
        for other in nearby
    )


def _counts_another(
    claimed: Quantity, equal: Sequence[Quantity], nearby: Sequence[Quantity]
) -> bool:
    """Whether the equal number counts other things, and these things have another number."""
    if not claimed.noun or any(other.noun in {claimed.noun, ""} for other in equal):
        return False
    return any(other.noun == claimed.noun for other in nearby)


def same(claimed: Quantity, found: Quantity) -> bool:
    """Whether both say the same amount; a unit may be left out, but never changed."""
    if _is_version(claimed) or _is_version(found):
        return claimed.raw == found.raw and claimed.dimension == found.dimension
    dimensions = {claimed.dimension, found.dimension}
    alike = len(dimensions) == 1 or dimensions == {"share", ""}
    if alike and _close(claimed.value, found.value):
        return True
    if claimed.approximate and _about(claimed, found):
        return True
    bare = not (claimed.dimension and found.dimension) and not dimensions & {"share", "points"}
    return bare and _close(claimed.plain, found.plain)


def _is_version(quantity: Quantity) -> bool:
    return quantity.raw.count(".") > 1 or (
        "." in quantity.raw and not quantity.dimension and bool(quantity.label)
    )


def _close(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=_EQUAL, abs_tol=1e-15)


def _about(claimed: Quantity, found: Quantity) -> bool:
    return (
        claimed.dimension == found.dimension
        and found.value != 0
        and abs(claimed.value - found.value) <= _ABOUT * abs(found.value)
    )


def _fault(quantity: Quantity, others: Sequence[Quantity], pair: Comparison) -> Fault:
    shown = _shown(quantity)
    rounded = next((other for other in others if _is_rounding(quantity, other)), None)
    if rounded is not None:
        return Fault("number", "not_checked", f"{shown} may be a rounding of {_shown(rounded)}.")
    rival = next((other for other in others if _comparable(quantity, other)), None)
    if rival is not None and pair.overlap >= _CONTRADICTING_OVERLAP:
        return Fault("number", "contradicted", f"The source says {_shown(rival)}, not {shown}.")
    return Fault("number", "not_supported", f"The number {shown} is not in the source.")


def _is_rounding(claimed: Quantity, found: Quantity) -> bool:
    """Whether the claim gives the found number with fewer digits."""
    if claimed.dimension != found.dimension or not found.value or not claimed.plain:
        return False
    if claimed.approximate and _about(claimed, found):
        return True
    digits, more = _digits(claimed.raw), _digits(found.raw)
    if not 0 < digits < more or not claimed.raw[:1].isdigit() or not _about(claimed, found):
        return False
    return _close(float(f"{found.value:.{digits}g}"), float(f"{claimed.value:.{digits}g}"))


def _digits(raw: str) -> int:
    """The significant digits of a number as written: 2 in 1,200 and 4 in 12.00."""
    plain = raw.replace(",", "") if "." in raw else raw.replace(",", "").rstrip("0")
    return len(plain.replace(".", "").lstrip("0"))


def _comparable(claimed: Quantity, found: Quantity) -> bool:
    """Whether two different numbers measure the same thing."""
    if claimed.dimension and found.dimension:
        percents = {claimed.dimension, found.dimension} == {"share", "points"}
        return claimed.dimension == found.dimension or percents
    if claimed.dimension or found.dimension:
        return False
    return bool(
        (claimed.noun and claimed.noun == found.noun)
        or (claimed.label and claimed.label == found.label)
    )


def _changed_places(claimed: Sequence[Quantity], nearby: Sequence[Quantity]) -> bool:
    """Whether the claim's numbers stand in the sentence in another order: perhaps exchanged."""
    mine = [quantity.value for quantity in claimed if any(same(quantity, n) for n in nearby)]
    theirs = [quantity.value for quantity in nearby if any(_close(quantity.value, m) for m in mine)]
    return len(mine) > 1 and len(mine) == len(theirs) and mine != theirs


def _shown(quantity: Quantity) -> str:
    unit = {"share": "%", "": ""}.get(quantity.dimension, f" ({quantity.dimension})")
    return f"{quantity.raw}{unit}" if quantity.raw[:1].isdigit() else f'"{quantity.raw}"'
