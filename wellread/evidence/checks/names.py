"""Whether the names of a claim stand in its evidence."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from wellread.evidence.checks.dates import without_dates
from wellread.evidence.checks.quantities import UNIT_SIGNS
from wellread.evidence.checks.result import Comparison, Fault
from wellread.evidence.sentences import split_sentences
from wellread.evidence.terms import is_stop_word, listed, stem

_TOKEN = re.compile(r"[^\W_]+(?:[-.+#'’][^\W_]+)*[+#]*")
_POSSESSIVE = re.compile(r"['’]s?$")
_ACRONYM = re.compile(r"[A-Z][A-Z0-9]+s?")
_MIXED = re.compile(r"(?=.*[a-z])(?=.*[A-Z0-9])(?=.*[^\W\d_])[^\W_]+(?:[-.][^\W_]+)*")
_CALENDAR = frozenset(
    listed(
        "monday tuesday wednesday thursday friday saturday sunday january february march april may "
        "june july august september october november december"
    )
)
_NO_NAMES = _CALENDAR | UNIT_SIGNS
_CONTRADICTING_OVERLAP = 0.8


def name_faults(pair: Comparison) -> list[Fault]:
    """A fault for each name of the claim that is nowhere in the evidence, word for word.

    `contradicted` where an otherwise equal sentence has another name between the same words.
    """
    faults = []
    for name in names_of(pair.claim):
        missing = _missing(name, pair.evidence)
        replaced = missing or (_missing(name, pair.sentence) if pair.twin else [])
        rival = _rival(replaced[0], pair) if replaced else ""
        if rival and (pair.twin or pair.overlap >= _CONTRADICTING_OVERLAP):
            reason = f"The source says {rival}, not {replaced[0]}."
            faults.append(Fault("name", "contradicted", reason))
        elif missing and (rival or not _is_spelled_out(name, pair.evidence)):
            reason = f"{' '.join(missing)} is not named in the source."
            faults.append(Fault("name", "not_supported", reason))
    return faults


def has_names(claim: str, text: str) -> bool:
    """Whether every name of the claim stands in `text`, spelled out or not."""
    return all(not _missing(name, text) or _is_spelled_out(name, text) for name in names_of(claim))


def _missing(name: Sequence[str], text: str) -> list[str]:
    present = _forms(text)
    return [word for word in name if not _is_present(word, present)]


@lru_cache(maxsize=1_000)
def names_of(text: str) -> tuple[tuple[str, ...], ...]:
    """The names in `text`: runs of capitalised words, acronyms and words like `PyPI` or `H100`.

    A capital at the beginning of a sentence makes a name only together with a following one.
    """
    undated = without_dates(text)
    return tuple(
        name for start, end in split_sentences(undated) for name in _names_in(undated[start:end])
    )


def _names_in(sentence: str) -> Iterator[tuple[str, ...]]:
    run: list[str] = []
    run_begins_sentence = False
    last_end = 0
    for number, match in enumerate(_TOKEN.finditer(sentence)):
        word = _POSSESSIVE.sub("", match.group())
        adjacent = not sentence[last_end : match.start()].strip(" ")
        if run and not (adjacent and _looks_like_name(word)):
            yield from _finished(run, begins_sentence=run_begins_sentence)
            run = []
        if _looks_like_name(word):
            run_begins_sentence = run_begins_sentence if run else number == 0
            run.append(word)
        last_end = match.end()
    yield from _finished(run, begins_sentence=run_begins_sentence)


def _finished(run: Sequence[str], *, begins_sentence: bool) -> Iterator[tuple[str, ...]]:
    if not run:
        return
    if begins_sentence and not _is_marked(run[0]):
        run = run[1:] if len(run) == 1 or is_stop_word(run[0]) else run
    if run:
        yield tuple(run)


def _looks_like_name(word: str) -> bool:
    if word.lower() in _NO_NAMES or word[0].isdigit():
        return False
    if _is_marked(word):
        return True
    return word[0].isupper() and len(word) > 1 and not is_stop_word(word)


def _is_marked(word: str) -> bool:
    """Whether the word shows by its form that it is a name: NASA, PyPI, Qwen2.5, H100."""
    inner = word[1:]
    mixed = _MIXED.fullmatch(word) is not None and (
        any(letter.isupper() or letter.isdigit() for letter in inner.split("-")[0])
    )
    return _ACRONYM.fullmatch(word) is not None or mixed


@lru_cache(maxsize=500)
def _forms(text: str) -> frozenset[str]:
    """The words of `text` in lower case, whole, in their parts, and stemmed."""
    forms: set[str] = set()
    for match in _TOKEN.finditer(text):
        word = _POSSESSIVE.sub("", match.group()).lower()
        parts = re.split(r"[-.+#'’]", word)
        forms.update((word, stem(word), word.replace("-", ""), *parts, *map(stem, parts)))
    return frozenset(forms)


def _is_present(word: str, present: frozenset[str]) -> bool:
    lowered = word.lower()
    if present & {lowered, stem(lowered), lowered.replace("-", ""), lowered.rstrip("s")}:
        return True
    parts = lowered.split("-")
    return len(parts) > 1 and all(part in present or stem(part) in present for part in parts)


def _is_spelled_out(name: Sequence[str], evidence: str) -> bool:
    """Whether the evidence has the acronym of the name, or the name of the acronym."""
    if len(name) > 1:
        initials = "".join(part[0] for word in name for part in word.split("-") if part).lower()
        return initials in _forms(evidence)
    acronym = name[0].lower().rstrip("s")
    if not _ACRONYM.fullmatch(name[0]) or not acronym.isalpha():
        return False
    return any(_spells(acronym, evidence[start:end]) for start, end in split_sentences(evidence))


def _spells(acronym: str, sentence: str) -> bool:
    """Whether words in a row have these initials; small words between them may count or not."""
    words = [part for match in _TOKEN.finditer(sentence) for part in match.group().split("-")]
    told = [word for word in words if not is_stop_word(word)]
    if acronym in _initials(told):
        return True
    initials = _initials(words)
    places = (place.start() for place in re.finditer(f"(?={re.escape(acronym)})", initials))
    return any(
        not is_stop_word(words[place]) and not is_stop_word(words[place + len(acronym) - 1])
        for place in places
    )


def _initials(words: Sequence[str]) -> str:
    return "".join(word[0].lower() if word else " " for word in words)


def _rival(word: str, pair: Comparison) -> str:
    """The name that stands in the sentence between the words around the claim's `word`."""
    claim = [_POSSESSIVE.sub("", token) for token in _TOKEN.findall(pair.claim)]
    sentence = [_POSSESSIVE.sub("", token) for token in _TOKEN.findall(pair.sentence)]
    if word not in claim:
        return ""
    place = claim.index(word)
    before = claim[place - 1].lower() if place else ""
    after = claim[place + 1].lower() if place + 1 < len(claim) else ""
    claimed = {token.lower() for token in claim}
    for index, token in enumerate(sentence):
        left = sentence[index - 1].lower() if index else ""
        right = sentence[index + 1].lower() if index + 1 < len(sentence) else ""
        if left == before and right == after and _looks_like_name(token):
            return "" if token.lower() in claimed else token
    return ""
