"""What counts as the human's word: nothing approves but an approval."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.approval import NotUnderstood, decision_in, request_for, response_of
from wellread.decisions import Approve, Edit, Reject
from wellread.domain import Limits, Plan, Question, SubQuestion

TURN = Question(id="t", text="Who pays for the tram?", asked_at=datetime(2026, 11, 23, tzinfo=UTC))
PLAN = Plan(sub_questions=(SubQuestion(id="q1", question="Who pays for the tram?"),))
EDITED = PLAN.model_copy(
    update={
        "sub_questions": (
            *PLAN.sub_questions,
            SubQuestion(id="q2", question="What does the tram cost the city?"),
        )
    }
)


@pytest.mark.parametrize(
    "decision",
    [Approve(), Reject(remark="Shorter."), Edit(plan=EDITED, limits=Limits(max_rounds=2))],
)
def test_a_decision_comes_through_the_wire_unchanged(decision: Approve | Reject | Edit) -> None:
    wire = json.loads(json.dumps(response_of(decision)))
    assert decision_in(wire, TURN, PLAN) == decision


def test_an_edit_whose_arguments_are_json_strings_is_understood() -> None:
    args = {"plan": EDITED.model_dump_json(), "limits": Limits(max_rounds=3).model_dump_json()}
    for given_args in (args, json.dumps({key: json.loads(text) for key, text in args.items()})):
        answer = {
            "decisions": [{"type": "edit", "edited_action": {"name": "x", "args": given_args}}]
        }
        edit = decision_in(answer, TURN, PLAN)
        assert edit == Edit(plan=EDITED, limits=Limits(max_rounds=3))


def test_an_edit_that_cannot_be_carried_out_is_refused_with_its_faults() -> None:
    circle = EDITED.model_copy(
        update={
            "sub_questions": tuple(
                part.model_copy(update={"after": (part.id,)}) for part in EDITED.sub_questions
            )
        }
    )
    with pytest.raises(NotUnderstood, match="circle"):
        decision_in(response_of(Edit(plan=circle, limits=Limits())), TURN, PLAN)


def test_an_edit_with_a_wrong_type_names_the_field() -> None:
    args = {"limits": {"max_rounds": "many"}}
    answer = {"decisions": [{"type": "edit", "edited_action": {"name": "x", "args": args}}]}
    with pytest.raises(NotUnderstood, match="max_rounds"):
        decision_in(answer, TURN, PLAN)


def test_a_remark_is_as_long_as_a_question_at_most() -> None:
    remark = "r" * 4000
    assert decision_in(response_of(Reject(remark=remark)), TURN, PLAN) == Reject(remark=remark)
    with pytest.raises(NotUnderstood, match="4001 characters"):
        decision_in(response_of(Reject(remark=f"{remark}r")), TURN, PLAN)


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        ({"sub_questions": PLAN.sub_questions * 51}, "sub_questions has 51 entries"),
        ({"assumptions": ("The tram runs.",) * 51}, "assumptions has 51 entries"),
        ({"open_points": ("p" * 4001,)}, "A text of open_points is longer than 4000"),
        ({"role": "r" * 4001}, "A text of role is longer than 4000"),
    ],
)
def test_an_edited_plan_is_bounded(edit: dict[str, object], fault: str) -> None:
    plan = PLAN.model_copy(update=edit)
    with pytest.raises(NotUnderstood, match=fault):
        decision_in(response_of(Edit(plan=plan, limits=Limits())), TURN, PLAN)


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        ({"queries": ("tram",) * 51}, "sub_questions.1.queries has 51 entries"),
        ({"after": ("q2",) * 51}, "sub_questions.1.after has 51 entries"),
        ({"answered_when": "w" * 4001}, "A text of sub_questions.1 is longer than 4000"),
        ({"queries": ("q" * 4001,)}, "A text of sub_questions.1 is longer than 4000"),
    ],
)
def test_a_sub_question_of_an_edited_plan_is_bounded(edit: dict[str, object], fault: str) -> None:
    part = PLAN.sub_questions[0].model_copy(update=edit)
    plan = PLAN.model_copy(update={"sub_questions": (part,)})
    with pytest.raises(NotUnderstood, match=fault):
        decision_in(response_of(Edit(plan=plan, limits=Limits())), TURN, PLAN)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=8,
)


@given(JSON)
def test_nothing_but_an_approval_approves(answer: object) -> None:
    try:
        decision = decision_in(answer, TURN, PLAN)
    except NotUnderstood:
        return
    assert not isinstance(decision, Approve)


@pytest.mark.parametrize("words", ["yes", "approve", "technology", "no", "", None, True])
def test_words_are_no_approval(words: object) -> None:
    with pytest.raises(NotUnderstood):
        decision_in(words, TURN, PLAN)


def test_the_request_is_plain_json_and_shows_plan_and_faults() -> None:
    request = json.loads(json.dumps(request_for(TURN, PLAN, ("It was not JSON.",))))
    (action,) = request["action_requests"]
    assert action["args"]["plan"]["sub_questions"][0]["question"] == "Who pays for the tram?"
    assert "It was not JSON." in action["description"]
    assert request["review_configs"][0]["allowed_decisions"] == ["approve", "edit", "reject"]
