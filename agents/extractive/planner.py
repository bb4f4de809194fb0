"""A plan without a model: the question's own parts, each made to stand alone."""

import re
from collections.abc import Sequence

from agents.plan_checks import MAX_QUERY_WORDS, MAX_QUESTION_CHARS
from agents.roles import PlanRequest
from wellread.domain import MadeBy, Plan, Question, SubQuestion
from wellread.evidence.coverage import asked_terms
from wellread.evidence.sentences import split_sentences
from wellread.evidence.terms import content_words, rejoined, stem

_QUESTION_WORDS = (
    r"how|what|why|when|where|which|who|whom|whose|does|do|did|is|are|was|were|can|could|should"
    r"|will|would|has|have"
)
_GERMAN_QUESTION_WORDS = (
    r"wie|wieviele?|was|warum|weshalb|wieso|wann|wo|woher|wohin|wodurch|womit|wofür|wozu|wer|wen|wem"
    r"|wessen|welche[mnrs]?"
)
_GERMAN_VERBS = (
    r"ist|sind|hat|haben|kann|können|darf|dürfen|muss|müssen|soll|sollen|gibt|wird|werden"
)
"""They begin a question, but behind a comma or `und` mostly none."""
_QUESTION = re.compile(
    rf"(?:(?:and|und)\s+)?(?:{_QUESTION_WORDS}|{_GERMAN_QUESTION_WORDS}|{_GERMAN_VERBS})\b",
    re.IGNORECASE,
)
_ASKING = (
    rf"(?:{_QUESTION_WORDS}|explain|compare|describe|list|summari[sz]e|discuss|outline|name|recommend"
    r"|identify|evaluate|assess|give|show)\b"
)
_JOINT = re.compile(
    rf"(?<=[?!])\s+|\s*;\s*|,\s+(?:and\s+|or\s+|then\s+)?(?={_ASKING})|\s+and\s+(?:then\s+)?(?={_ASKING})"
    r"|(?<=[\uff1f\uff01])\s*|\s*\uff1b\s*|\n+|(?<=\w)\.\s+(?=[A-Z])"
    rf"|,?\s+(?:und|oder)\s+(?:dann\s+)?(?=(?:{_GERMAN_QUESTION_WORDS})\b)",
    re.IGNORECASE,
)
_ASKS = re.compile(rf"(?:and\s+)?{_ASKING}", re.IGNORECASE)
_LEAVES_OUT = re.compile(
    r"(?:please\s+|bitte\s+)?(?:"
    r"(?:leave\s+out|omit|skip|drop|exclude|remove|ignore|without|no|ohne)\s+(?P<first>.+)"
    r"|leave\s+(?P<english>.+)\s+out|lass(?:e|en\s+sie)?\s+(?P<german>.+)\s+(?:weg|aus)"
    r")",
    re.IGNORECASE,
)
"""A remark that wants less; every other one asks for more."""
_CASE_WORDS = 30
"""A question that tells so many words beside what it asks describes a case."""
_ENDS = "?!. \uff1f\uff01\u3002"
_SHORT_QUESTION_WORDS = 14
_SUBJECT_WORDS = 5
_FEWEST_WORDS = 2
"""A part of fewer content words than this needs the subject named beside it."""


class ExtractivePlanner:
    """Splits a question at its own joints; the same question always gives the same plan."""

    made_by: MadeBy = "extractive"

    async def plan(self, request: PlanRequest) -> Plan:
        """One sub-question for each clause that asks something, and one for each remark.

        A remark that wants something left out takes away the clauses that name it. A question that
        describes a case at length is asked of the case as a whole.

        A short question with one clause gives a direct plan. What exceeds the limit of
        sub-questions is named in the plan's open points.
        """
        question = request.question
        parts, wishes, unmet = _with_remarks(_parts(question.text), question.remarks)
        asking, told = _case(question.text)
        if told:
            return _plan_for_case(question, asking, told)
        subject = _subject(question, parts)
        asked = [_standing_alone(part, subject) for part in (*parts, *wishes)]
        asked = list(dict.fromkeys(part for part in asked if part)) or [question.text.strip()]
        most = question.limits.max_sub_questions
        short = len(question.text.split()) <= _SHORT_QUESTION_WORDS
        return Plan(
            sub_questions=tuple(
                _sub_question(number, part, question, subject)
                for number, part in enumerate(asked[:most], start=1)
            ),
            open_points=(
                *(f"Not researched on its own: {part}" for part in asked[most:]),
                *(f"Not followed, as no part asks for this alone: {each}" for each in unmet),
            ),
            direct=len(asked) == 1 and short,
            made_by=self.made_by,
        )


