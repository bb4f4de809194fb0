"""Comparing a claim with its evidence by code: numbers, dates, names, polarity, wording."""

from wellread.evidence.checks.result import CheckResult
from wellread.evidence.checks.verdict import check_text

__all__ = ["CheckResult", "check_text"]
