"""The deep way: an answer three pages away, and pages that point at each other."""

from pathlib import Path

import pytest
from runs.desk import Desk, folder_of
from services.server import Services

from wellread.domain import Form
from wellread.events import BranchMoved
from wellread.settings import load_settings

QUESTION = "Which town is home to the maker of the engine in the Aurora tram?"
CHAIN = {
    "aurora": "# The Aurora tram\n\nThe engine in the Aurora tram is the Kestrel Nine.\n",
    "kestrel": "# Kestrel Nine\n\nThe Kestrel Nine was drawn and cast by Harrow Brothers.\n",
    "harrow": "# Harrow Brothers\n\nHarrow Brothers is a company beside the harbour of Bramton.\n",
    "parks": "# Parks\n\nThe town is home to many parks, and each maker of benches is proud.\n",
}
LOOP = CHAIN | {
    "harrow": "# Harrow Brothers\n\nHarrow Brothers made the Kestrel Nine and the Aurora tram.\n",
}


@pytest.fixture
def bare(services: Services, data_dir: Path) -> Desk:
    return Desk(load_settings({**services.settings, "data_dir": data_dir, "models": "off"}))


async def test_deep_finds_what_is_three_pages_away_and_standard_does_not(
    bare: Desk, tmp_path: Path
) -> None:
    sources = folder_of(tmp_path / "docs", **CHAIN)
    standard = (await bare.ask(QUESTION, sources=sources)).report
    assert not any("Bramton" in claim.text for claim in standard.claims)
    ended = await bare.ask(QUESTION, sources=sources, form=Form(depth="deep", language=""))
    assert any("Bramton" in claim.text for claim in ended.report.claims)
    told = ended.report.markdown.partition("## How the questions grew")[2].partition("\n## ")[0]
    assert f"- {QUESTION} (findings: " in told
    assert "  - Kestrel Nine (findings: " in told
    assert "  - Kestrel Nine → Harrow Brothers (findings: " in told
    parents = {
        event.task_id: event.parent for event in ended.events if isinstance(event, BranchMoved)
    }
    assert set(filter(None, parents.values())) <= parents.keys()
    assert any(parents.values())
    async with bare.graph() as graph:
        state = await graph.aget_state({"configurable": {"thread_id": ended.run_id}})
    tasks = state.values["tasks"]
    grown = [task for task in tasks.values() if task.parent]
    assert {task.round for task in grown} == {1, 2}
    assert all(tasks[task.parent].round == task.round - 1 for task in grown)
    for task in grown:
        named_in = state.values["findings"][task.grown_from]
        assert named_in.task_id == task.parent
        assert task.question in named_in.quote
    assert [each.grown_from for each in ended.report.asked if each.parent] == [
        task.grown_from for task in grown
    ]


async def test_pages_that_point_at_each_other_come_to_an_end(bare: Desk, tmp_path: Path) -> None:
    sources = folder_of(tmp_path / "docs", **LOOP)
    form = Form(depth="deep", language="")
    report = (await bare.ask(QUESTION, sources=sources, form=form)).report
    assert report.claims
    grown = [each.question for each in report.asked if each.parent]
    assert sum("Kestrel" in question or "Harrow" in question for question in grown) == 2
