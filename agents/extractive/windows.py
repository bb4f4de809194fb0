"""Which stretch of a passage is worth quoting: a few whole sentences that stand on their own."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from itertools import pairwise

from wellread.domain import Passage
from wellread.evidence.coverage import asked_terms
from wellread.evidence.sentences import split_sentences
from wellread.evidence.terms import content_terms, stem, words_of

MAX_SENTENCES = 4
MAX_WORDS = 110
MIN_WORDS = 5
SHORT_PARAGRAPH_WORDS = 75
"""Up to here a window takes in what follows it."""
FEW_WORDS = 10
"""A window of fewer says little by itself and takes in the next sentence of its paragraph."""
LONG_QUESTION = 30
"""Terms and pairs of terms: more than this are a description, and no window holds them."""
HEAVIEST = 6
"""Of a long question so many are the whole. Found on the half `dev` of bench/deepscholar.py."""
_PER_SENTENCE = 0.04
"""What a further sentence must add to be worth its length, as a share of the question's terms."""
_HEADING_SHARE = 0.5
"""A term of the question that only the heading holds counts half."""

_ANAPHOR = re.compile(
    r"(?:this|these|those|that|it|its|they|their|them|he|she|his|her|such|both|here|however|"
    r"therefore|thus|hence|also|moreover|furthermore|additionally|otherwise|instead|but|and|or|"
    r"so|then|nor|yet|consequently|similarly|likewise|conversely|nevertheless|nonetheless|"
    r"meanwhile|again|still|finally|next|afterwards|"
    r"i\.e|e\.g|in (?:addition|contrast|this|that|these|such|other words)|"
    r"for (?:example|instance|this|that|these)|"
    r"as (?:a result|such|mentioned|noted|described|shown|above|before)|"
    r"on the (?:other|contrary)|to (?:do )?(?:this|that)|at this|with this|"
    r"because of (?:this|that)|"
    r"the (?:former|latter|above|following|same|other|next|previous))\b",
    re.IGNORECASE,
)
_POINTER = re.compile(
    r"(?:see\b|refer to|note that this section|"
    r"(?:for )?(?:more|further|additional) (?:information|details?|examples?)\b|"
    r"(?:changed|new|added|deprecated|removed) in version|pep \d+ ?[-–—])",
    re.IGNORECASE,
)
"""A sentence that only points elsewhere, or only dates a change, says nothing itself."""
_FOOTNOTE = re.compile(r"[-*]?\s*\[ ?(?:footnotes?|\d+) ?\]", re.IGNORECASE)
"""What stands below a text belongs to a place in it that nobody sees here."""
_PHRASE_BREAK = re.compile(r"[,;:()?!.]+")
_BRACKETS = re.compile(r"\s*\([^()]*\)\??$")
_SUBJECT_SHARE = 0.5
_MARKER = re.compile(r"(?:[-*+•>]|\d{1,3}[.)])[ \t]+")
_CODE_MARKS = re.compile(r"[{}\[\]<>=;|\\$@#`_]|\(\)|::|->")
_WORDS_PER_COMMA = 5
"""An unfinished text with more commas than this is an index or a list of names."""
_MOST_CODE_MARKS = 0.06
"""Share of characters above which a sentence is code rather than prose."""


@dataclass(frozen=True)
class Window:
    """A stretch of a passage: `passage.text[start:end]`."""

    start: int
    end: int
    score: float
    """Weighted share, 0 to 1, of the question's terms that it holds."""


def leans_on_earlier_text(sentence: str) -> bool:
    """Whether the sentence begins with a word that needs the text before it."""
    return _ANAPHOR.match(sentence.lstrip("\"'“‘(*_`")) is not None  # noqa: RUF001 - quotes


def reads_as_prose(sentence: str) -> bool:
    """Whether the sentence can stand in a paragraph: no heading, code, table row or lead-in."""
    bare = sentence.strip()
    if bare.startswith(("#", "|", "```", "~~~", ">>>", "$ ")) or bare.endswith(":"):
        return False
    if _POINTER.match(bare.lstrip("(")) or _FOOTNOTE.match(bare):
        return False
    letters = sum(character.isalpha() for character in bare)
    marks = len(_CODE_MARKS.findall(bare.replace("`", "")))
    return letters >= len(bare) / 2 and marks <= max(2, _MOST_CODE_MARKS * len(bare))


def term_weights(terms: Sequence[str], texts: Sequence[str]) -> dict[str, float]:
    """How telling each term is among `texts`: a rare one weighs more."""
    frequency = Counter(term for text in texts for term in set(content_terms(text)))
    return {term: math.log(1 + (len(texts) + 1) / (frequency[term] + 0.5)) for term in set(terms)}


