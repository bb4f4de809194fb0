"""Series that a sentence, or a few in a row, enumerate: `12 % in 2019, 15 % in 2020, 9 % in 2021`.

A chart of numbers that mean different things is a wrong statement, so the rule is a grammar, and
whatever does not fit it is left out: numbers and dates take turns, what is said or counted is the
same for all, what joins one pair to the next are words of a closed list, nothing follows the last
pair, and nothing hedges, denies or foresees.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from wellread.domain import Finding
from wellread.evidence.amounts import Amount, amounts_in
from wellread.evidence.moments import Moment, moments_in
from wellread.evidence.sentences import split_sentences
from wellread.evidence.series import MIN_POINTS, Reading, is_hedged, series_of
from wellread.evidence.table_rows import is_row
from wellread.evidence.terms import listed
from wellread.figures import Series

_MOST_SENTENCES = 8
_WORD = re.compile(r"[^\W\d_]+")
_HAN = re.compile("[\u3400-\u9fff]")
_PLAIN = re.compile(r"[\w\s,;.:()，。；、：（）]*")  # noqa: RUF001 - stops of other scripts
"""No markup stands between two pairs."""
_PARTS = re.compile(r"[,;.，。；、]|\b(?:and|und|to|auf|from|von)\b|[和及至到]")  # noqa: RUF001 - stops of other scripts
"""Some of it parts one pair from the next."""
_STOPS = re.compile("[,;.，。；、]")  # noqa: RUF001 - stops of other scripts
_BESIDE = frozenset(listed("in for the year im jahr jahre dem den für on am"))
"""Between a number and its date."""
_BE = frozenset(
    listed("""
    it they this was were is are at stood amounted totalled totaled reached reaching hit there had
    has es sie waren war lag lagen betrug betrugen erreichte erreichten bei sind ist
    为 是 达 达到 的
    """)
)
"""Say that a number is one, not that it changed by it."""
_AND = frozenset(
    listed("""
    and then again finally later the in im for year jahr und dann wieder schließlich zuletzt den dem
    和 及 以及 而 在
    """)
)
_CHANGE = frozenset(
    listed("""
    rose rise rises rising grew grow grows growing climbed climbing increased increase increases
    increasing jumped jumping gained fell fall falls falling dropped dropping declined declining
    decreased decreasing sank sinking shrank shrinking slipped lost by stieg stiegen wuchs wuchsen
    kletterte sanken fiel fielen schrumpfte um 增长 上升 增加 下降 减少 降低 上涨 下跌
    """)
)
"""What follows directly is how much it changed; with `to` behind it, what it became."""
_BECOMES = frozenset(listed("to auf"))
_BECAME = frozenset(
    listed("从 到 至 升至 降至 增至 减至 升到 降到 增加到 增长到 上升到 下降到 涨到")
)
_UP_DOWN = frozenset(listed("up down back zurück plus minus"))
"""With a number right behind them, changes as well."""
_TO = _BECOMES | frozenset(listed("from before after against von nach vor gegenüber"))
_OF = frozenset(listed("of with by mit um"))
_DOUBTS = frozenset(
    listed("""
    expected expects projected projects forecast forecasts predicted planned plans target targets
    goal goals would could might should shall will if unless estimate estimates estimated assuming
    page pages chapter table figure version section article
    paragraph week day room line route model respectively
    erwartet prognostiziert geplant voraussichtlich soll sollen sollte könnte könnten würde ziel
    wird werden falls wenn schätzung geschätzt seite kapitel tabelle abbildung version jeweils
    """)
)
_HAN_DOUBTS = re.compile("预计|预测|预期|计划|目标|将|或|可能|估计|如果|分别|第")
_PRONOUNS = frozenset(listed("it they this that these there es sie dies diese das"))
_UP_FROM = re.compile(r"\b(?:up|down) from\b", re.IGNORECASE)
_FEWEST_HAN = 2


@dataclass(frozen=True)
class _Pair:
    amount: Amount
    moment: Moment

    @property
    def start(self) -> int:
        return min(self.amount.start, self.moment.start)

    @property
    def end(self) -> int:
        return max(self.amount.end, self.moment.end)

    @property
    def between(self) -> slice:
        return slice(
            min(self.amount.end, self.moment.end), max(self.amount.start, self.moment.start)
        )

    @property
    def is_date_first(self) -> bool:
        return self.moment.start < self.amount.start


def enumerated_series(findings: Iterable[Finding]) -> Iterator[Series]:
    """The series over time that quotes enumerate, in the order of the findings."""
    for finding in findings:
        spans = split_sentences(finding.quote)
        at = 0
        while at < len(spans):
            found, taken = _longest(finding, spans[at : at + _MOST_SENTENCES])
            if found is not None:
                yield found
            at += taken


def _longest(finding: Finding, spans: Sequence[tuple[int, int]]) -> tuple[Series | None, int]:
    """The series of as many of the sentences as enumerate one, and how many they are."""
    for taken in range(len(spans), 0, -1):
        start, end = spans[0][0], spans[taken - 1][1]
        text = finding.quote[start:end]
        pairs = _pairs(text)
        title = _title(text, pairs, finding, start) if pairs else ""
        if title:
            readings = [
                Reading(
                    text[each.moment.start : each.moment.end],
                    each.moment.key,
                    each.amount,
                    finding.id,
                    text,
                )
                for each in pairs
            ]
            return series_of(title, "time", readings), taken
    return None, 1


def _pairs(text: str) -> tuple[_Pair, ...]:
    """The numbers of the text with their dates; none where one of them is in doubt."""
    moments = moments_in(text)
    undated = _without(text, moments)
    amounts = amounts_in(undated)
    if len(amounts) != len(moments) or len(amounts) < MIN_POINTS or _is_doubtful(text, undated):
        return ()
    if re.search(r"\d", _without(undated, amounts)) or len({_unit(x) for x in amounts}) > 1:
        return ()
    pairs = tuple(map(_Pair, amounts, moments))
    is_apart = all(a.end <= b.start for a, b in pairwise(pairs))
    in_turn = len({each.is_date_first for each in pairs}) == 1
    fits = _dates_first if pairs[0].is_date_first else _numbers_first
    return pairs if is_apart and in_turn and _is_parted(text, pairs) and fits(text, pairs) else ()


def _numbers_first(text: str, pairs: Sequence[_Pair]) -> bool:
    """Whether the same is counted in each pair: `12 people in 2019, 15 in 2020, 21 in 2021`."""
    within = [text[each.between] for each in pairs]
    if _words(text[pairs[-1].end :]) or any(map(_STOPS.search, within)):
        return False
    begins = _words(text[: pairs[0].start], _BESIDE)
    joints = [_words(text[a.end : b.start]) for a, b in pairwise(pairs)]
    if _ends_in_change(begins):
        joins = all(map(_AND.issuperset, joints))
    else:
        known = _AND | _BE | _TO | _CHANGE | _BECAME | _UP_DOWN
        joins = all(known.issuperset(each) and not _ends_in_change(each) for each in joints)
    counted = [_words(each, _BESIDE) for each in within]
    is_named = _is_named(begins, pairs[0], counted[0])
    return joins and not is_named and _are_alike(counted)


def _dates_first(text: str, pairs: Sequence[_Pair]) -> bool:
    """Whether the same is said of each date: `in 2019 it was 12 %, in 2020 15 %, in 2021 21 %`."""
    within = [text[each.between] for each in pairs]
    behind, joints = zip(*(_parted(each) for each in _behind(text, pairs)), strict=True)
    counted = [_words(each) for each in behind]
    said = [_words(each, _BESIDE) for each in within]
    is_change = _ends_in_change(said[0])
    is_named = _is_named(said[0], pairs[0], counted[0])
    is_same = all(
        each in ([], said[0])
        or _told(each) == _told(said[0])
        or (not is_change and _says_a_level(each))
        for each in said[1:]
    )
    joins = all((_AND | _BECAME).issuperset(_words(each)) for each in joints[:-1])
    is_whole = not any(_STOPS.search(each.lstrip(" ,，")) for each in within[1:])  # noqa: RUF001 - stops of other scripts
    ends = not _words(joints[-1])
    return is_same and joins and is_whole and ends and not is_named and _are_alike(counted)


def _is_parted(text: str, pairs: Sequence[_Pair]) -> bool:
    joints = [text[a.end : b.start] for a, b in pairwise(pairs)]
    return all(_PLAIN.fullmatch(each) and _PARTS.search(each) for each in joints)


def _are_alike(counted: Sequence[Sequence[str]]) -> bool:
    """Whether all have the words of the first, or none."""
    return all(not each or each == counted[0] for each in counted[1:])


def _says_a_level(words: Sequence[str]) -> bool:
    """Whether the words say what something is or became, and not by how much it changed."""
    known = (_BE | _CHANGE | _BECOMES | _BECAME).issuperset(words)
    return known and (_CHANGE.isdisjoint(words) or words[-1] in _BECOMES)


def _ends_in_change(words: Sequence[str]) -> bool:
    return bool(words) and (
        words[-1] in _CHANGE | _UP_DOWN
        or any(words[-1].endswith(each) for each in _CHANGE if _HAN.match(each))
    )


def _is_named(before: Sequence[str], first: _Pair, counted: Sequence[str]) -> bool:
    """Whether the number may be part of a name, as in `released Linux 5 in 2019`."""
    says_what = _BE | _TO | _CHANGE | _BECAME | _UP_DOWN | _OF
    is_bare = not _unit(first.amount) and not counted
    return is_bare and bool(before) and not _HAN.search(before[-1]) and before[-1] not in says_what


def _told(words: Sequence[str]) -> list[str]:
    return [each for each in words if each not in _BE]


def _behind(text: str, pairs: Sequence[_Pair]) -> Iterator[str]:
    """What stands behind each pair, up to the next one or the end."""
    ends = (*(each.start for each in pairs[1:]), len(text))
    return (text[pair.end : end] for pair, end in zip(pairs, ends, strict=True))


def _parted(behind: str) -> tuple[str, str]:
    """What is counted, and what joins the next pair."""
    parts = _PARTS.search(behind)
    at = parts.start() if parts else len(behind)
    return behind[:at], behind[at:]


def _is_doubtful(text: str, undated: str) -> bool:
    return (
        is_row(text)
        or re.search("[?？]", text) is not None
        or not _DOUBTS.isdisjoint(_words(undated))
        or _HAN_DOUBTS.search(text) is not None
        or is_hedged(_UP_FROM.sub("from", text))
    )


def _title(text: str, pairs: Sequence[_Pair], finding: Finding, start: int) -> str:
    """What is said of the first date, with gaps for it and its number; empty where it says nothing.

    A sentence on `it` is preceded by the one before it in the quote, else by its heading.
    """
    first = pairs[0]
    counted = _parted(next(_behind(text, pairs)))[0] if first.is_date_first else ""
    told = text[: first.end] + (counted if _WORD.search(counted) else "")
    places: list[Amount | Moment] = [first.amount, first.moment]
    for place in sorted(places, key=lambda each: -each.start):
        told = f"{told[: place.start]} … {told[place.end :]}"
    told = " ".join(told.split())
    words = _words(told, _BESIDE | _BE | _TO | _CHANGE | _AND)
    says = sum(max(1, len(_HAN.findall(each))) for each in words)
    enough = _FEWEST_HAN if _HAN.search(told) else 1
    if _PRONOUNS.isdisjoint(_words(told)) and says >= enough:
        return told
    before = split_sentences(finding.quote[:start])
    about = finding.quote[slice(*before[-1])] if before else (finding.headings or ("",))[-1]
    about = " ".join(about.split()).rstrip(".。")
    return f"{about}: {told}" if about and not re.search(r"\d", about) else ""


def _words(text: str, without: frozenset[str] = frozenset()) -> list[str]:
    found = (each.casefold() for each in _WORD.findall(text))
    return [each for each in found if each not in without]


def _unit(amount: Amount) -> str:
    """All that is no digit: a scale that only one of the numbers has would be a wrong number."""
    return "".join(re.sub(r"[\d.,'\u2019\u2212-]", "", amount.text).split()).casefold()


def _without(text: str, places: Sequence[Amount] | Sequence[Moment]) -> str:
    for place in places:
        text = text[: place.start] + " " * (place.end - place.start) + text[place.end :]
    return text
