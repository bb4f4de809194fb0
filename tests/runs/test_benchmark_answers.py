"""Answers stand in the form that the judges of two benchmarks read, and are paid for once."""

import asyncio
import csv
import json
import re
from contextlib import suppress
from pathlib import Path

import pytest
from runs.desk import Desk
from services.server import Services

from bench.answers import Answered, Form, costs, questions_of, sources_of, write_answers
from wellread.domain import Limits
from wellread.search.arxiv import ArxivSearch
from wellread.settings import load_settings

PROMPTS = ("How is the Ellmouth tram network paid for?", "Who founded the Ellmouth observatory?")
LINK = re.compile(r"\[[^\]]+\]\(https://arxiv\.org/abs/([^)\s]+)\)")


def questions(form: Form, folder: Path) -> Path:
    if form == "deepresearch":
        file = folder / "query.jsonl"
        rows = [{"id": number, "prompt": text} for number, text in enumerate(PROMPTS, 51)]
        file.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
        return file
    file = folder / "papers.csv"
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(["arxiv_id", "title", "abstract"])
        writer.writerow(
            ["1", "Trams of Ellmouth", "We ask what the tram network of Ellmouth costs."]
        )
        writer.writerow(["2", "A founder", "We ask who founded the observatory of Ellmouth."])
    return file


async def answers(form: Form, desk: Desk, folder: Path) -> tuple[Answered, ...]:
    return await write_answers(
        form,
        questions_of(form, questions(form, folder)),
        folder / "out",
        desk.settings,
        sources_of(form, None),
        Limits(max_rounds=0, max_sub_questions=2, words=300),
    )


async def test_deepresearch_bench_reads_a_line_for_each_question(
    desk: Desk, tmp_path: Path
) -> None:
    given = await answers("deepresearch", desk, tmp_path)
    lines = (tmp_path / "out").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    assert [(row["id"], row["prompt"]) for row in rows] == list(enumerate(PROMPTS, 51))
    assert all("## Sources" in row["article"] for row in rows)
    assert f"| **sum** |  |  | {sum(each.report.usage.cost_usd for each in given):.4f} |" in costs(
        given
    )


async def test_deepscholar_bench_reads_a_folder_with_links_to_arxiv_for_each_paper(
    services: Services, data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ArxivSearch, "min_interval_s", 0.0)
    flags = {**services.settings, **services.search_settings, "data_dir": data_dir}
    await answers("deepscholar", Desk(load_settings(flags)), tmp_path)
    assert sorted(each.name for each in (tmp_path / "out").iterdir()) == ["0", "1"]
    for folder in (tmp_path / "out").iterdir():
        linked = set(LINK.findall((folder / "intro.md").read_text(encoding="utf-8")))
        with (folder / "paper.csv").open(newline="", encoding="utf-8") as file:
            papers = {row["id"]: row for row in csv.DictReader(file)}
        assert linked
        assert linked <= papers.keys()
        assert all(row["title"] and row["snippet"] for row in papers.values())


async def test_a_stopped_command_goes_on_and_asks_nothing_twice(
    desk: Desk, services: Services, tmp_path: Path
) -> None:
    services.faults.hold("model", purpose="write")
    first = asyncio.create_task(answers("deepresearch", desk, tmp_path))
    await asyncio.to_thread(services.log.wait_for, 1, held=True)
    first.cancel()
    with suppress(asyncio.CancelledError):
        await first
    services.faults.release()
    given = await answers("deepresearch", desk, tmp_path)
    assert len(given) == len(PROMPTS)
    plans = services.log.entries("model", "plan")
    assert len(plans) == len(PROMPTS)
    asked = len(services.log.entries())
    assert await answers("deepresearch", desk, tmp_path) == given
    assert len(services.log.entries()) == asked


def test_a_file_of_another_benchmark_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rows.jsonl").write_text('{"id": 1}\n', encoding="utf-8")
    with pytest.raises(SystemExit, match="prompt"):
        questions_of("deepresearch", tmp_path / "rows.jsonl")
