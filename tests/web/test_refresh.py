"""Making a report anew, over the route that clients of a server have."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI
from pydantic import JsonValue, TypeAdapter
from report.handed_on import report_of

from graph.seals import is_on_record, put_on_record
from graph.state import State
from wellread.domain import Grant, Limits, Question
from wellread.web import refresh
from wellread.web.own_api import OwnApi
from wellread.web.stores import Stores

STATE: TypeAdapter[State] = TypeAdapter(State)
REPORT = report_of()


class OwnDouble:
    """The server, which lets the caller read one thread."""

    user = ""

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


async def asked(own: OwnDouble, other: dict[str, float | None] | None = None) -> httpx.Response:
    app = FastAPI()
    app.include_router(refresh.router)
    app.dependency_overrides[OwnApi] = lambda: own
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.post("/app/api/threads/some-thread/refresh", json=other)


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


async def recorded(stores: Stores, **update: object) -> OwnDouble:
    own = OwnDouble(REPORT.question.model_copy(update=update))
    await put_on_record((await stores.archive()).journal, own.turn, own.grant)
    return own


async def test_other_limits_are_named_with_the_asking_and_go_on_record(stores: Stores) -> None:
    own = await recorded(stores, limits=Limits(max_cost_usd=0.5, max_seconds=60.0))
    answer = await asked(own, {"max_cost_usd": 2.0, "max_seconds": None, "max_searches": 7})
    beginning = STATE.validate_python(answer.json())
    turn, grant = beginning["turn"], beginning["grant"]
    assert grant is not None
    assert turn.limits == grant.limits
    assert grant.limits == own.grant.limits.model_copy(
        update={"max_cost_usd": 2.0, "max_seconds": None, "max_searches": 7}
    )
    assert await is_on_record((await stores.archive()).journal, turn, grant)


@pytest.mark.parametrize(
    "other",
    [{"max_cost_usd": -1}, {"max_searches": 501}, {"max_searches": None}, {"max_seconds": 0}],
)
async def test_limits_out_of_range_are_refused(
    stores: Stores, other: dict[str, float | None]
) -> None:
    assert (await asked(await recorded(stores), other)).status_code == 422


@pytest.mark.parametrize("wanted", [None, 3.0])
async def test_what_nobody_approved_costs_no_more_than_the_operator_allows(
    stores: Stores, wanted: float | None
) -> None:
    own = await recorded(stores, auto_approve=True, limits=Limits(max_cost_usd=0.5))
    answer = await asked(own, {"max_cost_usd": wanted})
    assert (answer.status_code, "1 USD at most" in answer.text) == (409, True)
    assert (await asked(own, {"max_cost_usd": 1.0})).status_code == 200


async def test_a_limit_in_usd_needs_the_prices_of_the_models(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WELLREAD_FAST_MODEL", "ollama:unknown")
    answer = await asked(await recorded(stores), {"max_cost_usd": 1.0})
    assert (answer.status_code, "WELLREAD_PRICES" in answer.text) == (409, True)
