"""What may come out of a checkpoint: our own models, and nothing a stranger wrote there.

The server runs without LangGraph's strict mode (see `graph/checkpoint.py`), so this is the lock.
"""

import json

from langgraph.types import Overwrite
from pydantic import BaseModel

from graph.checkpoint import serializer
from graph.state import BranchResult
from wellread.domain import Grant, Limits, Plan
from wellread.errors import SettingsError
from wellread.settings import load_settings


class Foreign(BaseModel):
    text: str = "made when it was read"


def read_back(value: object) -> object:
    serde = serializer()
    return serde.loads_typed(serde.dumps_typed(value))


def test_our_own_models_come_back_as_they_were() -> None:
    for value in (
        Grant.of(Plan(), Limits(), "human"),
        BranchResult(task_id="q1", status="done"),
        Overwrite({"q1": BranchResult(task_id="q1", status="failed")}),
    ):
        assert read_back(value) == value


def test_a_foreign_type_is_never_made_from_a_checkpoint() -> None:
    assert not isinstance(read_back(Foreign()), Foreign)
    assert not isinstance(read_back({"plan": Foreign()})["plan"], Foreign)  # type: ignore[index]
    assert not isinstance(read_back(load_settings()), type(load_settings()))


def test_a_server_tells_clients_the_words_of_our_errors() -> None:
    from langgraph_api.serde import json_dumpb  # type: ignore[import-untyped,unused-ignore]

    told = json.loads(json_dumpb(SettingsError("name a folder")))
    assert told == {"error": "SettingsError", "message": "name a folder"}
