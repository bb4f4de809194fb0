"""The loopback server that stands for every outside service.

In a test: the fixture `services`. As a program: `PYTHONPATH=tests python -m services.server --log
FILE` prints its address. What can go wrong on purpose is in `faults.py`, over HTTP `POST /control`.
"""

import argparse
import contextlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from services import engines, wire, world
from services.door import Door
from services.faults import Faults, Spoiling
from services.hallucinations import Hallucinations
from services.log import Entry, Kind, RequestLog
from services.model import Answer, ModelDouble, Script, read_request
from services.upstream import Upstream

KINDS: dict[tuple[str, str], Kind] = {
    ("POST", "/v1/chat/completions"): "model",
    ("POST", "/v1/embeddings"): "embedding",
    ("POST", "/search"): "search",
    ("POST", "/extract"): "extract",
}
OWN_PATHS = frozenset({"/log", "/control"})
LOOP = "/page/loop"
"""A page that leads to itself for ever."""
WRONG_SCHEMA = json.dumps({"answer": {"text": "Trams cost money.", "score": "high"}})
PROSE = "Certainly! Here is what I think about it, in plain words and without any JSON."


@dataclass(frozen=True)
class Reply:
    """One HTTP answer; a body in pieces is sent as it comes."""

    status: int
    body: bytes | Iterator[bytes]
    media_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False
    """The connection is closed after half of the body."""


