"""What every archive's journal promises: decided once, and found again."""

import asyncio
from datetime import UTC, datetime, timedelta

from conformance.archives import Maker

from wellread.archive.contract import Archive


async def test_what_was_recorded_first_stays(archive: Archive) -> None:
    first = await archive.journal.record("turn", "stop", {"q1 0": "time", "q2 0": "w\x00"})
    assert first == {"q1 0": "time", "q2 0": "w"}
    again = await archive.journal.record("turn", "stop", {"q1 0": "other", "q3 0": "new"})
    assert again == {"q1 0": "time", "q3 0": "new"}
    assert await archive.journal.recorded("turn", "stop") == {**first, "q3 0": "new"}


async def test_turns_and_kinds_are_apart(archive: Archive) -> None:
    await archive.journal.record("turn", "write_now", {"0": "asked"})
    assert await archive.journal.recorded("turn", "stop") == {}
    assert await archive.journal.recorded("other", "write_now") == {}
    assert await archive.journal.record("other", "write_now", {}) == {}


async def test_two_that_decide_at_the_same_time_decide_the_same(maker: Maker) -> None:
    one, two = await maker(), await maker()
    decided = await asyncio.gather(
        *(
            archive.journal.record("turn", "page", {f"{number}": name})
            for number in range(5)
            for name, archive in (("one", one), ("two", two))
        )
    )
    stored = await two.journal.recorded("turn", "page")
    assert all(entry.items() <= stored.items() for entry in decided)
    await one.close()
    await two.close()


async def test_pruning_clears_the_journal_of_old_turns(archive: Archive) -> None:
    await archive.journal.record("turn", "stop", {"q1 0": "time"})
    now = datetime.now(UTC)
    await archive.prune(now - timedelta(days=1))
    assert await archive.journal.recorded("turn", "stop")
    await archive.prune(now + timedelta(days=1))
    assert await archive.journal.recorded("turn", "stop") == {}
