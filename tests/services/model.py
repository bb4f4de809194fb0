"""A chat model that reads its prompt and answers from it: deterministic, extractive, in the schema.

It knows the answers' property names that the product uses, and fills any other schema with small
valid values. A test overrides an answer by a script, under the schema's title or the purpose.
"""

import hashlib
import json
import math
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from services.schema import Schema, fill
from services.world import content_words, sentences

Answer = dict[str, Any] | str
Script = Callable[[dict[str, Any]], Answer]
PURPOSE_OF = {
    "sub_questions": "plan",
    "questions": "plan",
    "findings": "extract",
    "quotes": "extract",
    "missing": "review",
    "asks": "review",
    "verdicts": "check",
    "mended": "rewrite",
    "sentences": "write",
    "lines": "write",
    "queries": "more_queries",
}
"""The product's own words for who asks, by the property that only this answer has.

Plans, extractions, sections and summaries each have a simpler form as well, a list of texts.
"""
FENCED = r'<{tag} id="([^"]+)"[^>]*>\s*\n(.*?)\n\s*</{tag}'
LISTED = r"^\s*(?:[-*]\s*)?\[({letter}\d+)\]\s*(.+)$"
MAX_TOPIC_WORDS = 8
CARRIED_SHARE = 0.6
"""A text that has this part of a sentence's words is read as saying it."""


@dataclass(frozen=True)
class Wanted:
    """What a request asks the model for."""

    prompt: str
    schema: Schema | None
    title: str
    tool: str = ""
    """Name of the tool that must be called, if the schema came with one."""

    @property
    def purpose(self) -> str:
        """plan, extract, more_queries, review, write, rewrite, summarise, check or other."""
        if self.schema is None:
            return "other"
        properties = self.schema.get("properties", {})
        told = next((told for name, told in PURPOSE_OF.items() if name in properties), "other")
        if told == "write" and "summar" in self.title.lower():
            return "summarise"
        return told


class Spoiler(Protocol):
    """Who changes answers before they are given."""

    def spoil(self, wanted: Wanted, answer: dict[str, Any]) -> dict[str, Any]:
        """The answer as it is given, in the same schema; one call at a time."""
        ...


class ModelDouble:
    """The answers to chat requests: by a script, by another model service, or its own."""

    def __init__(self, upstream: Callable[[dict[str, Any]], str] | None = None) -> None:
        self._lock = threading.Lock()
        self._scripts: dict[str, Script] = {}
        self._upstream = upstream
        self.spoiler: Spoiler | None = None
        """Changes every answer that is an object."""

    def script(self, name: str, script: Script | Sequence[Answer]) -> None:
        """From now on answers under `name` (schema title or purpose) come from `script`.

        A list is used up in order and its last item repeated; the item "default" stands for the
        answer that the model would give by itself.
        """
        if not callable(script):
            script = _one_after_another(list(script))
        with self._lock:
            self._scripts[name] = script

    def forget_scripts(self) -> None:
        """Only default answers from now on, and none of them spoiled."""
        with self._lock:
            self._scripts.clear()
            self.spoiler = None

    def answer(self, request: dict[str, Any], wanted: Wanted) -> str:
        """The content of the answer, as text."""
        with self._lock:
            script = self._scripts.get(wanted.title) or self._scripts.get(wanted.purpose)
            given = script(request) if script else "default"
        if given == "default":
            given = self._upstream(request) if self._upstream else default_answer(wanted)
        if self.spoiler and isinstance(answer := _parsed(given), dict):
            with self._lock:
                given = self.spoiler.spoil(wanted, answer)
        return given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)


def read_request(request: dict[str, Any]) -> Wanted:
    """Finds the prompt and the schema: response format, forced tool, or pasted in the prompt."""
    prompt = "\n".join(_text_of(message) for message in request.get("messages", []))
    given = request.get("response_format") or {}
    if named := given.get("json_schema"):
        schema = named.get("schema", {})
        return Wanted(prompt, schema, schema.get("title") or named.get("name", ""))
    if request.get("tools") and request.get("tool_choice", "auto") not in ("auto", "none"):
        tool = request["tools"][0]["function"]
        return Wanted(prompt, tool.get("parameters", {}), tool["name"], tool["name"])
    pasted = _pasted_schema(prompt)
    return Wanted(prompt, pasted, (pasted or {}).get("title", ""))


