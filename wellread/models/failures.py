"""A vendor's errors in the project's words: translated here once, for chat and embeddings.

Every SDK has its own tree of errors, but nearly all of them carry the HTTP status and response.
"""

import importlib
import sys
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from urllib.parse import urlsplit

from wellread.errors import ModelError
from wellread.settings import Settings

_ROOTS = (
    ("langchain_core.exceptions", "LangChainException"),
    ("openai", "OpenAIError"),
    ("anthropic", "AnthropicError"),
    ("google.genai.errors", "APIError"),
    ("groq", "GroqError"),
    ("ollama", "ResponseError"),
    ("botocore.exceptions", "BotoCoreError"),
    ("botocore.exceptions", "ClientError"),
    # The SDKs stand on either.
    ("httpx", "HTTPError"),
    ("httpx", "InvalidURL"),
    ("httpx2", "HTTPError"),
    ("httpx2", "InvalidURL"),
)
_PASSING = frozenset({408, 409, 425})
_LONGEST_REASON_CHARS = 300
_OVERFLOW_WORDS = (
    "context_length_exceeded",
    "context length",
    "context window",
    "context size",
    "maximum context",
    "prompt is too long",
    "too many tokens",
)


class NothingStreamed(ValueError):
    """The server was asked to stream and sent nothing that is a stream."""

    def __init__(self) -> None:
        super().__init__("the answer is no stream")


class Stalled(TimeoutError):
    """The answer began and then stopped coming."""


def vendor_errors() -> tuple[type[Exception], ...]:
    """What a call to a model may raise.

    The roots of the SDKs that are loaded, and what a malformed response makes them trip over.
    """
    roots = [
        getattr(importlib.import_module(module), name)
        for module, name in _ROOTS
        if module in sys.modules
    ]
    return (*roots, OSError, ValueError, TypeError, LookupError, AttributeError)


def status_of(error: BaseException) -> int | None:
    """The HTTP status of the vendor's refusal, if it answered with one."""
    response = getattr(error, "response", None)
    for holder, name in ((error, "status_code"), (response, "status_code"), (error, "code")):
        status = getattr(holder, name, None)
        if isinstance(status, int) and status >= HTTPStatus.BAD_REQUEST:
            return status
    return None


def words_of(error: BaseException) -> str:
    """The error's message and code in small letters, to look for what it is about."""
    return f"{error} {getattr(error, 'code', '')}".lower()


def is_overflow(error: BaseException) -> bool:
    """Whether the request was longer than the model can take."""
    if _is_one(error, "ContextOverflowError"):
        return True
    return any(word in words_of(error) for word in _OVERFLOW_WORDS)


def translate(error: Exception, *, model_name: str, setting: str, settings: Settings) -> ModelError:
    """The `ModelError` for what a vendor's SDK raised.

    Args:
        error: as caught.
        model_name: `provider:model`, the service that failed.
        setting: the setting that names the model.
        settings: for the address and the time-out in the message.
    """
    status = status_of(error)
    message, transient = _told(error, status, model_name, setting, settings)
    return ModelError(
        message,
        service=model_name,
        transient=transient,
        retry_after_s=_retry_after_s(error) if transient else None,
    )


def _told(
    error: Exception, status: int | None, model_name: str, setting: str, settings: Settings
) -> tuple[str, bool]:
    """The message, and whether the same call may succeed later."""
    if status is None:
        return _told_without_answer(error, model_name, settings)
    provider, _, model = model_name.partition(":")
    transient = False
    match status:
        case 401 | 403:
            key = f"{provider.upper()}_API_KEY"
            message = f"the key for {provider} was refused ({status}): check {key}"
        case 404:
            own = " and openai_base_url" if _address(model_name, settings) else ""
            message = f"{provider} has no model {model!r} (404): check {setting}{own}"
        case 429 if "insufficient_quota" in words_of(error):
            message = (
                f"the account at {provider} has no credit left (429): add credit there, or set "
                "another model"
            )
        case 429:
            message, transient = f"{model_name} refuses more calls for now (429): try later", True
        case _ if status in _PASSING or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            message = f"{model_name} failed ({status}): {_reason(error)}; try later"
            transient = True
        case _ if is_overflow(error):
            message = (
                f"the request is longer than {model_name} can take ({status}): set a model with "
                f"a larger context in {setting}"
            )
        case _:
            message = f"{model_name} refused the request ({status}): {_reason(error)}"
    return message, transient


def _told_without_answer(error: Exception, model_name: str, settings: Settings) -> tuple[str, bool]:
    if isinstance(error, Stalled):
        return (
            f"{model_name} sent nothing for {settings.model_idle_timeout_s:g} s in the midst of "
            "its answer: try later, or raise model_idle_timeout_s",
            True,
        )
    chain = list(_causes(error))
    if any(_is_one(cause, "TimeoutError", "TimeoutException") for cause in chain):
        return (
            f"{model_name} did not answer within {settings.model_timeout_s:g} s: try later, or "
            "raise model_timeout_s",
            True,
        )
    if any(_is_one(cause, "TransportError", "ConnectionError") for cause in chain):
        address = _address(model_name, settings)
        return (
            f"{model_name}{address} cannot be reached ({_reason(chain[-1])}): check the network "
            "and the address",
            True,
        )
    if is_overflow(error):
        return f"the request is longer than {model_name} can take: set another model", False
    return (
        f"{model_name}{_address(model_name, settings)} gave an answer that is none "
        f"({type(error).__name__}: {_reason(error)}): check that the address is a model server's",
        False,
    )


def _is_one(error: BaseException, *names: str) -> bool:
    """Whether a class of the error has one of these names: the libraries share names, not trees."""
    return any(kind.__name__ in names for kind in type(error).__mro__)


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__


def _address(model_name: str, settings: Settings) -> str:
    """Host and port alone: an address may hold a password."""
    if not model_name.startswith("openai:") or not settings.openai_base_url:
        return ""
    try:
        parts = urlsplit(settings.openai_base_url)
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return " at openai_base_url"
    return f" at {parts.hostname}{port}"


def _reason(error: BaseException) -> str:
    text = " ".join(str(error).split()) or type(error).__name__
    return text[:_LONGEST_REASON_CHARS]


def _retry_after_s(error: Exception) -> float | None:
    headers = getattr(getattr(error, "response", None), "headers", None)
    if not isinstance(headers, Mapping):
        return None
    for name, unit_s in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        try:
            seconds = float(headers[name]) * unit_s
        except (KeyError, ValueError):
            continue
        if 0 <= seconds < float("inf"):
            return seconds
    return None
