"""Rules that turn the meaning of a true sentence: negation, strength, direction, roles.

A rule gives nothing where the changed sentence might still be true, such as where a quantifier
leaves both open.
"""

import re
from random import Random

from bench.claim_facts import Mutation, date, number, unit
from bench.claim_true import lowered, raised, sides
from bench.claim_words import OPPOSITES, THIRD_TO_BASE, VERBS, words

_AUXILIARY = re.compile(
    r"\b(?P<verb>is|are|was|were|can|will|must|should|does|do|has been|have been|cannot)\b"
)
_OPEN = re.compile(
    r"\b(?:not|no|never|nor|neither|none|without|cannot|n[’']t|some|many|most|several|few|often|sometimes"
    r"|usually|generally|typically|may|might|only|either|any|unless|rarely|hardly|whether)\b"
    r"|n[’']t\b|\bif\b.*\bif\b",
    re.IGNORECASE,
)
_VERB_ALONE = re.compile(
    r"^(?P<before>(?:The|This|That|Each|Python|PostgreSQL|It)(?: [\w’'-]+){0,4}?)"
    r" (?P<verb>allows|supports|provides|returns|contains|requires|uses|creates|includes|removes"
    r"|accepts|applies|affects|raises"
    r"|means|works|takes|changes|shows|improves|achieves|outperforms|reduces)\b"
)


def negation(text: str, near: str, rng: Random) -> str | None:  # noqa: ARG001 - one signature
    """A negation put in or taken out of the main clause."""
    choices = [changed for changed in (_without_not(text), _with_not(text)) if changed]
    return rng.choice(choices) if choices else None


def _without_not(text: str) -> str | None:
    if (
        len(re.findall(r"\b(?:not|no|never|nor|neither|cannot|without|only|unless)\b|n[’']t", text))
        != 1
    ):
        return None
    changed = re.sub(
        r"\b(is|are|was|were|can|will|must|should|has|have|may) not (?!necessarily|yet|just)",
        r"\1 ",
        text,
    )
    changed = re.sub(r"\bcannot\b", "can", changed)
    changed = re.sub(
        r"\b[Tt]here (is|are) no ",
        lambda m: m.group().replace("no ", "a " if m[1] == "is" else ""),
        changed,
    )
    changed = re.sub(r"\b(?:do|does) not (?=[a-z])", lambda m: m.group().split()[0] + " ", changed)
    return changed if changed != text else None


def _with_not(text: str) -> str | None:
    if _OPEN.search(text):
        return None
    alone = _VERB_ALONE.match(text)
    if alone and not re.search(r"\b(?:is|are|was|were|that|which|can|will)\b", alone["before"]):
        base = re.sub(r"(?<=sh|ch|ss)es$|s$", "", alone["verb"]).replace("applie", "apply")
        return f"{alone['before']} does not {base}{text[alone.end() :]}"
    match = _AUXILIARY.search(text)
    if not match or re.search(
        r"\b(?:that|which|if|when|who|because|where|while)\b", text[: match.start()]
    ):
        return None
    verb = match["verb"]
    negated = {"has been": "has not been", "have been": "have not been", "can": "cannot"}
    return f"{text[: match.start()]}{negated.get(verb, f'{verb} not')}{text[match.end() :]}"


_STRONGER = (
    (re.compile(r"(?<!\bat )\b(?:some|most|many) (?=of (?:the|these|our)\b)"), "all "),
    (
        re.compile(
            r"(?<!\bat )(?<!\bthe )\b(?:some|most|many) "
            r"(?=[a-z]{3,}(?<!s)s\b|[a-z]{4,} [a-z]{3,}(?<!s)s\b)"
        ),
        "all ",
    ),
    (
        re.compile(
            r"^(?:Some|Most|Many) "
            r"(?=[a-z]{3,}(?<!s)s\b|[a-z]{4,} [a-z]{3,}(?<!s)s\b|of (?:the|these)\b)"
        ),
        "All ",
    ),
    (
        re.compile(r"\b(?:sometimes|often|usually|typically|generally|normally|frequently) "),
        "always ",
    ),
    (re.compile(r"\b(?:rarely|seldom) "), "never "),
    (re.compile(r"\b(?:is|are) one of the (?=[a-z]+est |most )"), "is the "),
    (re.compile(r"\bAll (?=[a-z]+s (?:are|have|must|can)\b)"), "No "),
    (re.compile(r"\b(?:is|are) always "), "is never "),
    (re.compile(r"\bat least one (?=[a-z])"), "every "),
    (re.compile(r"\bis (?=used (?:to|for|by) )"), "is only "),
    (re.compile(r"\bare (?=used (?:to|for|by) )"), "are only "),
    (re.compile(r"\bcan be (?=[a-z]+ed )"), "can only be "),
)