def default_answer(wanted: Wanted) -> Answer:
    """What the model says by itself."""
    if wanted.schema is None:
        return "OK."
    makers: dict[str, Callable[[str], dict[str, Any]]] = {
        "plan": _plan,
        "extract": _extraction,
        "more_queries": _queries,
        "write": _section,
        "rewrite": _mended,
        "summarise": _summary,
        "check": _verification,
    }
    maker = makers.get(wanted.purpose)
    filled: dict[str, Any] = fill(wanted.schema, maker(wanted.prompt) if maker else None)
    return filled


def embedding(text: str | list[int], size: int = 64) -> list[float]:
    """A unit vector that is closer for texts that share more words."""
    words = content_words(text) if isinstance(text, str) else [str(token) for token in text]
    vector = [0.0] * size
    for word in words:
        vector[hashlib.sha256(word.encode()).digest()[0] % size] += 1.0
    length = math.sqrt(sum(value * value for value in vector))
    return [value / length for value in vector] if length else [1.0, *vector[1:]]


def _plan(prompt: str) -> dict[str, Any]:
    question = _line(prompt, "Question") or prompt.strip().splitlines()[-1]
    words = _unique(word.strip("?.!,;") for word in question.split() if content_words(word))
    topic = " ".join(words[:MAX_TOPIC_WORDS])
    clauses = [part.strip(" ?.!") for part in re.split(r"[,;]| and ", question)]
    clauses = [part for part in clauses if len(content_words(part)) > 1]
    if len(clauses) > 1:
        asked = [(f"What is known about this: {part}?", part) for part in clauses]
    else:
        asked = [
            (f"Who began it, when, and how did it grow: {topic}?", f"{topic} history founded"),
            (f"What does it cost and who pays: {topic}?", f"{topic} cost crowns budget"),
            (f"Which figures describe it today: {topic}?", f"{topic} today figures"),
        ]
    allowed = re.search(r"at most (\d+)", prompt)
    asked = asked[: min(int(allowed[1]) if allowed else 4, 4)]
    return {
        "questions": [text for text, _ in asked],
        "role": "local historian",
        "sub_questions": [
            {
                "question": text,
                "queries": [query],
                "answered_when": "A page states it with a number or a date.",
                "section": f"Part {number}: {' '.join(query.split()[:6])}",
                "after_ids": [],
            }
            for number, (text, query) in enumerate(asked, start=1)
        ],
        "assumptions": ["The question is about Ellmouth as it is today."],
        "open_points": [],
        "direct": False,
    }


def _extraction(prompt: str) -> dict[str, Any]:
    wanted = set(content_words(_line(prompt, "Sub-question") or _line(prompt, "Question")))
    needed = 2 if len(wanted) > 2 else 1
    found: list[tuple[int, str, str]] = []
    for source, text in _fenced(prompt, "passage"):
        whole = [part for part in sentences(text) if part.endswith((".", "!", "?", "。"))]
        shared = [(len(wanted & set(content_words(part))), part) for part in whole]
        best = sorted((pair for pair in shared if pair[0] >= needed), key=lambda pair: -pair[0])
        found += [(count, source, sentence) for count, sentence in best[:3]]
    found.sort(key=lambda item: -item[0])
    return {
        "quotes": [sentence for _, _, sentence in found[:4]],
        "findings": [
            {"source": source, "statement": sentence, "quote": sentence}
            for _, source, sentence in found[:12]
        ],
    }


def _queries(prompt: str) -> dict[str, Any]:
    topic = " ".join(content_words(_line(prompt, "Sub-question") or _line(prompt, "Question")))
    return {"queries": [f"{topic} facts numbers", f"{topic} report"]}


