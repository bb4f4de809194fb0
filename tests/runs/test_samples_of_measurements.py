"""A little of each measurement in `bench/` that judges; the tables have the rest."""

import os
import random
from pathlib import Path

import pytest
from services.server import Services

from bench import budgets, checkpoints, defences, faults, fuzz, many, share
from bench.markdown import commit
from bench.whole_run import QUESTIONS

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.mark.parametrize("kind", faults.KINDS)
async def test_a_run_in_which_a_fifth_of_all_answers_goes_wrong_ends_with_a_report(
    kind: str, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = {"stall", "silence"} & set(faults.KINDS[kind][1])
    limits = ("model_timeout_s", "model_idle_timeout_s", "search_timeout_s", "fetch_timeout_s")
    for limit in limits:
        # Where none is waited for in vain, a busy machine may take its time.
        monkeypatch.setitem(faults.SETTINGS, limit, 3 if waits else 100)
    run = await faults.run(services, kind, 0.2, 1)
    assert run.ended == ""
    assert run.supported >= 8
    assert {entry.fault for entry in services.log.entries()} != {None}


async def test_a_budget_is_never_passed_and_half_the_need_finds_a_third(
    services: Services,
) -> None:
    question = QUESTIONS[0]
    free = await budgets.run(services, question, None, None)
    for part in (0.0, 0.25, 0.5, 1.5):
        limit = free.billed_usd * part
        run = await budgets.run(services, question, 0, limit)
        assert run.ended == ""
        assert run.billed_usd <= limit
        assert run.ledger_usd <= limit
        if part >= 0.5:
            assert run.claims >= free.claims / 3


async def test_runs_at_once_in_one_process_give_the_reports_that_each_gives_alone(
    services: Services,
) -> None:
    questions = many.QUESTIONS[:6]
    alone = await many.ask_all(services.url, questions, at_once=False)
    assert await many.ask_all(services.url, questions, at_once=True) == alone
    assert len(set(alone)) == len(questions)


async def test_checkpoints_stay_small_over_three_rounds() -> None:
    sources, _, rounds, size_mb = await checkpoints.measured(4)
    assert (sources, rounds) == (64, 3)
    assert size_mb < 4 * sources / 200 + 1


@pytest.mark.parametrize("name", list(share.SHARES))
def test_facts_of_a_share_are_said_with_their_places_and_nothing_outdated(
    name: str, tmp_path: Path
) -> None:
    made = share.SHARES[name]()
    made.asked = made.asked[::6]
    judged = share.run(made, tmp_path / "share", tmp_path / "data")
    assert judged
    assert all(each.said and each.cited and not each.outdated for each in judged), judged


def test_damaged_files_and_odd_texts_give_text_or_a_page_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(fuzz, "LIMIT_S", 120.0)
    chance = random.Random(2)  # noqa: S311
    sound = fuzz.sound_files()
    files = fuzz.try_files(fuzz.damaged(chance, sound) for _ in range(200))
    texts = fuzz.try_texts(2, 0, examples=300)
    assert files.read > 0 < texts.read
    assert [*files.untyped, *files.hung, *texts.untyped, *texts.hung] == []


@pytest.mark.timeout(900)
def test_the_test_named_for_a_defence_fails_without_it(tmp_path: Path) -> None:
    # Another handful for every commit; in CI the same one, so that nothing is found there first.
    seed = "CI" if "CI" in os.environ else commit().removesuffix("-dirty")
    chosen = defences.handful(seed, 6)
    print(f"seed {seed}: {', '.join(each.name for each in chosen)}")
    tree = defences.copied(tmp_path)
    assert defences.kept_by_all(tree, chosen)
    outcomes = [defences.measured(tree, each) for each in chosen]
    assert {each.ended for each in outcomes} <= defences.NOTICED, outcomes