class Services:
    """Models, embeddings, web search and web pages on loopback addresses."""

    def __init__(
        self,
        *,
        log_path: Path | None = None,
        port: int = 0,
        page_hosts: int = 6,
        upstream_url: str = "",
    ) -> None:
        self.log = RequestLog(log_path)
        self.faults = Faults()
        self._upstream = Upstream(upstream_url) if upstream_url else None
        self.model = ModelDouble(self._upstream.answer if self._upstream else None)
        self.planted: dict[int, str] = {}
        """HTML that is served in place of a page, by its number."""
        self.robots = b""
        """The robots.txt of every host; empty: there is none. It does not stand in the log."""
        self._door = Door(self.reply, port=port, hosts=page_hosts)

    @property
    def url(self) -> str:
        """The address of the server; also what Tavily's client needs."""
        return f"http://{self._door.addresses[0]}"

    @property
    def openai_base_url(self) -> str:
        """What an OpenAI client needs."""
        return f"{self.url}/v1"

    @property
    def private_hosts(self) -> tuple[str, ...]:
        """`host:port` of every address that serves pages, for `allowed_private_hosts`."""
        return self._door.addresses

    @property
    def settings(self) -> dict[str, Any]:
        """Flags of `load_settings` that point the product here."""
        return {
            "openai_api_key": "test-key",
            "openai_base_url": self.openai_base_url,
            "tavily_api_key": "test-key",
            "tavily_base_url": self.url,
            **engines.base_urls(self.url),
            "allowed_private_hosts": self.private_hosts,
        }

    @property
    def search_settings(self) -> dict[str, str]:
        """More flags, with which every search provider works, whether it needs a key or not."""
        return engines.settings(self.url)

    def environment(self) -> dict[str, str]:
        """The same as environment variables, for a program that is started."""
        base_urls = engines.base_urls(self.url)
        return {
            "OPENAI_API_KEY": "test-key",
            "OPENAI_BASE_URL": self.openai_base_url,
            "TAVILY_API_KEY": "test-key",
            "TAVILY_BASE_URL": self.url,
            **{f"WELLREAD_{name.upper()}": url for name, url in base_urls.items()},
            "WELLREAD_ALLOWED_PRIVATE_HOSTS": json.dumps(self.private_hosts),
        }

    def page_url(self, number: int) -> str:
        """Where page `number` is served; neighbouring pages have different hosts."""
        hosts = self._door.addresses
        return f"http://{hosts[(number - 1) % len(hosts)]}/page/{number}"

    def script(self, name: str, script: Script | Sequence[Answer]) -> None:
        """Overrides the model's answers under a schema title or purpose; see `ModelDouble`."""
        self.model.script(name, script)

    def hallucinate(self, share: float, *, seed: int = 0, quotes: bool = True) -> Hallucinations:
        """From now on this share of the model's citations and quotes is wrong; keeps which."""
        planted = Hallucinations(share, seed, quotes)
        self.model.spoiler = planted
        return planted

    def start(self) -> Self:
        """Serves from now on, in a thread."""
        self._door.open()
        return self

    def stop(self) -> None:
        """Ends every connection and thread."""
        self.faults.release()
        self._door.close()
        self.log.close()
        if self._upstream:
            self._upstream.close()

    def wait(self) -> None:
        """Returns when the services are stopped."""
        self._door.wait()

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def reply(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[Reply, Entry | None]:
        """Answers one request, and gives its entry in the log."""
        if asked := engines.asked(path, headers, body):
            return self._from_engine(asked, path)
        path = path.split("?", maxsplit=1)[0]
        try:
            request = json.loads(body) if body else {}
        except ValueError:
            return _json(400, {"error": "the body is not JSON"}), None
        if path in OWN_PATHS:
            return self._own(path, request), None
        if path == "/robots.txt":
            return Reply(200 if self.robots else 404, self.robots, "text/plain"), None
        kind = KINDS.get((method, path), "page" if path.startswith("/page/") else "other")
        entry = self.log.arrived(kind, path, request)
        entry.model, entry.query = str(request.get("model", "")), str(request.get("query", ""))
        if kind == "model":
            wanted = read_request(request)
            entry.purpose, entry.schema = wanted.purpose, wanted.title
        self.log.changed(entry)
        self.faults.wait(entry, self.log)
        reply = self._refusal(entry, headers) or self._answer(entry)
        if not isinstance(reply.body, bytes):
            return reply, entry  # it has ended when its last piece is sent
        if entry.fault == "cut":
            reply = replace(reply, cut=True)
        self.log.changed(entry, status=reply.status, ended_s=time.monotonic())
        return reply, entry

    def _from_engine(self, asked: engines.Asked, path: str) -> tuple[Reply, Entry]:
        engine = asked.engine
        entry = self.log.arrived("search", path.split("?", maxsplit=1)[0], dict(asked.params))
        entry.purpose, entry.query = engine.name, asked.params.get(engine.query, "")
        self.log.changed(entry)
        self.faults.wait(entry, self.log)
        status = self.faults.status_for(entry)
        refused = asked.refused(self.faults.key)
        if status != 200:
            refused = status, f"the double answers {status} on purpose"
        if refused:
            extra = {"Retry-After": self.faults.retry_after} if refused[0] in {429, 503} else {}
            text, media_type, status = engine.error(*refused), "application/json", refused[0]
        else:
            extra, media_type, status = {}, engine.media_type, 200
            text = engine.answer(asked.params, self._addresses())
            text = _spoiled(text, self.faults.spoiling_for(entry))
        extra = {name: value for name, value in extra.items() if value}
        self.log.changed(entry, status=status, ended_s=time.monotonic())
        return Reply(status, text.encode(), media_type, extra), entry

    def _own(self, path: str, order: dict[str, Any]) -> Reply:
        if path == "/log":
            return _json(200, {"entries": [entry.as_json() for entry in self.log.entries()]})
        if order.get("reset"):
            self.faults.release()
            self.faults = Faults()
            self.model.forget_scripts()
            self.log.clear()
        for name, answers in order.get("scripts", {}).items():
            self.model.script(name, answers)
        if share := order.get("hallucinate"):
            self.hallucinate(share, seed=order.get("seed", 0))
        self.faults.set(order)
        return _json(200, {"done": True})

    def _refusal(self, entry: Entry, headers: dict[str, str]) -> Reply | None:
        status = self.faults.status_for(entry)
        message = f"the double answers {status} on purpose"
        if entry.kind != "page" and not self._key_is_right(headers):
            status, message = 401, "Incorrect API key provided."
        elif entry.model.startswith("missing"):
            status, message = 404, f"The model `{entry.model}` does not exist."
        if status == 200:
            return None
        extra = {}
        if status in {429, 503} and self.faults.retry_after:
            extra["Retry-After"] = self.faults.retry_after
        return _json(status, wire.error_body(entry.kind, status, message), extra)

    def _key_is_right(self, headers: dict[str, str]) -> bool:
        key = headers.get("authorization", "").removeprefix("Bearer ").strip()
        if self.faults.key is not None:
            return key == self.faults.key
        return bool(key) and not key.startswith("wrong")

    def _answer(self, entry: Entry) -> Reply:
        answers: dict[Kind, Callable[[Entry], Reply]] = {
            "model": self._chat,
            "embedding": lambda asked: _json(200, wire.embeddings(asked.request)),
            "search": self._search,
            "extract": lambda asked: _json(
                200, wire.extract_results(asked.request, self._addresses())
            ),
            "page": self._page,
            "other": self._other,
        }
        return answers[entry.kind](entry)

    def _other(self, entry: Entry) -> Reply:
        if entry.path == "/v1/models":
            return _json(200, wire.model_list())
        return _json(404, {"error": {"message": f"there is nothing at {entry.path}"}})

    def _chat(self, entry: Entry) -> Reply:
        wanted = read_request(entry.request)
        content = self.model.answer(entry.request, wanted)
        content = _spoiled(content, self.faults.spoiling_for(entry))
        used = wire.usage(wanted.prompt, content)
        entry.tokens = (used["prompt_tokens"], used["completion_tokens"])
        if entry.request.get("stream"):
            pieces = list(wire.chat_chunks(entry.request, wanted, content))
            return Reply(200, self.faults.in_pieces(entry, pieces, self.log), "text/event-stream")
        return _json(200, wire.chat_completion(entry.request, wanted, content))

    def _search(self, entry: Entry) -> Reply:
        if not entry.query.strip() or len(entry.query) > 400:
            message = "Query is missing or longer than 400 characters."
            return _json(400, wire.error_body("search", 400, message))
        if not 0 <= int(entry.request.get("max_results", 5)) <= 20:
            return _json(400, wire.error_body("search", 400, "max_results must be 0 to 20."))
        found = wire.search_results(
            entry.request, self._addresses(), raw_content=self.faults.raw_content
        )
        spoiling = self.faults.spoiling_for(entry)
        if spoiling == "empty":
            found["results"] = []
            spoiling = None
        return Reply(200, _spoiled(json.dumps(found), spoiling).encode())

    def _page(self, entry: Entry) -> Reply:
        if entry.path == LOOP:
            return Reply(302, b"", headers={"Location": LOOP})
        try:
            number = int(entry.path.removeprefix("/page/"))
            text = self.planted.get(number) or world.as_html(world.page(number))
        except (ValueError, IndexError):
            return Reply(404, b"<h1>Not found</h1>", "text/html; charset=utf-8")
        return Reply(200, text.encode(), "text/html; charset=utf-8")

    def _addresses(self) -> dict[int, str]:
        return {page.number: self.page_url(page.number) for page in world.pages()}


def _json(status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> Reply:
    return Reply(status, json.dumps(body).encode(), headers=headers or {})


def _spoiled(content: str, spoiling: Spoiling | None) -> str:
    if spoiling == "prose":
        return PROSE
    if spoiling == "fenced":
        return f"Here it is:\n```json\n{content}\n```\n"
    if spoiling == "broken":
        return content[: len(content) // 2]
    if spoiling == "wrong_schema":
        return WRONG_SCHEMA
    return "" if spoiling == "empty" else content


def main() -> None:
    """Serves until it is interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", type=Path, default=None)
    parser.add_argument("--hallucinate", type=float, default=0.0, metavar="SHARE")
    parser.add_argument("--seed", type=int, default=0, help="of what is hallucinated")
    given = parser.parse_args()
    with Services(log_path=given.log, port=given.port) as services:
        if given.hallucinate:
            services.hallucinate(given.hallucinate, seed=given.seed)
        print(services.url, flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            services.wait()


if __name__ == "__main__":
    main()