def quantifier(text: str, near: str, rng: Random) -> str | None:  # noqa: ARG001 - one signature
    """A stronger quantifier: all for some, always for often, only where none stood."""
    if re.search(r"\b(?:only|solely|not|[Nn]o|never)\b|n[’']t", text):
        return None
    found = [(rule, new) for rule, new in _STRONGER if rule.search(text)]
    if not found:
        return None
    plain = [choice for choice in found if "only" not in choice[1]]
    rule, new = rng.choice(plain or found)
    match = rule.search(text)
    assert match is not None
    if new.startswith("is ") and match.group().startswith("are"):
        new = f"are{new[2:]}"
    return text[: match.start()] + new + text[match.end() :]


_COMPARED = re.compile(rf"\b(?:{'|'.join(OPPOSITES)})\b")
_IDIOM = re.compile(
    r"\b(?:more or less|no more|not more|any more|once more|what is more|or more|or less|one or"
    r"|(?:shown|described|mentioned|as|listed|discussed|given|explained|noted|see|seen|defined)"
    r" (?:above|below)"
    r"|above all|after all|the (?:above|below)|at most|at least|most of|the most|most [a-z]+s\b"
    r"|(?:above|below)(?=[.,)])|any (?:longer|later)|no (?:longer|later|less|fewer)"
    r"|as (?:before|left)|best practices?|before-|after-"
    r"|left (?:to|as|for|out|in|un|up|over|behind|empty|alone|at)|is left|be left|are left|upper"
    r"|lower case)\b"
)
_THAN = {
    *words("more less higher lower larger bigger greater faster better worse stronger weaker"),
    *words("longer shorter earlier later newer older smaller slower fewer cheaper simpler easier"),
}


def direction(text: str, near: str, rng: Random) -> str | None:  # noqa: ARG001 - one signature
    """A comparison or a change turned to its opposite."""
    if re.search(r"\b(?:not|no|never|may|might|whether|either)\b|n[’']t", text):
        return None
    masked = _IDIOM.sub(lambda match: "~" * len(match.group()), text)
    found = [
        match
        for match in _COMPARED.finditer(masked)
        if match.group() not in _THAN
        or re.match(r" (?:[a-z-]+ ){0,2}than\b", masked[match.end() :])
    ]
    if not found:
        return None
    match = rng.choice(found)
    new = OPPOSITES[match.group()]
    if re.search(rf"\b{new}\b", text):
        return None
    return text[: match.start()] + new + text[match.end() :]


_MUTUAL = {"joins", "matches", "connects", "combines", "extends", "replaces", "represents", "is"}


def exchange(text: str, near: str, rng: Random) -> str | None:
    """Who does and what is done to exchanged, in the active or the passive voice."""
    found = sides(text)
    if (
        found is None
        or found[1] in _MUTUAL
        or found[2].lower() in near.lower().replace(text.lower(), "")
    ):
        return None
    doer, verb, thing = found
    if rng.random() < 0.5:
        return f"{raised(thing)} {verb} {lowered(doer)}."
    be, done = "is", VERBS[THIRD_TO_BASE[verb]][2]
    return f"{doer} {be} {done} by {thing}."


FALSE_RULES: dict[str, Mutation] = {
    "number": number,
    "unit": unit,
    "date": date,
    "negation": negation,
    "quantifier": quantifier,
    "direction": direction,
    "exchange": exchange,
}
"""Every way of making a sentence false but by names and sources, by the name of its kind."""