def question_weights(question: str, texts: Sequence[str]) -> dict[str, float]:
    """How telling each term of `question` is; the subject in brackets at its end counts half.

    Two terms that stand side by side ("context manager") count once more as a pair. Of a long
    question only the terms count that some text has.
    """
    own = asked_terms(_BRACKETS.sub("", question))
    weights = {
        term: weight if term in own else weight * _SUBJECT_SHARE
        for term, weight in term_weights(asked_terms(question), texts).items()
    }
    if len(weights) > LONG_QUESTION:
        present = {term for text in texts for term in content_terms(text)}
        weights = {term: weight for term, weight in weights.items() if term in present}
    phrases = _PHRASE_BREAK.split(question)
    pairs = {pair for phrase in phrases for pair in pairwise(_stems(phrase))}
    return weights | {
        f"{one} {other}": (weights[one] + weights[other]) / 2
        for one, other in pairs
        if one in weights and other in weights
    }


def _stems(phrase: str) -> list[str]:
    """The stems of all words of a phrase, stop words too, so that only real neighbours pair."""
    return [stem(word) for word in words_of(phrase)]


def share_held(weights: Mapping[str, float], text: str, headings: Sequence[str] = ()) -> float:
    """The weighted share, 0 to 1, of the terms that `text` holds; headings count half.

    Of a long question, with more terms than a few sentences can hold, the heaviest are the whole.
    """
    counted = len(weights) if len(weights) <= LONG_QUESTION else HEAVIEST
    total = sum(nlargest(counted, weights.values()))
    if total <= 0:
        return 0.0
    terms = content_terms(text)
    inside = {*terms, *(" ".join(pair) for pair in pairwise(terms))}
    above = set(content_terms(" ".join(headings))) - inside
    held = sum(weight for term, weight in weights.items() if term in inside)
    hinted = sum(weight for term, weight in weights.items() if term in above)
    return min(1.0, (held + _HEADING_SHARE * hinted) / total)


def best_window(passage: Passage, weights: Mapping[str, float]) -> Window | None:
    """The one to four sentences of `passage` that hold most of the question's terms.

    A short window takes in the sentences after it, which explain it. None for code and tables,
    and where no sentence stands on its own.
    """
    if passage.kind != "prose":
        return None
    best = max(
        _windows(passage, weights), key=lambda window: (window.score, -window.start), default=None
    )
    return _grown(passage.text, best) if best else None


def windows_of(passage: Passage, weights: Mapping[str, float]) -> Iterator[Window]:
    """The best window of `passage`, and those of what stands before and after it."""
    best = best_window(passage, weights)
    if best is None:
        return
    yield best
    for start, end in ((0, best.start), (best.end, len(passage.text))):
        rest = passage.model_copy(update={"text": passage.text[start:end]})
        for window in windows_of(rest, weights):
            yield replace(window, start=start + window.start, end=start + window.end)


def _grown(text: str, window: Window) -> Window:
    """The window with the sentences that go on from it, up to the words of a short paragraph."""
    end = window.end
    for begin, finish in split_sentences(text):
        if begin < end:
            continue
        said, sentence = text[window.start : end], text[begin:finish]
        longer = len(words_of(text[window.start : finish]))
        if longer > SHORT_PARAGRAPH_WORDS or _MARKER.match(sentence):
            break
        if not (reads_as_prose(sentence) and _is_finished(sentence)):
            break
        is_short = len(words_of(said)) < FEW_WORDS and "\n\n" not in text[end:begin]
        if not (is_short or _goes_on(said, sentence)):
            break
        end = finish
    return Window(window.start, end, window.score)


def _goes_on(said: str, sentence: str) -> bool:
    """Whether the sentence speaks of the same as what was said before it."""
    shared = set(content_terms(said)) & set(content_terms(sentence))
    return bool(shared) or leans_on_earlier_text(sentence)


def _windows(passage: Passage, weights: Mapping[str, float]) -> Iterator[Window]:
    text = passage.text
    spans = [without_marker(text, span) for span in split_sentences(text)]
    for first, (start, _) in enumerate(spans):
        if leans_on_earlier_text(text[start:]) or _is_torn_off(text[start:], weights):
            continue
        for length, (begin, end) in enumerate(spans[first : first + MAX_SENTENCES], start=1):
            if not reads_as_prose(text[begin:end]):
                break
            words = len(words_of(text[start:end]))
            if words > MAX_WORDS and length > 1:
                break
            if words >= MIN_WORDS and _is_finished(text[start:end]):
                share = share_held(weights, text[start:end], passage.headings)
                yield Window(start, end, max(0.0, share - _PER_SENTENCE * (length - 1)))


def without_marker(text: str, span: tuple[int, int]) -> tuple[int, int]:
    """The span without the bullet or number of a list item."""
    start, end = span
    marker = _MARKER.match(text, start, end)
    return (marker.end(), end) if marker and marker.end() < end else span


def _is_torn_off(text: str, weights: Mapping[str, float]) -> bool:
    """Whether the text begins in the middle of a sentence: small, and with no name in question."""
    first = re.match(r"[a-z]\w*", text)
    return first is not None and stem(first.group()) not in weights


def _is_finished(text: str) -> bool:
    """Whether the text ends like a sentence, or is at least long enough for a list item."""
    if text.rstrip().endswith((";", ",", ":")):
        return False
    if text.rstrip("\"'”’)*_`").endswith((".", "!", "?", "…", "。", "\uff01", "\uff1f")):
        return True
    words = len(words_of(text))
    return words >= 2 * MIN_WORDS and text.count(",") * _WORDS_PER_COMMA < words