def _section(prompt: str) -> dict[str, Any]:
    return {
        "lines": [f"{statement} [{name}]" for name, statement in _evidence(prompt)],
        "sentences": [
            {"sentence": statement, "evidence": [name], "new_paragraph": place % 4 == 0}
            for place, (name, statement) in enumerate(_evidence(prompt))
        ],
        "tables": [],
    }


def _mended(prompt: str) -> dict[str, Any]:
    evidence = _evidence(prompt)
    if not evidence:
        return {"mended": []}
    closest = [(claim, _closest(text, evidence)) for claim, text in _listed(prompt, "C")]
    return {
        "mended": [
            {"claim": claim, "sentence": statement, "evidence": [name]}
            for claim, (name, statement) in closest
        ]
    }


def _summary(prompt: str) -> dict[str, Any]:
    listed = _listed(prompt, "C") or _evidence(prompt)
    return {
        "lines": [f"{text} [{name}]" for name, text in listed[:4]],
        "sentences": [
            {"sentence": text, "evidence": [name], "new_paragraph": False}
            for name, text in listed[:4]
        ],
    }


def _verification(prompt: str) -> dict[str, Any]:
    cited = _fenced(prompt, "cited")
    verdicts = []
    for claim, sentence in _listed(prompt, "C"):
        texts = {name: text for name, text in cited if name.split(".")[0] == claim}
        carrying = [name for name, text in texts.items() if _carries(text, sentence)]
        verdicts.append(
            {
                "claim": claim,
                "verdict": "supported" if carrying else "not_supported",
                "reason": "The text says so." if carrying else "The text says other things.",
                "text_ids": carrying if len(texts) > 1 else [],
            }
        )
    return {"verdicts": verdicts}


def _carries(text: str, sentence: str) -> bool:
    wanted = set(content_words(sentence))
    return len(wanted & set(content_words(text))) >= CARRIED_SHARE * len(wanted)


def _evidence(prompt: str) -> list[tuple[str, str]]:
    """Id and statement of each piece of evidence: fenced, or one a line."""
    fenced = [(name, text.splitlines()[0]) for name, text in _fenced(prompt, "evidence")]
    return fenced or _listed(prompt, "E")


def _fenced(prompt: str, tag: str) -> list[tuple[str, str]]:
    return re.findall(FENCED.format(tag=tag), prompt, flags=re.DOTALL)


def _listed(prompt: str, letter: str) -> list[tuple[str, str]]:
    first: dict[str, str] = {}
    for name, line in re.findall(LISTED.format(letter=letter), prompt, flags=re.MULTILINE):
        first.setdefault(name, line.strip())
    return list(first.items())


def _closest(text: str, evidence: list[tuple[str, str]]) -> tuple[str, str]:
    wanted = set(content_words(text))
    return max(evidence, key=lambda pair: len(wanted & set(content_words(pair[1]))))


def _line(prompt: str, label: str) -> str:
    found = re.search(rf"^{label}(?: of [a-z ]+)?: *(\S.*)$", prompt, flags=re.MULTILINE)
    return found[1].strip() if found else ""


def _unique(words: Any) -> list[str]:  # noqa: ANN401 - any iterable of str
    return list(dict.fromkeys(words))


def _text_of(message: dict[str, Any]) -> str:
    content = message.get("content") or ""
    if isinstance(content, str):
        return content
    return "\n".join(part.get("text", "") for part in content)


def _pasted_schema(prompt: str) -> Schema | None:
    decoder = json.JSONDecoder()
    for start in (match.start() for match in re.finditer(r"\{", prompt)):
        if '"properties"' not in prompt[start:]:
            return None
        try:
            found, _ = decoder.raw_decode(prompt, start)
        except json.JSONDecodeError:
            continue
        if isinstance(found, dict) and "properties" in found:
            return found
    return None


def _parsed(given: Answer) -> object:
    if not isinstance(given, str):
        return json.loads(json.dumps(given))
    try:
        return json.loads(given)
    except json.JSONDecodeError:
        return None


def _one_after_another(answers: list[Answer]) -> Script:
    if not answers:
        raise ValueError("a script needs at least one answer")

    def script(request: dict[str, Any]) -> Answer:
        return answers.pop(0) if len(answers) > 1 else answers[0]

    return script
