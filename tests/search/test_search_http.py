"""One request to a search service: bounded, honest, and every failure named."""

import asyncio
import gzip
import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellread.errors import SearchError
from wellread.search import http as search_http
from wellread.search.http import Service, user_agent
from wellread.search.retry_after import retry_after_s


@dataclass
class Told:
    """What the little server answers, and what it was asked."""

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"{}"
    url: str = ""
    asked: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def told() -> Iterator[Told]:
    told = Told()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            told.asked.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(told.status)
            for name, value in {"Content-Length": str(len(told.body)), **told.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(told.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


def service(told: Told, **values: str) -> Service:
    return Service(name="finder", base_url=told.url, url_setting="FINDER_URL", **values)  # type: ignore[arg-type]


async def failure(told: Told) -> SearchError:
    with pytest.raises(SearchError) as raised:
        await service(told).get_json("/find", {"q": "x"})
    return raised.value


async def test_it_says_who_asks_and_takes_no_proxy_from_the_environment(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    assert await service(told, contact="me@example.org").get_json("/find", {"q": "x"}) == {}
    assert told.asked[0]["user-agent"].startswith("wellread/")
    assert "me@example.org" in told.asked[0]["user-agent"]


def test_a_contact_cannot_write_headers() -> None:
    assert user_agent("me\r\nX-Evil: ü").isascii()
    assert "\n" not in user_agent("me\r\nX-Evil: 1")


async def test_packed_answers_are_unpacked(told: Told) -> None:
    told.headers, told.body = {"Content-Encoding": "gzip"}, gzip.compress(b'{"a": 1}')
    told.headers["Content-Length"] = str(len(told.body))
    assert await service(told).get_json("/find", {}) == {"a": 1}


@pytest.mark.parametrize("packed", [False, True])
async def test_an_answer_that_is_too_large_is_given_up(
    told: Told, monkeypatch: pytest.MonkeyPatch, packed: bool
) -> None:
    monkeypatch.setattr(search_http, "MAX_ANSWER_BYTES", 5_000)
    told.body = json.dumps("x" * 6_000).encode()
    if packed:
        told.headers, told.body = {"Content-Encoding": "gzip"}, gzip.compress(told.body)
    assert "more than 5,000 bytes" in str(await failure(told))


async def test_a_redirect_is_not_followed(told: Told) -> None:
    told.status, told.headers = 302, {"Location": "http://127.0.0.1:1/elsewhere"}
    error = await failure(told)
    assert "302" in str(error)
    assert "FINDER_URL" in str(error)
    assert not error.transient
    assert len(told.asked) == 1


async def test_an_unknown_packing_is_an_answer_that_cannot_be_read(told: Told) -> None:
    told.headers = {"Content-Encoding": "br"}
    assert "cannot be read" in str(await failure(told))


async def test_a_body_that_ends_early_is_a_broken_connection(told: Told) -> None:
    told.headers = {"Content-Length": "1000"}
    error = await failure(told)
    assert "not reached" in str(error)
    assert error.transient


async def test_json_without_end_is_no_crash(told: Told) -> None:
    told.body = b"[" * 200_000
    assert "no JSON" in str(await failure(told))


@pytest.mark.parametrize(
    ("status", "transient", "remedy"),
    [
        (400, False, "FINDER_URL"),
        (401, False, "check FINDER_KEY"),
        (402, False, "quota is used up"),
        (403, False, "check FINDER_KEY"),
        (404, False, "FINDER_URL"),
        (429, True, "too many searches"),
        (500, True, "try again later"),
        (599, True, "try again later"),
    ],
)
async def test_each_status_says_whether_trying_again_helps_and_what_does(
    told: Told, status: int, transient: bool, remedy: str
) -> None:
    told.status = status
    with pytest.raises(SearchError, match=remedy) as raised:
        await service(told, key_setting="FINDER_KEY").get_json("/find", {})
    assert raised.value.transient is transient
    assert str(status) in str(raised.value)


async def test_a_rest_of_more_than_five_minutes_means_that_the_quota_is_gone(told: Told) -> None:
    told.status = 429
    told.headers = {"X-RateLimit-Remaining": "0, 0", "X-RateLimit-Reset": "1, 1419704"}
    error = await failure(told)
    assert (error.transient, error.retry_after_s) == (False, 1_419_704)
    assert "used up" in str(error)


@pytest.mark.parametrize(
    "body",
    [
        {"message": "no credits", "statusCode": 400},
        {"error": {"detail": "no credits", "code": "X"}},
        {"detail": {"error": "no credits"}},
        {"error": "no credits"},
        {"detail": "no\n credits"},
    ],
)
async def test_what_the_service_says_about_a_refusal_is_told(
    told: Told, body: dict[str, object]
) -> None:
    told.status, told.body = 400, json.dumps(body).encode()
    assert "(no credits)" in str(await failure(told))


@pytest.mark.parametrize(
    ("headers", "waits_s"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"retry-after": " 7 "}, 7.0),
        ({}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "-1"}, None),
        (
            {
                "Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT",
                "Date": "Fri, 31 Dec 1999 23:59:50 GMT",
            },
            9.0,
        ),
        ({"X-RateLimit-Remaining": "0, 1000", "X-RateLimit-Reset": "1, 1419704"}, 1.0),
        ({"X-RateLimit-Remaining": "5", "X-RateLimit-Reset": "60"}, None),
        ({"X-RateLimit-Reset": "3600"}, 3600.0),
        ({"X-RateLimit-Reset": "soon"}, None),
    ],
)
def test_the_wait_is_read_in_every_way_in_which_services_tell_it(
    headers: dict[str, str], waits_s: float | None
) -> None:
    assert retry_after_s(headers) == waits_s


names = st.sampled_from(["Retry-After", "Date", "X-RateLimit-Reset", "X-RateLimit-Remaining"])


@given(st.dictionaries(names, st.text(max_size=30) | st.just("Fri, 31 Dec 1999 23:59:59 GMT")))
def test_whatever_stands_in_the_headers_gives_seconds_or_nothing(headers: dict[str, str]) -> None:
    wait_s = retry_after_s(headers)
    assert wait_s is None or wait_s >= 0


async def test_many_requests_at_once_do_not_disturb_each_other(told: Told) -> None:
    asked = service(told)
    answers = await asyncio.gather(*(asked.get_json("/find", {"q": n}) for n in range(8)))
    assert answers == [{}] * 8
