"""Whether a claim is stronger than its evidence: all for some, certainly for perhaps."""

import re
from itertools import pairwise

from wellread.evidence.checks.result import Comparison, Fault
from wellread.evidence.checks.synonyms import alike, term_of

_STRONG: tuple[tuple[str, str, str, str], ...] = (
    (
        "all",
        r"(?<!\bat )(?<!\bafter )(?<!\babove )\b(?:all|every|each|everyone|everything|entire(?:ly)?"
        r"|whole|any|100 ?%)\b",
        r"\b(?:all|every|each|everyone|everything|entire(?:ly)?|whole|any|always|100 ?%|both|no)\b",
        r"\b(?:some|most|many|few|several|half|certain|part|majority|minority|largely|mostly"
        r"|a number|at least (?:one|two|three))\b",
    ),
    (
        "always",
        r"\balways\b",
        r"\b(?:always|every|each|all|invariably|constantly|must|any)\b",
        r"\b(?:sometimes|often|usually|rarely|seldom|occasionally|typically|generally|normally"
        r"|frequently|commonly|never|mostly|can|may)\b",
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
        "the most",
        r"\b(?:is|are|was|were) the (?:only|first|most|best|\w+est)\b",
        r"(?<!\bone of )(?<!\bamong )\bthe (?:only|first|most|best|\w+est)\b",
        r"\b(?:one of|among) the (?:only|first|most|best|\w+est)\b",
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
_FOLLOWING = re.compile(r"\s+(?:of\s+)?(?:(?:the|these|those|its|their|our)\s+)?([^\W_]+)")
_WORD = re.compile(r"[^\W_]+")


def quantifier_faults(pair: Comparison) -> list[Fault]:
    """A fault for each strong word (all, only, never ...) that the evidence does not use."""
    return [
        fault
        for strength in _STRONG
        if _found(strength[1], pair.claim) and (fault := _strength_fault(pair, strength))
    ]


def _strength_fault(pair: Comparison, strength: tuple[str, str, str, str]) -> Fault | None:
    word, said, supports, weaker = strength
    if _stands_for_weaker(pair, strength):
        return _weaker_source(word, pair)
    if _is_put_in(said, pair):
        return Fault("quantifier", "not_supported", f'The source does not say "{word}" there.')
    if _found(supports, pair.sentence):
        return None
    if _found(weaker, pair.sentence) and not _found(weaker, pair.claim):
        return _weaker_source(word, pair)
    return Fault("quantifier", "not_supported", f'The source does not say "{word}".')


def _weaker_source(word: str, pair: Comparison) -> Fault:
    near = pair.overlap >= _CONTRADICTING_OVERLAP
    reason = f'The source is weaker than "{word}".'
    return Fault("quantifier", "contradicted" if near else "not_supported", reason)


def _stands_for_weaker(pair: Comparison, strength: tuple[str, str, str, str]) -> bool:
    """Whether the source has a weaker word, and no other, where the claim has the strong one."""
    _, said, supports, weaker = strength
    strong = _followers(said, pair.claim) - _followers(weaker, pair.claim)
    weak = _followers(weaker, pair.sentence) - _followers(supports, pair.sentence)
    return any(alike(one, other) for one in strong for other in weak)


def _followers(pattern: str, text: str) -> set[str]:
    """The stems right after what matches: `node` for both "all nodes" and "some of the nodes"."""
    return {
        term_of(following.group(1))
        for match in re.finditer(pattern, text, re.IGNORECASE)
        if (following := _FOLLOWING.match(text, match.end()))
    }


def _is_put_in(said: str, pair: Comparison) -> bool:
    """Whether the sentence has the words around the strong one next to each other."""
    neighbours = [
        (term_of(left), term_of(right))
        for left, right in pairwise(_WORD.findall(pair.sentence))
        if not _found(said, f"{left} {right}")
    ]
    for match in re.finditer(said, pair.claim, re.IGNORECASE):
        before = _WORD.findall(pair.claim[: match.start()])
        after = _WORD.findall(pair.claim[match.end() :])
        if before and after:
            one, two = term_of(before[-1]), term_of(after[0])
            if any(alike(one, left) and alike(two, right) for left, right in neighbours):
                return True
    return False


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
