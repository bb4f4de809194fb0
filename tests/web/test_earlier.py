"""Reports of earlier turns, found in a thread's history."""

from collections.abc import AsyncIterator

import httpx
import pytest
from pydantic import JsonValue
from report.handed_on import report_of

from wellread.domain import Report
from wellread.web.app import app
from wellread.web.own_api import STATES_AT_ONCE, OwnApi

THREAD = "6820b4d3-34ce-49e4-bb5f-2d20873d346c"
REPORT = report_of()


def written(turn_id: str) -> Report:
    question = REPORT.question.model_copy(update={"id": turn_id})
    return REPORT.model_copy(update={"question": question, "title": f"Report of {turn_id}"})


class History:
    """What the server tells of a thread: one state for each question, the newest first."""

    def __init__(self, turns: list[str]) -> None:
        self.turns = turns
        self.asked: list[tuple[str, JsonValue]] = []

    async def answer(self, _own: OwnApi, method: str, path: str, body: JsonValue = None) -> object:
        assert isinstance(body, dict)
        self.asked.append((f"{method} {path}", body["metadata"]))
        before, limit = body.get("before"), body["limit"]
        assert isinstance(limit, int)
        first = self.turns.index(str(before)) + 1 if before else 0
        return [
            {
                "values": {"report": written(turn).model_dump(mode="json")} if turn else {},
                "checkpoint": {"checkpoint_id": turn},
            }
            for turn in self.turns[first : first + limit]
        ]


@pytest.fixture
def history(monkeypatch: pytest.MonkeyPatch) -> History:
    told = History([f"t{number}" for number in range(2 * STATES_AT_ONCE, 0, -1)] + [""])

    async def asked(own: OwnApi, method: str, path: str, body: JsonValue = None) -> object:
        return await told.answer(own, method, path, body)

    monkeypatch.setattr(OwnApi, "_asked", asked)
    return told


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://page") as connected:
        yield connected


@pytest.mark.parametrize("turn", ["t20", "t1"])
async def test_an_earlier_report_is_found_however_far_back_it_stands(
    history: History, client: httpx.AsyncClient, turn: str
) -> None:
    answer = await client.get(f"/app/api/threads/{THREAD}/earlier/{turn}")
    told = answer.json()
    assert told["report"]["question"]["id"] == turn
    assert told["report"]["markdown"] == ""
    assert history.asked[0][1] == {"source": "input"}
    assert {path for path, _ in history.asked} == {f"POST /threads/{THREAD}/history"}


async def test_an_earlier_report_is_a_file_as_well(
    history: History, client: httpx.AsyncClient
) -> None:
    answer = await client.get(f"/app/api/threads/{THREAD}/report.md", params={"turn": "t3"})
    assert "# Report of t3" in answer.text


@pytest.mark.parametrize("path", ["earlier/gone", "evidence/q1.1?turn=gone", "report.md?turn=gone"])
async def test_a_turn_that_is_not_in_the_history_is_told_and_the_search_ends(
    history: History, client: httpx.AsyncClient, path: str
) -> None:
    answer = await client.get(f"/app/api/threads/{THREAD}/{path}")
    assert answer.status_code == 404
    assert "'gone'" in answer.json()["detail"]
    assert len(history.asked) == 2 + 1
