"""A run that lay still is taken up: the time until then is none of its seconds."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI

from graph.stops import worked_s
from wellread.domain import Question
from wellread.web import going_on
from wellread.web.own_api import OwnApi, ThreadValues
from wellread.web.stores import Stores

STARTED = datetime.now(UTC) - timedelta(hours=2)
STOPPED = STARTED + timedelta(seconds=30)
TURN = Question(id="turn", text="Why?", asked_at=STARTED)


class OwnDouble:
    user = ""

    def __init__(self) -> None:
        self.word = "interrupted"
        self.told = ThreadValues(turn=TURN, phase="research", research_started_at=STARTED)

    async def status(self, _thread_id: str) -> str:
        return self.word

    async def values(self, _thread_id: str) -> ThreadValues:
        return self.told

    async def saved_at(self, _thread_id: str) -> str:
        return STOPPED.isoformat()


@pytest.fixture
async def stores(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stores]:
    own = Stores()
    monkeypatch.setattr(going_on, "stores", own)
    yield own
    await own.close()


async def asked(own: OwnDouble) -> httpx.Response:
    app = FastAPI()
    app.include_router(going_on.router)
    app.dependency_overrides[OwnApi] = lambda: own
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.post("/app/api/threads/some-thread/pause")


async def test_the_time_for_which_a_run_lay_still_does_not_count(stores: Stores) -> None:
    journal = (await stores.archive()).journal
    assert await worked_s(journal, TURN, STARTED) > 7000
    assert (await asked(OwnDouble())).status_code == 204
    assert 29 < await worked_s(journal, TURN, STARTED) < 3600


async def test_a_run_at_work_has_no_pause(stores: Stores) -> None:
    own = OwnDouble()
    own.word = "busy"
    assert (await asked(own)).status_code == 409
    own.word, own.told = "idle", ThreadValues()
    assert (await asked(own)).status_code == 409
    assert await (await stores.archive()).journal.recorded("turn", "pause") == {}
