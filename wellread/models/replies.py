"""What came back from a model, in a form that the ledger keeps and that is enough to read again."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from wellread.domain import Frozen
from wellread.errors import ModelOutputError
from wellread.models.structured import parse_answer

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage

T = TypeVar("T", bound=BaseModel)

_CUT_OFF = frozenset({"length", "max_tokens", "MAX_TOKENS", "max_output_tokens"})


class Tokens(Frozen):
    """What the provider counted."""

    prompt: int = 0
    cached: int = 0
    completion: int = 0
    reasoning: int = 0


class Reply(Frozen):
    """One answer of a model, before it is parsed."""

    text: str = ""
    cut_off: bool = False
    refusal: str = ""
    """Why the model declined, if it did."""
    tokens: Tokens | None = None
    """None: the provider did not say."""

    def read(self, schema: type[T]) -> T:
        """The answer in the asked schema.

        Raises:
            ModelOutputError: declined, cut off, or not fitting.
        """
        if self.refusal:
            raise ModelOutputError(
                f"the model declined to answer: {self.refusal}", answer=self.refusal
            )
        if self.cut_off:
            raise ModelOutputError(
                "the answer was cut off at its limit of length; answer again, much shorter",
                answer=self.text,
            )
        return parse_answer(self.text, schema)


def reply_from_message(message: "AIMessage") -> Reply:
    """The reply in a LangChain message: the text, or the arguments of the tool that was called."""
    metadata = message.response_metadata
    finish = str(
        metadata.get("finish_reason")
        or metadata.get("stop_reason")
        or metadata.get("done_reason")
        or _mapping(metadata.get("incomplete_details")).get("reason")
        or ""
    )
    refusal = message.additional_kwargs.get("refusal") or ""
    if finish == "content_filter":
        refusal = refusal or "the provider's content filter stopped it"
    usage: Mapping[str, object] | None = message.usage_metadata
    return Reply(
        text=storable(_text(message)),
        cut_off=finish in _CUT_OFF,
        refusal=storable(str(refusal)),
        tokens=_tokens(usage) if usage else None,
    )


def reply_from_cut_completion(completion: object) -> Reply:
    """The reply in an OpenAI completion that its SDK refused to hand over because it is cut off."""
    usage = getattr(completion, "usage", None)
    choices = getattr(completion, "choices", None) or [None]
    text = getattr(getattr(choices[0], "message", None), "content", None) or ""
    if usage is None:
        return Reply(text=storable(text), cut_off=True)
    prompt = getattr(usage, "prompt_tokens_details", None)
    completed = getattr(usage, "completion_tokens_details", None)
    tokens = Tokens(
        prompt=usage.prompt_tokens or 0,
        cached=getattr(prompt, "cached_tokens", None) or 0,
        completion=usage.completion_tokens or 0,
        reasoning=getattr(completed, "reasoning_tokens", None) or 0,
    )
    return Reply(text=storable(text), cut_off=True, tokens=tokens)


def reply_from_body(body: str, service: str) -> Reply:
    """The reply that stands in a ledger row.

    Raises:
        ModelOutputError: the row holds something else.
    """
    try:
        return Reply.model_validate_json(body)
    except ValidationError as error:
        raise ModelOutputError(
            f"the ledger's answer of {service} cannot be read; it was changed, or another release "
            "wrote it: ask the question in a new run",
            answer=body,
        ) from error


def _text(message: "AIMessage") -> str:
    if message.tool_calls:
        return json.dumps(message.tool_calls[0]["args"], ensure_ascii=False)
    if message.invalid_tool_calls:
        return message.invalid_tool_calls[0]["args"] or ""
    return str(message.text)


def _tokens(usage: Mapping[str, object]) -> Tokens:
    prompt = _mapping(usage.get("input_token_details"))
    completion = _mapping(usage.get("output_token_details"))
    return Tokens(
        prompt=_count(usage.get("input_tokens")),
        cached=_count(prompt.get("cache_read")),
        completion=_count(usage.get("output_tokens")),
        reasoning=_count(completion.get("reasoning")),
    )


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {}


def _count(value: object) -> int:
    return value if isinstance(value, int) and value > 0 else 0


def storable(text: str) -> str:
    """`text` without lone surrogates, which no database or socket takes."""
    return text.encode(errors="replace").decode()
