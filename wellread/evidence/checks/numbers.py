"""Whether the numbers of a claim are those of its evidence."""

import math
from collections.abc import Sequence

from wellread.evidence.checks.quantities import Quantity, quantities_of
from wellread.evidence.checks.result import Comparison, Fault

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
        if quantity.optional or (equal and not _counts_another_thing(quantity, equal, nearby)):
            continue
        others = [
            other
            for other in nearby
            if not same(quantity, other)
            and (equal or not any(same(mine, other) for mine in claimed))
        ]
        faults.append(_fault(quantity, others, pair))
    return faults + _moved_numbers(claimed, nearby)


def _counts_another_thing(
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
    if not 0 < digits < more or not claimed.raw[:1].isdigit():
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


def _moved_numbers(claimed: Sequence[Quantity], nearby: Sequence[Quantity]) -> list[Fault]:
    """The claim's numbers stand in the sentence, but in another order: perhaps exchanged."""
    mine = [quantity.value for quantity in claimed if any(same(quantity, n) for n in nearby)]
    theirs = [quantity.value for quantity in nearby if any(_close(quantity.value, m) for m in mine)]
    if len(mine) > 1 and len(mine) == len(theirs) and mine != theirs:
        return [Fault("number", "not_checked", "The numbers stand in another order in the source.")]
    return []


def _shown(quantity: Quantity) -> str:
    unit = {"share": "%", "": ""}.get(quantity.dimension, f" ({quantity.dimension})")
    return f"{quantity.raw}{unit}" if quantity.raw[:1].isdigit() else f'"{quantity.raw}"'
