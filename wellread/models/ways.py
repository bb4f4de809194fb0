"""How a model takes a structured question, and which easier way is left when it refuses one.

Servers differ in what they know: JSON schema, tools, reasoning effort, the name of the limit. The
first call finds out, and `kept_ways.py` keeps it for a day. The way never becomes part of what the
ledger keys, so that a resumed run finds its answers whichever way they came.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, cast
from urllib.parse import urlsplit

from pydantic import JsonValue

from wellread.domain import Frozen
from wellread.models.failures import NothingStreamed, is_overflow, status_of, words_of
from wellread.settings import Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel, LanguageModelInput
    from langchain_core.messages import AIMessage
    from langchain_core.runnables import Runnable

Method = Literal["json_schema", "function_calling", "text"]

_REFUSALS = frozenset({400, 422, 501})
_WORDS: Mapping[str, tuple[str, ...]] = {
    "json_schema": ("response_format", "json_schema", "schema", "structured", "strict"),
    "function_calling": ("tool", "function"),
}
_EASIER: Mapping[Method, Method] = {"json_schema": "function_calling", "function_calling": "text"}


class Way(Frozen):
    """One way to ask a model."""

    method: Method = "json_schema"
    effort: str = ""
    """Reasoning effort that is sent; empty sends none."""
    stream: bool = False
    """Hear the answer piece by piece, so that one that stops coming is noticed."""
    limit_twice: bool = False
    """Send the limit under its old name as well (`max_tokens`): many local servers know no other,
    and without a limit they may write for ever."""


def is_own_server(model_name: str, settings: Settings) -> bool:
    """Whether `openai:` means some other server that speaks the same protocol."""
    if not model_name.startswith("openai:") or not settings.openai_base_url:
        return False
    try:
        host = urlsplit(settings.openai_base_url).hostname or ""
    except ValueError:
        return True
    return not host.endswith("openai.com")


def easier_way(way: Way, error: BaseException | None, *, own_server: bool) -> Way | None:
    """What to try after the model refused `way` with `error`; None where the way is not at fault.

    A server of one's own need not say what it dislikes; the vendor's must name it.
    """
    if isinstance(error, NothingStreamed):
        return way.model_copy(update={"stream": False}) if way.stream else None
    if error is None or status_of(error) not in _REFUSALS or is_overflow(error):
        return None
    told = words_of(error)
    named = any(word in told for word in _WORDS.get(way.method, ()))
    easier: tuple[tuple[bool, dict[str, object]], ...] = (
        (way.stream and "stream" in told, {"stream": False}),
        (bool(way.effort) and (own_server or "reasoning" in told), {"effort": ""}),
        (way.limit_twice and "max_" in told, {"limit_twice": False}),
        (way.method != "text" and (own_server or named), {"method": _EASIER.get(way.method)}),
        (way.stream and own_server, {"stream": False}),
    )
    update = next((update for helps, update in easier if helps), None)
    return way.model_copy(update=update) if update else None


def runnable(
    client: "BaseChatModel", method: Method, schema: dict[str, JsonValue], *, strict: bool
) -> "Runnable[LanguageModelInput, AIMessage]":
    """What to invoke: it gives the message, whole or in pieces.

    The vendor's own parsing is taken off, so that a malformed answer keeps its text and its price.
    """
    if method == "text":
        return client
    options = {"strict": True} if strict and method == "json_schema" else {}
    parsed = client.with_structured_output(schema, method=method, include_raw=True, **options)
    asking: Runnable[LanguageModelInput, AIMessage] = cast("Any", parsed).first.steps__["raw"]
    return asking
