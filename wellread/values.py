"""What every model of the domain is: a value, and its hash; and the higher of two limits."""

import hashlib
import json
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

Limit = TypeVar("Limit", int, float)


class Frozen(BaseModel):
    """A value: compared by content, never changed, and tolerant of fields of other releases."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def sha256_of(value: object) -> str:
    """The SHA-256, in hex, of `value` as canonical JSON (sorted keys, no spaces, UTF-8)."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def highest_limit(*limits: Limit | None) -> Limit | None:
    """The highest of several limits; None, which is no limit, is higher than any."""
    known = [limit for limit in limits if limit is not None]
    return max(known) if len(known) == len(limits) else None
