"""What the page's own routes send, take and tell, beside what the server's sign-in decides."""

from collections.abc import AsyncIterator

import httpx
import pytest
from report.handed_on import report_of
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from wellread.web.app import app
from wellread.web.own_api import OwnApi, ThreadValues
from wellread.web.stores import Stores

THREAD = "6820b4d3-34ce-49e4-bb5f-2d20873d346c"


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://page") as connected:
        yield connected


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> str:
    """A thread that the caller may read, with a report."""

    async def values(self: OwnApi, thread_id: str, turn_id: str = "") -> ThreadValues:
        return ThreadValues(report=report_of())

    monkeypatch.setattr(OwnApi, "values", values)
    monkeypatch.setattr("wellread.web.documents.stores", Stores())
    return THREAD


@pytest.mark.parametrize("ending", ["html", "md", "json", "bib"])
async def test_a_report_is_sent_as_a_file_that_runs_nothing(
    client: httpx.AsyncClient, signed_in: str, ending: str
) -> None:
    answer = await client.get(f"/app/api/threads/{signed_in}/report.{ending}")
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == "sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-disposition"].startswith("attachment")


async def test_an_upload_that_does_not_fit_is_not_read_to_its_end(
    client: httpx.AsyncClient, signed_in: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WELLREAD_MAX_UPLOAD_BYTES", "10000")
    taken = 0

    async def body() -> AsyncIterator[bytes]:
        nonlocal taken
        for _ in range(100):
            taken += 1
            yield b"word " * 400

    address = f"/app/api/threads/{signed_in}/documents/a.txt"
    answer = await client.put(address, content=body())
    assert answer.status_code == 413
    assert taken < 10
    assert (await client.get(address.rpartition("/")[0])).json() == []


@pytest.mark.parametrize(
    "thread_id", ["a", "a%3Fb", "%2E%2E", "%01", "%C2%9D", "%E9", f"{THREAD}%3Fsubgraphs=1"]
)
async def test_the_server_is_asked_for_a_thread_and_for_nothing_else(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch, thread_id: str
) -> None:
    asked: list[str] = []

    async def answered(self: OwnApi, method: str, path: str, body: object = None) -> object:
        asked.append(path)
        return {}

    monkeypatch.setattr(OwnApi, "_asked", answered)
    for end in ("usage", "earlier/turn"):
        assert (await client.get(f"/app/api/threads/{thread_id}/{end}")).status_code == 404
    assert (await client.post(f"/app/api/threads/{thread_id}/pause")).status_code == 404
    assert asked == []
    assert (await client.get(f"/app/api/threads/{THREAD}/usage")).status_code == 200
    assert asked == [f"/threads/{THREAD}/state"]


async def test_a_fault_of_ours_is_told_without_its_internals(
    client: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(self: OwnApi, limit: int) -> None:
        raise LookupError("/srv/data/archive.sqlite3 line 7")

    monkeypatch.setattr(OwnApi, "threads", broken)
    answer = await client.get("/app/api/choices")
    assert answer.status_code == 500
    assert answer.text == "Internal Server Error"


@pytest.mark.parametrize(
    "path",
    [
        "/internal/truncate", "/internal/debug/thread/x", "/deploy", "/deploy/1/stream", "/docs",
        "/ui/wellread", "/profile", "/internal%2Ftruncate", "/APP", "/what/a/later/server/adds",
        "/runs/crons", "/runs/crons/search", "/runs/crons/count", "/threads/x/runs/crons",
        "/runs/crons/x", "/runs/%63rons",
    ],
)  # fmt: skip
async def test_what_a_server_adds_of_its_own_accord_is_shut(
    client: httpx.AsyncClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    added = Route("/{all:path}", lambda _: PlainTextResponse("open"), methods=["GET", "POST"])
    monkeypatch.setattr(app.router, "routes", [added])
    for method in ("GET", "POST"):
        answer = await client.request(method, path)
        assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"})
        assert (await client.request(method, "/threads/search")).text == "open"
