"""What every model of the domain is: a value, and its hash."""

import hashlib
import json

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """A value: compared by content, never changed, and tolerant of fields of other releases."""

    model_config = ConfigDict(frozen=True, extra="ignore")


def sha256_of(value: object) -> str:
    """The SHA-256, in hex, of `value` as canonical JSON (sorted keys, no spaces, UTF-8)."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
