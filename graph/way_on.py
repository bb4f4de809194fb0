"""What sets a run going again, wherever it stopped."""

from typing import TypeAlias, cast

from langgraph.types import Command, StateSnapshot

from graph.approval import response_of
from graph.state import Input, State
from wellread.archive.contract import RunRecord
from wellread.decisions import Decision
from wellread.errors import SettingsError

Given: TypeAlias = Input | Command[str] | None
"""What sets the graph going: a new turn, an answer to the interrupt, or the last checkpoint."""


def way_on(record: RunRecord, snapshot: StateSnapshot, decision: Decision | None) -> Given:
    """What sets a run going again, wherever it stopped.

    Raises:
        SettingsError: it is finished, and its listing knows.
    """
    if decision is not None:
        return Command(resume={snapshot.interrupts[0].id: response_of(decision)})
    if snapshot.tasks:  # not `next`: that leaves out a step whose writes alone were saved
        return None
    if record.status == "done":
        raise SettingsError(
            f"run {record.id} is finished: read it with `wellread show {record.id}`, or ask "
            f"more with `wellread ask ... --on {record.id}`."
        )
    turn = cast("State", snapshot.values).get("turn")
    # Killed before the turn's first save, or after its last one and before the listing knew.
    begun = turn is not None and turn.text == record.question
    return None if begun else {"question": record.question}
