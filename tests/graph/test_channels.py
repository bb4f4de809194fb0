"""What a client writes into a thread's state in JSON becomes models, or is refused."""

import pytest
from langgraph.errors import InvalidUpdateError
from langgraph.types import Overwrite

from graph.build import build_graph
from graph.channels import Last, Merged
from graph.parts import Workshop
from graph.state import BranchResult
from wellread.domain import Frozen, Plan, SubQuestion
from wellread.settings import load_settings

PLAN = Plan(sub_questions=(SubQuestion(id="q1", question="What?", queries=("what",)),))
DONE = BranchResult(task_id="q1", status="done")


def test_json_becomes_the_model_that_it_was_made_from() -> None:
    channel = Last(Plan | None)
    for written in (PLAN, PLAN.model_dump(mode="json"), None):
        channel.update([written])
        assert channel.get() == (None if written is None else PLAN)


def test_a_model_is_left_as_it_is() -> None:
    channel = Last(Plan | None)
    channel.update([PLAN])
    assert channel.get() is PLAN


def test_json_in_a_dictionary_is_put_together_with_models() -> None:
    channel = Merged(dict[str, BranchResult])
    channel.update([{"q1": DONE}, {"q2": {"task_id": "q2", "status": "failed"}}])
    assert channel.get() == {"q1": DONE, "q2": BranchResult(task_id="q2", status="failed")}
    channel.update([Overwrite({})])
    assert channel.get() == {}


@pytest.mark.parametrize("written", ["a plan", {"sub_questions": [{"id": 5}]}, [PLAN]])
def test_what_does_not_fit_is_refused_with_its_faults(written: object) -> None:
    channel = Last(Plan | None)
    channel.update([PLAN])
    with pytest.raises(InvalidUpdateError, match="does not fit"):
        channel.update([written])
    assert channel.get() == PLAN


def test_every_channel_of_models_can_be_written_as_json() -> None:
    graph = build_graph(Workshop(load_settings))
    plain = [
        name
        for name, channel in graph.channels.items()
        if _holds_models(getattr(channel, "typ", None)) and not isinstance(channel, Last | Merged)
    ]
    assert plain == []


def _holds_models(kind: object) -> bool:
    if isinstance(kind, type) and not hasattr(kind, "__args__"):
        return issubclass(kind, Frozen)
    return any(_holds_models(each) for each in getattr(kind, "__args__", ()))
