"""Findings without a model: the best few sentences of each passage, word for word."""

# ruff: noqa: ARG002 - the roles' interface hands over more than code needs

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agents.extractive.windows import (
    LONG_QUESTION,
    Window,
    best_window,
    question_weights,
    windows_of,
)
from agents.roles import Extraction
from wellread.archive.contract import Budget
from wellread.domain import Finding, MadeBy, Passage, Question, Task
from wellread.evidence.coverage import asked_terms, unmet_words
from wellread.evidence.reading_on import place_of
from wellread.evidence.shingles import resemblance, sketch_of
from wellread.evidence.terms import content_terms, content_words, listed, stem

MAX_FINDINGS = 24
"""More than a section of 300 words can quote; the writer chooses by its words."""
LONG_WORDS = 300
"""A part of a report that asks for more takes further windows of a passage ..."""
WORDS_PER_FINDING = 20
"""... and more findings: one for so many words, twice what it can hold."""
LONG_REPORT_WORDS = 2_000
"""A report that asks for more takes in what is less close to the question ..."""
SHARE_OF_BEST_IN_LONG = 0.2
"""... and what stands under the headings of what is closest."""
MIN_SHARE = 0.2
"""Share of the question's weighted terms that a window must hold to be a finding."""
SHARE_OF_BEST = 0.45
"""... and at least this part of what the best window holds."""
TOO_CLOSE = 0.5
"""Windows that share this part of their word pairs say the same."""
_RANK_SHARE = 0.3
"""How much of a finding's relevance comes from its passage's rank."""
_RANK_SHARE_OF_DESCRIPTION = 0.7
"""No window holds a description; the passage as a whole tells more of how close it is."""
_SHARE_OF_BEST_OF_DESCRIPTION = 0.4
"""Of the best finding's relevance. Both were found on the half `dev` of bench/deepscholar.py."""
_QUERY_WORDS = 7
_TELLING_WORDS = 3

_GENERIC_HEADINGS = frozenset(
    listed(
        "note notes caution warning important tip tips overview introduction example examples "
        "see-also description summary background details general contents abstract conclusion "
        "conclusions preface synopsis usage remarks discussion about home documentation"
    )
)


@dataclass(frozen=True)
class _Candidate:
    passage: Passage
    window: Window
    relevance: float

    @property
    def quote(self) -> str:
        return self.passage.text[self.window.start : self.window.end]