def _parts(text: str) -> list[str]:
    pieces = (piece.strip(" ,;.\t\n\uff0c\u3002") for piece in _JOINT.split(text))
    return [piece for piece in pieces if content_words(piece) or len(piece.split()) > _FEWEST_WORDS]


def _with_remarks(
    parts: Sequence[str], remarks: Sequence[str]
) -> tuple[list[str], list[str], list[str]]:
    """The parts still wanted, what is asked besides, and the remarks that cannot be met."""
    kept, wishes, unmet = list(parts), list[str](), list[str]()
    for remark in remarks:
        less = _LEAVES_OUT.fullmatch(remark.strip().rstrip(_ENDS))
        if less is None:
            wishes.append(remark)
            continue
        unwanted = {stem(word) for word in content_words(" ".join(filter(None, less.groups())))}
        left = [part for part in kept if not unwanted <= {stem(w) for w in content_words(part)}]
        if left and len(left) < len(kept):
            kept = left
        else:
            unmet.append(remark)
    return kept, wishes, unmet


def _case(text: str) -> tuple[tuple[str, ...], str]:
    """What a long question asks, and what it tells beside it; nothing where it tells little."""
    sentences = [text[start:end] for start, end in split_sentences(text)]
    asked = tuple(each for each in sentences if each.endswith("?") or _ASKS.match(each))
    told = " ".join(each for each in sentences if each not in asked)
    return (asked, told) if asked and len(told.split()) >= _CASE_WORDS else ((), "")


def _plan_for_case(question: Question, asked: Sequence[str], told: str) -> Plan:
    """One sub-question for each thing asked, and each is asked of the case as a whole.

    The sentences of a case are no questions: split up, they find what shares a word with one.
    """
    most = question.limits.max_sub_questions
    wanted = (*asked, *question.remarks)
    return Plan(
        sub_questions=tuple(
            SubQuestion(
                id=f"q{number}",
                question=f"{part} {told}"[:MAX_QUESTION_CHARS].strip(),
                queries=(" ".join(f"{told} {part}".split()[:MAX_QUERY_WORDS]),),
                answered_when="Passages that speak of the case.",
                section=part.rstrip("?!. "),
            )
            for number, part in enumerate(wanted[:most], start=1)
        ),
        open_points=tuple(f"Not researched on its own: {part}" for part in wanted[most:]),
        made_by="extractive",
    )


def _subject(question: Question, parts: Sequence[str]) -> tuple[str, ...]:
    """The words that tell what all parts are about: those of the first part.

    A follow-up takes them from the question before, because its own words may lean on it.
    """
    leaning = question.kind == "follow_up" and question.earlier
    source = question.earlier[-1] if leaning else (parts[0] if parts else question.text)
    asked = set(asked_terms(source))
    words = dict.fromkeys(word for word in content_words(source) if stem(word) in asked)
    return tuple(words)[:_SUBJECT_WORDS]


def _standing_alone(part: str, subject: Sequence[str]) -> str:
    """The part as a question of its own, with the subject in brackets where it is not named."""
    bare = part.strip().rstrip(_ENDS)
    if not bare:
        return ""
    present = {stem(word) for word in content_words(bare)}
    absent = [word for word in subject if stem(word) not in present]
    sentence = bare[0].upper() + bare[1:]
    names_some = len(absent) < len(subject) and len(present) > _FEWEST_WORDS
    named = not absent or (names_some and subject[0] not in absent)
    mark = "?" if _QUESTION.match(bare) else ""
    return f"{sentence}{mark}" if named else f"{sentence} ({' '.join(rejoined(absent))}){mark}"


def _sub_question(
    number: int, part: str, question: Question, subject: Sequence[str]
) -> SubQuestion:
    asked = set(asked_terms(part))
    words = tuple(dict.fromkeys(word for word in content_words(part) if stem(word) in asked))
    known = {stem(word) for word in words}
    others = (word for word in subject if stem(word) not in known)
    keywords = " ".join((*rejoined(words), *rejoined(others)))
    queries = dict.fromkeys((part, keywords, question.text.strip()))
    title = re.sub(r"\s*\([^()]*\)\??$|\?$", "", part)
    return SubQuestion(
        id=f"q{number}",
        question=part,
        queries=tuple(query for query in queries if query),
        answered_when=f"Passages that speak of {', '.join(rejoined(words))}.",
        section=title,
    )
