"""One question as it is sent and as the ledger keys it."""

import json

from pydantic import BaseModel, JsonValue

from wellread.domain import Frozen
from wellread.models.contract import ModelRequest, ModelRole, T
from wellread.models.prices import Price, worst_cost
from wellread.models.replies import Reply, storable
from wellread.models.schema import strict_schema
from wellread.settings import Effort, Settings

_FIRST_ANSWER_SHOWN_CHARS = 4_000
_ROOM_STEP_TOKENS = 1_024
# Room for thinking beyond the answer: reasoning tokens count against the same limit.
_REASONING_ROOM_TOKENS: dict[Effort, int] = {
    "": 0,
    "minimal": 500,
    "low": 1_500,
    "medium": 4_000,
    "high": 12_000,
}
_LESS_AND_LESS: tuple[Effort, ...] = ("high", "medium", "low", "minimal")


class Asking(Frozen):
    """One question as it is sent. It depends on the request and on earlier answers alone."""

    model: str
    """`provider:model`."""
    setting: str
    """The setting that names the model, for messages about errors."""
    effort: Effort = ""
    system: str
    user: str
    json_schema: dict[str, JsonValue]
    max_tokens: int
    first_answer: str = ""
    fault: str = ""
    """What was wrong with the answer before, when this asks again."""

    def canonical(self) -> str:
        """The text that the ledger keys by: nothing in it depends on the process or the way."""
        fields = self.model_dump(exclude={"setting"})
        return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def again(self, first: Reply, fault: str) -> "Asking":
        """The same question with the first answer and its fault.

        It has more room where thinking used up the first limit.
        """
        thought = first.tokens.reasoning if first.cut_off and first.tokens else 0
        more = -(-2 * thought // _ROOM_STEP_TOKENS) * _ROOM_STEP_TOKENS
        shown = first.text[:_FIRST_ANSWER_SHOWN_CHARS]
        update = {
            "first_answer": shown,
            "fault": storable(fault),
            "max_tokens": self.max_tokens + more,
        }
        return self.model_copy(update=update)

    def in_schema(self, schema: type[BaseModel]) -> "Asking":
        """The same question for an answer in another schema."""
        return self.model_copy(update={"json_schema": strict_schema(schema)})

    def messages(self, *, schema_in_prompt: bool) -> list[tuple[str, str]]:
        """The conversation; its beginning is the same from call to call."""
        schema = _in_prompt(self.json_schema)
        system = f"{self.system}\n\n{schema}" if schema_in_prompt else self.system
        conversation = [("system", system), ("human", self.user)]
        if self.fault:
            remark = f"That answer cannot be used: {self.fault}. {schema}"
            conversation += [("ai", self.first_answer or "(nothing)"), ("human", remark)]
        return conversation


def model_of(role: ModelRole, settings: Settings, *, fallback: bool = False) -> tuple[str, str]:
    """The role's `provider:model`, or its fallback's, and the name of the setting it comes from."""
    models = {
        "planner": (settings.planner_model, settings.planner_fallback_model),
        "fast": (settings.fast_model, settings.fast_fallback_model),
        "smart": (settings.smart_model, settings.smart_fallback_model),
    }
    return models[role][fallback], f"{role}_fallback_model" if fallback else f"{role}_model"


def asking_of(request: ModelRequest[T], settings: Settings, *, fallback: bool = False) -> Asking:
    """The question for the role's model; only an OpenAI planner is told how hard to think."""
    model, setting = model_of(request.role, settings, fallback=fallback)
    thinks = request.role == "planner" and model.startswith("openai:")
    effort: Effort = settings.planner_effort if thinks else ""
    return Asking(
        model=model,
        setting=setting,
        effort=effort,
        system=storable(request.system),
        user=storable(request.user),
        json_schema=strict_schema(request.schema),
        max_tokens=request.max_tokens + _REASONING_ROOM_TOKENS[effort],
    )


def affordable(asking: Asking, price: Price | None, limit_usd: float | None) -> Asking:
    """The question with as much thinking, of what is set, as fits the limit at its worst.

    It depends on the limit alone, not on what is spent: a resumed run asks the same. Where even
    the least thinking does not fit, the question stays as it is, and the ledger refuses it.
    """
    if price is None or limit_usd is None or asking.effort not in _LESS_AND_LESS:
        return asking
    for effort in _LESS_AND_LESS[_LESS_AND_LESS.index(asking.effort) :]:
        room = _REASONING_ROOM_TOKENS[effort] - _REASONING_ROOM_TOKENS[asking.effort]
        update = {"effort": effort, "max_tokens": asking.max_tokens + room}
        tried = asking.model_copy(update=update)
        worst_usd = worst_cost(price, len(tried.canonical().encode()), tried.max_tokens)
        if worst_usd is not None and worst_usd <= limit_usd:
            return tried
    return asking


def _in_prompt(schema: dict[str, JsonValue]) -> str:
    written = json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
    return (
        "Answer with one JSON object that fits this JSON schema, and write nothing else:\n"
        f"{written}"
    )
