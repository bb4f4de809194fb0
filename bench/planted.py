"""A model that cites wrongly now and then: true answers, spoiled by chance, and what was spoiled.

`Liar` stands between a run and a model service. It passes everything on and changes the answers of
writers and researchers with a given probability: another piece of evidence than the right one, one
beside it, one that does not exist, an invented address, an invented quote. It knows nothing of
how the run checks.
"""

import json
import random
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Literal, Protocol, Self

import httpx

Way = Literal["other", "beside", "missing", "address", "quote"]
WAYS: tuple[Way, ...] = ("other", "beside", "missing", "address")
"""How a citation is made wrong, each as likely as the next."""
INVENTED_ADDRESS = "http://nowhere.example/9"
INVENTED_WORDS = "as the committee confirmed in its unpublished minutes"
_FENCED = re.compile(r'<evidence id="([^"]+)"[^>]*>\n(.*?)\n</evidence', re.DOTALL)
_LISTED = re.compile(r"^\[(C\d+)\] (.+)$", re.MULTILINE)
_REQUEST_TIMEOUT_S = 300


@dataclass(frozen=True)
class Drafted:
    """A sentence of a draft, or a spoiled one of a rewrite or summary."""

    sentence: str
    planted: Way | None
    rightly_cited: bool
    """It stands in the evidence that it cites, and in all of it."""


class Spoiler(Protocol):
    """Who changes a model's answers."""

    def spoil(self, prompt: str, answer: dict[str, Any]) -> dict[str, Any]:
        """The answer as the run gets it."""
        ...


@dataclass
class Planter:
    """Spoils answers by chance, the same for the same seed, request and answer."""

    probability: float
    seed: int = 0
    drafted: list[Drafted] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    """The quotes that were invented."""

    def spoil(self, prompt: str, answer: dict[str, Any]) -> dict[str, Any]:
        """The answer with some of its citations and quotes made wrong."""
        chance = random.Random(f"{self.seed} {prompt} {json.dumps(answer)}")  # noqa: S311
        evidence = dict(_FENCED.findall(prompt))
        if "findings" in answer:
            self._spoil_quotes(answer["findings"], chance)
        elif evidence or "sentences" in answer:
            known = evidence or dict(_LISTED.findall(prompt))
            for item in answer.get("sentences", ()):
                self._spoil_citation(item, known, chance, is_draft=bool(evidence))
            for item in answer.get("mended", ()):
                self._spoil_citation(item, known, chance, is_draft=False)
        return answer

    def _spoil_quotes(self, findings: list[dict[str, Any]], chance: random.Random) -> None:
        for item in findings:
            if chance.random() < self.probability:
                words = str(item.get("quote", "")).split()
                middle = len(words) // 2
                item["quote"] = " ".join([*words[:middle], INVENTED_WORDS, *words[middle:]])
                self.quotes.append(item["quote"])

    def _spoil_citation(
        self,
        item: dict[str, Any],
        known: Mapping[str, str],
        chance: random.Random,
        *,
        is_draft: bool,
    ) -> None:
        sentence, cited = str(item.get("sentence", "")), list(item.get("evidence", ()))
        if not sentence or not cited:
            return
        way = chance.choice(WAYS) if chance.random() < self.probability else None
        others = [key for key in known if key not in cited and not _stands_in(sentence, known[key])]
        if way in {"other", "beside"} and not others:
            way = "missing"
        if way == "other":
            item["evidence"] = [chance.choice(others)]
        elif way == "beside":
            item["evidence"] = [*cited, chance.choice(others)]
        elif way == "missing":
            item["evidence"] = ["E97"]
        elif way == "address":
            item["sentence"] = f"{sentence.rstrip('.')} ([source]({INVENTED_ADDRESS}))."
        if is_draft or way:
            right = way is None and all(_stands_in(sentence, known.get(key, "")) for key in cited)
            self.drafted.append(Drafted(str(item["sentence"]), way, right))


def bare(text: str) -> str:
    """The letters and digits of a text, small: what a sentence and a page have in common."""
    return re.sub(r"[\W_]+", " ", text.lower()).strip()


def _stands_in(sentence: str, text: str) -> bool:
    return f" {bare(sentence)} " in f" {bare(text)} "


class Liar:
    """A model service's address under which some answers are changed."""

    def __init__(self, base_url: str, spoiler: Spoiler) -> None:
        self._service = httpx.Client(base_url=base_url, timeout=_REQUEST_TIMEOUT_S, trust_env=False)
        self._spoiler = spoiler
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._service.close()

    def answer(
        self, method: str, path: str, headers: Mapping[str, str], body: bytes
    ) -> httpx.Response:
        """The service's answer, spoiled where it is one of a writer or researcher."""
        kept = {
            name: value
            for name, value in headers.items()
            if name.lower() in {"authorization", "content-type", "accept"}
        }
        reply = self._service.request(method, path, headers=kept, content=body)
        if not path.endswith("/chat/completions") or reply.status_code != httpx.codes.OK:
            return reply
        request, given = json.loads(body), reply.json()
        prompt = "\n".join(str(each.get("content", "")) for each in request.get("messages", ()))
        for choice in given.get("choices", ()):
            for holder, key in _contents(choice["message"]):
                try:
                    answer = json.loads(holder[key])
                except (TypeError, ValueError):
                    continue
                if isinstance(answer, dict):
                    with self._lock:
                        holder[key] = json.dumps(self._spoiler.spoil(prompt, answer))
        return httpx.Response(reply.status_code, json=given)

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        liar = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                reply = liar.answer(self.command, self.path, dict(self.headers), body)
                self.send_response(reply.status_code)
                self.send_header("content-type", reply.headers.get("content-type", ""))
                self.send_header("content-length", str(len(reply.content)))
                self.end_headers()
                self.wfile.write(reply.content)

            do_GET = do_POST  # noqa: N815

            def log_message(self, *_: object) -> None:
                """Says nothing."""

        return Handler


def _contents(message: dict[str, Any]) -> list[tuple[dict[str, Any], str]]:
    """Where an answer's JSON stands: as content, or as the arguments of forced tools."""
    called = [(call["function"], "arguments") for call in message.get("tool_calls") or ()]
    return [(message, "content"), *called]
