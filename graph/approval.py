"""The human's word on a plan: what is shown, and what counts as an answer.

The payload is the `HITLRequest` that Studio and chat clients draw; the answer is its
`HITLResponse`. Nothing but a decision of type `approve` approves.
"""

import json
from typing import TypedDict

from pydantic import JsonValue, TypeAdapter, ValidationError

from agents.plan_checks import faults_of, size_faults
from graph.intake import MAX_QUESTION_CHARS
from graph.state import State
from wellread.decisions import Approve, Decision, Edit, Reject
from wellread.domain import Grant, Limits, Plan, Question
from wellread.estimates import estimate_in_words

ACTION = "research"
ALLOWED = ["approve", "edit", "reject"]


class ActionRequest(TypedDict):
    """What is asked for: to carry out this plan within these limits."""

    name: str
    args: dict[str, JsonValue]
    description: str


class ReviewConfig(TypedDict):
    """Which decisions a client may offer."""

    action_name: str
    allowed_decisions: list[str]


class ApprovalRequest(TypedDict):
    """The interrupt's payload, in plain JSON."""

    action_requests: list[ActionRequest]
    review_configs: list[ReviewConfig]


class NotUnderstood(ValueError):
    """The human's answer cannot be used; the message lists its faults."""


def request_for(turn: Question, plan: Plan, faults: tuple[str, ...]) -> ApprovalRequest:
    """What the human sees: the plan and its limits, and what was wrong with the last answer."""
    return ApprovalRequest(
        action_requests=[
            ActionRequest(
                name=ACTION,
                args={
                    "plan": plan.model_dump(mode="json"),
                    "limits": turn.limits.model_dump(mode="json"),
                },
                description=described(turn, plan, faults),
            )
        ],
        review_configs=[ReviewConfig(action_name=ACTION, allowed_decisions=ALLOWED)],
    )


def described(turn: Question, plan: Plan, faults: tuple[str, ...]) -> str:
    """The plan as Markdown."""
    lines = [f"## {turn.text}", ""]
    if faults:
        lines += ["**The last answer could not be used:**", *(f"- {each}" for each in faults), ""]
    for part in plan.sub_questions:
        after = f" (after {', '.join(part.after)})" if part.after else ""
        lines.append(f"- **{part.id}** {part.question}{after}")
        lines += [f"  - search: {query}" for query in part.queries]
    for title, items in (("Assumptions", plan.assumptions), ("Open points", plan.open_points)):
        if items:
            lines += ["", f"**{title}**", *(f"- {each}" for each in items)]
    if wanted := turn.sources.filters.in_words:
        lines += ["", f"Only sources {wanted}."]
    lines += ["", f"Estimate: {estimate_in_words(plan.estimate)}."]
    return "\n".join(lines)


def response_of(decision: Decision) -> dict[str, list[dict[str, JsonValue]]]:
    """The `HITLResponse` that a client of ours sends for a decision."""
    answer: dict[str, JsonValue] = {"type": decision.type}
    if isinstance(decision, Edit):
        answer["edited_action"] = {
            "name": ACTION,
            "args": {
                "plan": decision.plan.model_dump(mode="json"),
                "limits": decision.limits.model_dump(mode="json"),
            },
        }
    elif isinstance(decision, Reject):
        answer["message"] = decision.remark
    return {"decisions": [answer]}


def with_answer(answer: object, state: State) -> State:
    """What a client's answer to the waiting plan makes of the run; the answer is kept for replays.

    One that cannot be used leaves the plan waiting, with its faults named.
    """
    turn, plan = state["turn"], state["plan"]
    assert plan is not None  # noqa: S101  a plan waits
    kept = State(answers=(*state.get("answers", ()), json.dumps(answer, default=str)))
    try:
        decision = decision_in(answer, turn, plan)
    except NotUnderstood as error:
        return {**kept, **State(plan_faults=(str(error),), phase="approve")}
    if isinstance(decision, Reject):
        remark = decision.remark or "The human rejected the plan without saying why."
        turn = turn.model_copy(update={"remarks": (*turn.remarks, remark)})
        return {**kept, **State(turn=turn, plan_faults=(), phase="plan")}
    if isinstance(decision, Edit):
        plan = decision.plan
        turn = turn.model_copy(update={"limits": decision.limits})
    grant = Grant.of(plan, turn.limits, "human")
    return {**kept, **State(turn=turn, plan=plan, grant=grant, plan_faults=(), phase="dispatch")}


def decision_in(answer: object, turn: Question, plan: Plan) -> Decision:
    """The decision that a client's answer holds.

    Raises:
        NotUnderstood: it is no `HITLResponse`, or its edit is not a plan that can be carried out.
    """
    try:
        given = _RESPONSE.validate_python(answer)["decisions"][0]
    except (ValidationError, LookupError) as error:
        raise NotUnderstood(
            'The answer is not of the form {"decisions": [{"type": "approve"}]}, where the type is '
            "approve, edit or reject."
        ) from error
    kind = given.get("type")
    if kind == "approve":
        return Approve()
    if kind == "reject":
        return Reject(remark=_remark_in(given.get("message")))
    if kind == "edit":
        return _edit_in(given.get("edited_action"), turn, plan)
    raise NotUnderstood(f"{kind!r} is no decision: approve, edit or reject.")


_RESPONSE: TypeAdapter[dict[str, list[dict[str, JsonValue]]]] = TypeAdapter(
    dict[str, list[dict[str, JsonValue]]]
)


def _remark_in(message: JsonValue) -> str:
    remark = str(message or "").strip()
    if len(remark) > MAX_QUESTION_CHARS:
        raise NotUnderstood(
            f"The remark has {len(remark)} characters: say it in at most {MAX_QUESTION_CHARS}."
        )
    return remark


def _edit_in(action: object, turn: Question, plan: Plan) -> Edit:
    args = _unpacked(action.get("args") if isinstance(action, dict) else None)
    if not isinstance(args, dict) or not {"plan", "limits"} & args.keys():
        raise NotUnderstood("An edit needs `edited_action.args` with `plan`, `limits` or both.")
    try:
        edited = Edit(
            plan=Plan.model_validate(_unpacked(args.get("plan", plan.model_dump()))),
            limits=Limits.model_validate(_unpacked(args.get("limits", turn.limits.model_dump()))),
        )
    except ValidationError as error:
        raise NotUnderstood(
            "; ".join(
                f"{'.'.join(str(part) for part in fault['loc'])}: {fault['msg']}"
                for fault in error.errors()
            )
        ) from error
    if oversized := size_faults(edited.plan):
        raise NotUnderstood("; ".join(oversized))
    faults = faults_of(edited.plan, turn.model_copy(update={"limits": edited.limits}))
    grave = [fault for fault in faults if not fault.startswith(_HUMANS_OWN)]
    if grave:
        raise NotUnderstood("; ".join(grave))
    return edited


_HUMANS_OWN = ("The plan does not cover",)
"""Faults that a human may choose to have: to ask for less than the question."""


def _unpacked(value: object) -> object:
    """Clients send edited arguments as JSON strings."""
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError as error:
            raise NotUnderstood(f"The edited text is not JSON: {error}.") from error
    return value
