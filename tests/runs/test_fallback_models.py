"""A model that is down: the one that stands in for it answers, and the report tells it."""

from typing import Any

from runs.desk import Desk
from services.server import PROSE, Services

QUESTION = "What does the Ellmouth tram network cost, and who pays for it?"
STAND_IN = "gpt-4.1"


def with_stand_ins(desk: Desk, *roles: str) -> Desk:
    names = {f"{role}_fallback_model": f"openai:{STAND_IN}" for role in roles}
    return Desk(desk.settings.model_copy(update=names))


def asked(services: Services, purpose: str) -> list[Any]:
    return [entry.request["model"] for entry in services.log.entries("model", purpose)]


async def test_what_stands_in_for_a_writer_that_is_down_writes(
    desk: Desk, services: Services
) -> None:
    services.faults.answer_with("model:write", 503)
    report = (await with_stand_ins(desk, "smart").ask(QUESTION, max_rounds=0)).report
    assert report.made_by == "model"
    assert "quoted word for word" not in report.method
    (failure,) = report.failures
    assert (failure.kind, failure.effect) == ("model", "another model stood in")
    assert "another model stood in" in report.markdown
    assert asked(services, "write").count(STAND_IN) == 1


async def test_when_both_are_down_code_makes_the_part(desk: Desk, services: Services) -> None:
    services.script("extract", [PROSE])
    report = (await with_stand_ins(desk, "fast").ask(QUESTION, max_rounds=0)).report
    assert STAND_IN in asked(services, "extract")
    assert {failure.effect for failure in report.failures} == {"this part was made without a model"}
    assert report.claims


async def test_without_a_fault_the_stand_in_is_not_asked(desk: Desk, services: Services) -> None:
    report = (await with_stand_ins(desk, "planner", "fast", "smart").ask(QUESTION)).report
    assert report.failures == ()
    assert STAND_IN not in {entry.request["model"] for entry in services.log.entries("model")}
