"""Making a report anew, over the route that clients of a server have."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from pydantic import JsonValue, TypeAdapter
from report.handed_on import report_of

from graph.seals import is_on_record, put_on_record
from graph.state import State
from wellread.domain import Grant, Question
from wellread.web import refresh
from wellread.web.own_api import OwnApi
from wellread.web.stores import Stores

STATE: TypeAdapter[State] = TypeAdapter(State)
REPORT = report_of()


class OwnDouble:
    """The server, which lets the caller read one thread."""

    def __init__(self, turn: Question = REPORT.question) -> None:
        self.grant = Grant.of(REPORT.plan, turn.limits, "human")
        self.turn = turn
        self.told: State = State(turn=turn, grant=self.grant, report=REPORT)

    async def state(self, _thread_id: str) -> JsonValue:
        told: JsonValue = STATE.dump_python(self.told, mode="json")
        return told


@pytest.fixture
async def stores(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stores]:
    own = Stores()
    monkeypatch.setattr(refresh, "stores", own)
    yield own
    await own.close()


async def asked(own: OwnDouble) -> httpx.Response:
    app = FastAPI()
    app.include_router(refresh.router)
    app.dependency_overrides[OwnApi] = lambda: own
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.post("/app/api/threads/some-thread/refresh")


async def test_the_new_thread_begins_with_the_same_plan_on_record_as_approved(
    stores: Stores,
) -> None:
    own = OwnDouble()
    journal = (await stores.archive()).journal
    await put_on_record(journal, own.turn, own.grant)
    answer = await asked(own)
    assert answer.status_code == 200
    beginning = STATE.validate_python(answer.json())
    turn, grant = beginning["turn"], beginning["grant"]
    assert grant is not None
    assert (grant.plan, grant.limits) == (own.grant.plan, own.grant.limits)
    assert (turn.text, turn.refreshes) == (own.turn.text, (own.turn.id,))
    assert turn.id != own.turn.id
    assert beginning["phase"] == "dispatch"
    assert await is_on_record(journal, turn, grant)


async def test_a_plan_that_nobody_approved_is_not_carried_out(stores: Stores) -> None:
    answer = await asked(OwnDouble())
    assert answer.status_code == 409
    assert "not on record" in answer.json()["detail"]


async def test_turns_that_were_written_into_the_thread_give_no_answers(stores: Stores) -> None:
    own = OwnDouble(REPORT.question.model_copy(update={"refreshes": ("true", "foreign")}))
    journal = (await stores.archive()).journal
    await put_on_record(journal, own.turn, own.grant)
    await journal.record(own.turn.id, "refreshes", {"true": ""})
    turn = STATE.validate_python((await asked(own)).json())["turn"]
    assert turn.refreshes == ("true", own.turn.id)
    assert set(await journal.recorded(turn.id, "refreshes")) == {"true", own.turn.id}


async def test_what_is_not_written_cannot_be_made_anew(stores: Stores) -> None:
    own = OwnDouble()
    own.told = State()
    answer = await asked(own)
    assert answer.status_code == 409
    assert answer.json()["detail"] == "Only a written report can be made anew."
