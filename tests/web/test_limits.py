"""Raising the limits of a run at work, over the route that clients of a server have."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from wellread.archive.contract import Budget, Raise
from wellread.archive.readers import claim
from wellread.domain import Limits, Question
from wellread.web import limits
from wellread.web.own_api import OwnApi, ThreadValues
from wellread.web.stores import Stores

TURN = Question(
    id="turn",
    text="Why?",
    asked_at=datetime(2026, 11, 26, tzinfo=UTC),
    limits=Limits(max_searches=3),
)


class OwnDouble:
    user = ""

    def __init__(self) -> None:
        self.told = ThreadValues(turn=TURN, phase="research")

    async def values(self, _thread_id: str) -> ThreadValues:
        return self.told


@pytest.fixture
def own() -> OwnDouble:
    return OwnDouble()


@pytest.fixture
async def stores(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Stores]:
    own = Stores()
    monkeypatch.setattr(limits, "stores", own)
    yield own
    await own.close()


async def asked(own: OwnDouble, body: dict[str, Any]) -> httpx.Response:
    app = FastAPI()
    app.include_router(limits.router)
    app.dependency_overrides[OwnApi] = lambda: own
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://localhost") as client:
        return await client.post("/app/api/threads/some-thread/limits", json=body)


async def test_a_raise_stands_in_the_journal_for_the_budgets_of_the_turn(
    own: OwnDouble, stores: Stores
) -> None:
    assert (await asked(own, {"max_searches": 9})).status_code == 204
    told = await (await stores.archive()).journal.recorded("turn", "raise")
    raises = [Raise.model_validate_json(value) for value in told.values()]
    assert Raise(before=Budget(max_searches=3), now=Budget(max_searches=9)) in raises


async def test_of_another_users_turn_nothing_is_raised(own: OwnDouble, stores: Stores) -> None:
    journal = (await stores.archive()).journal
    assert await claim("ada", "turn", journal)
    own.user = "bob"
    answer = await asked(own, {"max_searches": 9})
    assert (answer.status_code, "another user" in answer.text) == (409, True)
    assert await journal.recorded("turn", "raise") == {}
    own.user = "ada"
    assert (await asked(own, {"max_searches": 9})).status_code == 204


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (ThreadValues(), "No run is at work"),
        (ThreadValues(turn=TURN, phase="approve"), "No run is at work"),
        (
            ThreadValues(turn=TURN.model_copy(update={"auto_approve": True}), phase="research"),
            "Nobody approved",
        ),
        (ThreadValues(turn=TURN, phase="research"), "none of the limits is higher"),
    ],
)
async def test_where_there_is_nothing_to_raise_it_is_told(
    told: ThreadValues, words: str, own: OwnDouble, stores: Stores
) -> None:
    own.told = told
    answer = await asked(own, {"max_searches": 2})
    assert answer.status_code == 409
    assert words in answer.json()["detail"]
    assert await (await stores.archive()).journal.recorded("turn", "raise") == {}


async def test_rounds_are_raised_up_to_what_the_operator_allows(
    own: OwnDouble, stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WELLREAD_MAX_REVIEWER_ROUNDS", "2")
    refused = await asked(own, {"max_rounds": 3})
    assert refused.status_code == 409
    assert "at most 2 rounds" in refused.json()["detail"]
    journal = (await stores.archive()).journal
    assert await journal.recorded("turn", "limits") == {}
    assert (await asked(own, {"max_rounds": 2})).status_code == 204
    (told,) = (await journal.recorded("turn", "limits")).values()
    assert Limits.model_validate_json(told) == Limits(max_searches=3, max_rounds=2)


async def test_a_limit_out_of_range_is_refused(own: OwnDouble, stores: Stores) -> None:
    assert (await asked(own, {"max_searches": 501})).status_code == 422
