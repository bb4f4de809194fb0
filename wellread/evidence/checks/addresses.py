"""Whether an address in a claim stands in its evidence: models write ids, never addresses."""

import re

from wellread.evidence.checks.result import Comparison, Fault

_ADDRESS = re.compile(r"\b(?:[a-z][a-z0-9+.-]*://|www\.)[^\s<>\"“”]+", re.IGNORECASE)
_CLOSING = ".,;:!?)]}'’*_`"


def addresses_in(text: str) -> tuple[str, ...]:
    """What a reader's program would make a link of, without the stop behind it."""
    return tuple(found.rstrip(_CLOSING) for found in _ADDRESS.findall(text))


def address_faults(pair: Comparison) -> list[Fault]:
    """A fault for each address of the claim that is nowhere in the evidence."""
    return [
        Fault("address", "not_supported", f"The address {address} is not in the source.")
        for address in addresses_in(pair.claim)
        if address not in pair.evidence
    ]
