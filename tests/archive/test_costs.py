"""The cost table: what each phase, branch and service has cost."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellread.archive.contract import LedgerRow, PaidAnswer, PaidCall
from wellread.archive.costs import CostLine, cost_table
from wellread.archive.sqlite import open_archive
from wellread.errors import ModelError

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def row(answer: PaidAnswer | None = None, *, reused: int = 0, **call: object) -> LedgerRow:
    asked = {
        "kind": "model",
        "service": "openai:m",
        "turn_id": "turn",
        "role": "write",
        "request": "{}",
    }
    return LedgerRow(
        key="k",
        try_no=0,
        call=PaidCall.model_validate(asked | call),
        status="answered" if answer else "reserved",
        answer=answer,
        reserved_at=NOON,
        reused=reused,
    )


def answer(**fields: object) -> PaidAnswer:
    return PaidAnswer.model_validate({"body": "x"} | fields)


def test_no_rows_give_no_lines() -> None:
    assert cost_table(()) == ()


def test_calls_of_one_phase_branch_and_service_are_one_line() -> None:
    given_answer = answer(
        prompt_tokens=100,
        cached_tokens=40,
        completion_tokens=30,
        reasoning_tokens=20,
        cost_usd=0.5,
        seconds=1.5,
        retries=2,
    )
    [line] = cost_table([row(given_answer, branch="s1", reused=3), row(given_answer, branch="s1")])
    assert line == CostLine(
        role="write",
        branch="s1",
        service="openai:m",
        calls=2,
        prompt_tokens=200,
        cached_tokens=80,
        completion_tokens=60,
        reasoning_tokens=40,
        cost_usd=1.0,
        seconds=3.0,
        retries=4,
        reused=3,
        saved_usd=1.5,
    )


def test_another_phase_branch_or_service_is_another_line_in_the_order_of_calling() -> None:
    lines = cost_table(
        [
            row(answer(), role="plan"),
            row(answer(), branch="s2"),
            row(answer(), branch="s1"),
            row(answer(), branch="s2", service="openai:n"),
            row(answer(), role="plan"),
        ]
    )
    assert [(line.role, line.branch, line.service, line.calls) for line in lines] == [
        ("plan", "", "openai:m", 2),
        ("write", "s2", "openai:m", 1),
        ("write", "s1", "openai:m", 1),
        ("write", "s2", "openai:n", 1),
    ]


def test_unknown_prices_stand_apart_and_are_never_nothing() -> None:
    [line] = cost_table([row(answer(cost_usd=None)), row(answer(cost_usd=0.1)), row(None)])
    assert (line.calls, line.unpriced_calls) == (3, 2)
    assert line.cost_usd == pytest.approx(0.1)


def test_a_call_without_an_answer_counts_at_its_worst_case() -> None:
    [line] = cost_table([row(None, worst_cost_usd=0.3)])
    assert (line.calls, line.unanswered, line.cost_usd) == (1, 1, 0.3)


def test_a_failed_call_costs_nothing_and_is_counted_apart() -> None:
    failed = row(None, worst_cost_usd=0.3).model_copy(update={"status": "failed"})
    [line] = cost_table([failed])
    assert line == CostLine(role="write", branch="", service="openai:m", failed=1)


ROWS = st.lists(
    st.builds(
        row,
        st.none()
        | st.builds(
            answer,
            prompt_tokens=st.integers(0, 99),
            completion_tokens=st.integers(0, 99),
            cost_usd=st.none() | st.floats(0, 9),
            seconds=st.floats(0, 99),
        ),
        reused=st.integers(0, 3),
        role=st.sampled_from(["plan", "write"]),
        branch=st.sampled_from(["", "s1"]),
        worst_cost_usd=st.none() | st.floats(0, 9),
    ),
    max_size=8,
)


@settings(max_examples=60)
@given(ROWS)
def test_the_lines_add_up_to_the_rows(rows: list[LedgerRow]) -> None:
    lines = cost_table(rows)
    assert sum(line.calls for line in lines) == len(rows)
    assert sum(line.reused for line in lines) == sum(each.reused for each in rows)
    known = [each.answer.cost_usd if each.answer else each.call.worst_cost_usd for each in rows]
    assert sum(line.cost_usd for line in lines) == pytest.approx(sum(cost or 0 for cost in known))
    assert sum(line.unpriced_calls for line in lines) == known.count(None)


async def test_the_lines_add_up_to_the_usage_of_the_turn(tmp_path: Path) -> None:
    archive = await open_archive(tmp_path / "archive.db")

    async def paid() -> PaidAnswer:
        return answer(prompt_tokens=7, completion_tokens=5, cost_usd=0.25, seconds=2.0)

    async def failing() -> PaidAnswer:
        raise ModelError("refused", service="openai:m")

    for number in (1, 2, 2):
        await archive.ledger.pay(row(request=str(number)).call, paid)
    await archive.ledger.pay(row(kind="search", service="tavily").call, paid)
    with pytest.raises(ModelError):
        await archive.ledger.pay(row(request="fails").call, failing)
    lines = cost_table(await archive.ledger.rows("turn"))
    usage = await archive.ledger.usage("turn")
    await archive.close()
    assert sum(line.calls for line in lines) == usage.calls + usage.searches == 3
    assert sum(line.prompt_tokens for line in lines) == usage.prompt_tokens
    assert sum(line.completion_tokens for line in lines) == usage.completion_tokens
    assert sum(line.cost_usd for line in lines) == pytest.approx(usage.cost_usd)
    assert sum(line.seconds for line in lines) == usage.seconds
    assert sum(line.reused for line in lines) == usage.reused == 1
    assert [line.failed for line in lines] == [1, 0]
