"""A whole run whose models answer word by word, with four branches side by side."""

import pytest
from runs.desk import Desk
from services.server import Services

QUESTION = "What does the Ellmouth tram network cost, and who pays for it?"


async def test_streamed_or_whole_the_report_says_the_same(desk: Desk, services: Services) -> None:
    whole = (await desk.ask(QUESTION)).report
    streaming = Desk(desk.settings.model_copy(update={"model_idle_timeout_s": 20}))
    told = services.log.count()
    streamed = (await streaming.ask(QUESTION)).report
    asked = [entry for entry in services.log.entries()[told:] if entry.kind == "model"]
    assert asked
    assert all(entry.request["stream"] for entry in asked)
    assert streamed.sections == whole.sections
    # The same prices, added up in the order in which the answers came.
    assert streamed.usage.cost_usd == pytest.approx(whole.usage.cost_usd)
    assert streamed.failures == ()