class ExtractiveResearcher:
    """Quotes what passages say on a sub-question; invents nothing."""

    made_by: MadeBy = "extractive"

    async def extract(
        self, question: Question, task: Task, passages: Sequence[Passage], budget: Budget
    ) -> Extraction:
        """At most 24 findings, more for a long part of a report, the most relevant first.

        `passages` are taken as best first. Each finding quotes one contiguous window of one to
        four sentences, by its span in the snapshot.
        Code and tables are not quoted. Free of cost: `budget` is not touched.
        """
        weights = question_weights(
            task.question or question.text, [passage.text for passage in passages]
        )
        chosen: list[_Candidate] = []
        sketches: list[frozenset[int]] = []
        is_long = question.limits.words > LONG_REPORT_WORDS
        share_of_best = SHARE_OF_BEST_IN_LONG if is_long else SHARE_OF_BEST
        if len(weights) > LONG_QUESTION:
            candidates = _near_description(passages, weights)
        else:
            candidates = _near_question(passages, weights, share_of_best)
            if task.words > LONG_WORDS:
                candidates += _beside(candidates, passages, weights, share_of_best, whole=is_long)
        for candidate in candidates:
            sketch = sketch_of(content_terms(candidate.quote), 2)
            if all(resemblance(sketch, other) < TOO_CLOSE for other in sketches):
                chosen.append(candidate)
                sketches.append(sketch)
            if len(chosen) >= max(MAX_FINDINGS, task.words // WORDS_PER_FINDING):
                break
        return Extraction(
            findings=tuple(
                _finding(task, number, candidate) for number, candidate in enumerate(chosen, 1)
            )
        )

    async def more_queries(
        self,
        question: Question,
        task: Task,
        tried: Sequence[str],
        findings: Sequence[Finding],
        budget: Budget,
    ) -> tuple[str, ...]:
        """Queries of the sub-question's words not yet met, and of telling words of the findings."""
        return new_queries(task.question or question.text, findings, tried)


def new_queries(asked: str, findings: Sequence[Finding], tried: Iterable[str]) -> tuple[str, ...]:
    """At most two queries that differ from those tried in more than the order of words."""
    wanted = set(asked_terms(asked))
    words = [word for word in dict.fromkeys(content_words(asked)) if stem(word) in wanted]
    unmet = unmet_words(asked, findings)
    telling = _telling_words(asked, findings)
    proposals = (
        [*(words[:2] if unmet else ()), *unmet],
        [*words[:_QUERY_WORDS], *telling] if telling else [],
        words,
    )
    seen = {frozenset(content_terms(query)) for query in tried}
    queries: list[str] = []
    for proposal in proposals:
        query = " ".join(dict.fromkeys(proposal))
        terms = frozenset(content_terms(query))
        if terms and terms not in seen:
            seen.add(terms)
            queries.append(query)
    return tuple(queries[:2])


def _telling_words(asked: str, findings: Iterable[Finding]) -> list[str]:
    """The words that stand in several findings but not in the question, most frequent first."""
    known = set(content_terms(asked))
    spelled: dict[str, str] = {}
    frequency: Counter[str] = Counter()
    for finding in findings:
        words = {stem(word): word for word in reversed(content_words(finding.quote))}
        for term in sorted(words.keys() - known):
            if term.isalpha():
                spelled.setdefault(term, words[term].lower())
                frequency[term] += 1
    return [spelled[term] for term, count in frequency.most_common(_TELLING_WORDS) if count > 1]


def _near_question(
    passages: Sequence[Passage], weights: dict[str, float], share_of_best: float
) -> list[_Candidate]:
    """The best window of each passage, as far as it is near the question; closest first."""
    found = _candidates(passages, weights, _RANK_SHARE)
    least = share_of_best * _best_score(found)
    return [each for each in found if each.window.score >= least]


def _near_description(passages: Sequence[Passage], weights: dict[str, float]) -> list[_Candidate]:
    """The best window of each passage, by its passage's rank more than by what it holds itself."""
    found = _candidates(passages, weights, _RANK_SHARE_OF_DESCRIPTION)
    least = _SHARE_OF_BEST_OF_DESCRIPTION * max((each.relevance for each in found), default=0.0)
    return [each for each in found if each.relevance >= least]


def _candidates(
    passages: Sequence[Passage], weights: dict[str, float], rank_share: float
) -> list[_Candidate]:
    """The best window of each passage, the most relevant first."""
    found = []
    for rank, passage in enumerate(passages):
        window = best_window(passage, weights)
        if window is not None and window.score >= MIN_SHARE:
            relevance = _relevance(window, rank, len(passages), rank_share)
            found.append(_Candidate(passage, window, relevance))
    return sorted(found, key=lambda candidate: -candidate.relevance)


def _beside(
    near: Sequence[_Candidate],
    passages: Sequence[Passage],
    weights: dict[str, float],
    share_of_best: float,
    *,
    whole: bool,
) -> list[_Candidate]:
    """The further windows that are as near; with `whole`, all that stands beside the closest."""
    best = _best_score(near)
    least = max(MIN_SHARE, share_of_best * best)
    close = [each for each in near if each.window.score >= SHARE_OF_BEST * best]
    places = {place_of(each.passage) for each in close} if whole else set()
    known = {(place_of(each.passage), each.passage.start + each.window.start) for each in near}
    more = [
        _Candidate(passage, window, _relevance(window, rank, len(passages), _RANK_SHARE))
        for rank, passage in enumerate(passages)
        for window in windows_of(passage, weights)
        if window.score >= least or place_of(passage) in places
        if (place_of(passage), passage.start + window.start) not in known
    ]
    return sorted(more, key=lambda candidate: -candidate.relevance)


def _best_score(candidates: Sequence[_Candidate]) -> float:
    return max((candidate.window.score for candidate in candidates), default=0.0)


def _relevance(window: Window, rank: int, passages: int, rank_share: float) -> float:
    place = 1 - rank / passages
    return min(1.0, (1 - rank_share) * window.score + rank_share * place)


def _finding(task: Task, number: int, candidate: _Candidate) -> Finding:
    passage, window = candidate.passage, candidate.window
    return Finding(
        id=f"{task.id}.{number}",
        task_id=task.id,
        sub_question_id=task.sub_question_id,
        statement=" ".join(candidate.quote.split()),
        quote=candidate.quote,
        snapshot_id=passage.snapshot_id,
        start=passage.start + window.start,
        end=passage.start + window.end,
        headings=telling_headings(passage.headings),
        page=passage.page,
        place=passage.place,
        relevance=round(candidate.relevance, 4),
    )


def telling_headings(headings: Sequence[str]) -> tuple[str, ...]:
    """The headings without generic last ones (Note, Overview, See also), so that a parent leads."""
    kept = list(headings)
    while kept and "-".join(_plain_words(kept[-1])) in _GENERIC_HEADINGS:
        kept.pop()
    return tuple(kept)


def _plain_words(heading: str) -> list[str]:
    return [word for word in heading.lower().strip(" :.#*").split() if word.strip(".").isalpha()]
