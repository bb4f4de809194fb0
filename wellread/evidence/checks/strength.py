"""Whether a claim is stronger than its evidence: all for some, certainly for perhaps."""

import re

from wellread.evidence.checks.result import Comparison, Fault

_STRONG: tuple[tuple[str, str, str, str], ...] = (
    (
        "all",
        r"(?<!\bat )(?<!\bafter )(?<!\babove )\b(?:all|every|each|everyone|everything|entire(?:ly)?"
        r"|whole|any|100 ?%)\b",
        r"\b(?:all|every|each|everyone|everything|entire(?:ly)?|whole|any|always|100 ?%|both|no)\b",
        r"\b(?:some|most|many|few|several|half|certain|part|majority|minority|largely|mostly)\b",
    ),
    (
        "always",
        r"\balways\b",
        r"\b(?:always|every|each|all|invariably|constantly|must|any)\b",
        r"\b(?:sometimes|often|usually|rarely|seldom|occasionally|typically|generally|frequently"
        r"|never|mostly|can|may)\b",
    ),
    (
        "never",
        r"\bnever\b",
        r"\b(?:never|not|no|cannot|none|\w+n['’]t|without|nor|neither)\b",
        r"\b(?:sometimes|often|usually|rarely|seldom|occasionally|always|frequently)\b",
    ),
    (
        "only",
        r"\b(?:only|solely|exclusively)\b",
        r"\b(?:only|solely|exclusively|just|sole|alone|merely|unique(?:ly)?|except|but|single)\b",
        r"\b(?:also|as well as|besides|among other|in addition|including|such as|too)\b",
    ),
    (
        "first",
        r"\b(?:the first|was first|were first|is first)\b",
        r"\b(?:first|1st|earliest|initial(?:ly)?|pioneer\w*|original(?:ly)?|begin\w*|start\w*)\b",
        r"\b(?:second|third|last|2nd|3rd|latest|among the first|one of the first)\b",
    ),
    (
        "none",
        r"\b(?:none|nobody|no one|nothing)\b",
        r"\b(?:none|nobody|no|not|nothing|never|neither|zero|without|\w+n['’]t|cannot)\b",
        r"\b(?:some|most|many|few|several|all|every|half)\b",
    ),
    (
        "must",
        r"\b(?:must|has to|have to|guarantees?|guaranteed)\b",
        r"\b(?:must|ha(?:s|ve|d) to|requir\w+|need\w*|mandatory|guarant\w+|shall|necessary|ensur\w+"
        r"|should|only|cannot)\b",
        r"\b(?:may|might|can|could|optional(?:ly)?|recommended|usually)\b",
    ),
    (
        "most",
        r"\b(?:most of|most|majority)\b(?! (?:\w+ly|\w+) than)",
        r"\b(?:most|mostly|majority|best|greatest|largest|highest|all|every|[5-9]\d(?:\.\d+)? ?%"
        r"|usually|generally|typically|\w+est|primarily|mainly)\b",
        r"\b(?:some|few|minority|several|half|least|rarely)\b",
    ),
)
"""Word, where the claim says it, what supports it, and the weaker words that contradict it."""

_HEDGE = re.compile(
    r"\b(?:may|might|could|perhaps|possibly|probably|suggests?|suggested|appears?|seems?|likely"
    r"|potentially|hypothesi[sz]ed?|allegedly|reportedly|expected|estimated)\b",
    re.IGNORECASE,
)
_CLAIM_HEDGE = re.compile(
    _HEDGE.pattern[:-3] + r"|can|sometimes|often|usually|about|roughly|believed|thought|unclear)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|unless|except|provided that|as long as|only when|only if|assuming)\b", re.IGNORECASE
)
_CLAIM_CONDITION = re.compile(
    _CONDITION.pattern[:-3] + r"|when|where|with|for|in case|whenever|once|should)\b", re.IGNORECASE
)
_CONTRADICTING_OVERLAP = 0.75


def quantifier_faults(pair: Comparison) -> list[Fault]:
    """A fault for each strong word (all, only, never ...) that the evidence does not use."""
    faults = []
    for word, said, supports, weaker in _STRONG:
        if not _found(said, pair.claim) or _found(supports, pair.sentence):
            continue
        if _found(weaker, pair.sentence) and not _found(weaker, pair.claim):
            near = pair.overlap >= _CONTRADICTING_OVERLAP
            reason = f'The source is weaker than "{word}".'
            faults.append(Fault("quantifier", "contradicted" if near else "not_supported", reason))
        else:
            reason = f'The source does not say "{word}".'
            faults.append(Fault("quantifier", "not_supported", reason))
    return faults


def certainty_faults(pair: Comparison) -> list[Fault]:
    """A fault where the source says perhaps or under a condition and the claim leaves that out."""
    faults = []
    hedge = _HEDGE.search(pair.sentence)
    if hedge and not _CLAIM_HEDGE.search(pair.claim):
        reason = f'The source says it less surely: "{hedge.group().lower()}".'
        faults.append(Fault("certainty", "partly_supported", reason))
    condition = _CONDITION.search(pair.sentence)
    if condition and not _CLAIM_CONDITION.search(pair.claim):
        reason = f'The source adds a condition: "{condition.group().lower()}".'
        faults.append(Fault("condition", "not_checked", reason))
    return faults


def _found(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE) is not None
