"""What was written into a section from outside is no table of it, and old seals still hold."""

from datetime import UTC, datetime
from typing import cast

from graph.seals import as_recorded, is_on_record, put_on_record
from wellread.archive.contract import Journal
from wellread.domain import Question, SectionText, sha256_of
from wellread.figures import Cell, Comparison, Row

TURN = Question(id="t", text="?", asked_at=datetime(2026, 11, 26, tzinfo=UTC))
ROWS = tuple(Row(thing=name, cells=(Cell(text="5", finding_id="q1.1"),)) for name in "AB")
TABLE = Comparison(title="", of="", attributes=("Stops",), rows=ROWS)
PLAIN = SectionText(section_id="s1", title="Lines")
WITH_TABLE = PLAIN.model_copy(update={"comparisons": (TABLE,)})


class Notes:
    """A journal in memory."""

    def __init__(self, *seals: str) -> None:
        self._noted = dict.fromkeys(seals, "SectionText")

    async def record(self, turn_id: str, kind: str, entries: dict[str, str]) -> None:
        self._noted |= entries

    async def recorded(self, turn_id: str, kind: str) -> dict[str, str]:
        return self._noted


async def test_a_table_that_the_run_did_not_make_is_taken_away() -> None:
    notes = cast("Journal", Notes())
    await put_on_record(notes, TURN, PLAIN)
    assert await as_recorded(notes, TURN, WITH_TABLE, ["q1.1"]) == PLAIN
    await put_on_record(notes, TURN, WITH_TABLE)
    assert await as_recorded(notes, TURN, WITH_TABLE, ["q1.1"]) == WITH_TABLE


async def test_a_section_that_an_older_release_sealed_is_still_on_record() -> None:
    claimed = PLAIN.model_dump(mode="json", exclude={"comparisons"})
    notes = Notes(sha256_of(["SectionText", claimed]))
    assert await is_on_record(cast("Journal", notes), TURN, PLAIN)
