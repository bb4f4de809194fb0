"""LangChain's chat clients, made when first needed and kept for the event loop they serve."""

import asyncio
import sys
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from wellread.errors import SettingsError
from wellread.models.failures import vendor_errors
from wellread.models.prices import Price, price_of
from wellread.models.ways import Way
from wellread.settings import Settings
from wellread.tls import service_tls

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from openai import DefaultAsyncHttpxClient

# A local server asks for no key, but the SDK does.
NO_KEY = "unused"
_PACKAGES = {
    "google_genai": "langchain-google-genai",
    "google_vertexai": "langchain-google-vertexai",
    "bedrock": "langchain-aws",
    "bedrock_converse": "langchain-aws",
    "nvidia": "langchain-nvidia-ai-endpoints",
    "azure_ai": "langchain-azure-ai",
}


class _Loop:
    """The clients of one event loop: their connections cannot serve another."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.http: DefaultAsyncHttpxClient | None = None
        self.clients: dict[tuple[str, int, Way], BaseChatModel] = {}


class Clients:
    """One client per model, limit and way, made in a thread: that imports LangChain."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._loops: WeakKeyDictionary[asyncio.AbstractEventLoop, _Loop] = WeakKeyDictionary()
        self._prices: dict[str, Price | None] = {}

    async def price(self, model_name: str) -> Price | None:
        """The price of the model, or None where it is not known."""
        if model_name not in self._prices:
            self._prices[model_name] = await asyncio.to_thread(price_of, model_name, self._settings)
        return self._prices[model_name]

    async def client(
        self, model_name: str, *, setting: str, max_tokens: int, way: Way
    ) -> "BaseChatModel":
        """The client that asks `provider:model` in this way; it never retries by itself.

        Raises:
            SettingsError: unknown provider, a package or a key that is missing.
        """
        own = self._loops.setdefault(asyncio.get_running_loop(), _Loop())
        key = (model_name, max_tokens, way.model_copy(update={"method": "text"}))
        async with own.lock:
            if key not in own.clients:
                if own.http is None and model_name.startswith("openai:"):
                    own.http = await asyncio.to_thread(self._http_client)
                options = self._options(model_name, max_tokens, way, own.http)
                own.clients[key] = await asyncio.to_thread(_made, model_name, setting, options)
            return own.clients[key]

    async def close(self) -> None:
        """Closes the connections of the running event loop; calling it twice is harmless."""
        own = self._loops.pop(asyncio.get_running_loop(), None)
        if own is not None and own.http is not None:
            await own.http.aclose()

    def _http_client(self) -> "DefaultAsyncHttpxClient":
        from openai import DefaultAsyncHttpxClient

        return DefaultAsyncHttpxClient(timeout=self._settings.model_timeout_s, verify=service_tls())

    def _options(
        self, model_name: str, max_tokens: int, way: Way, http: "DefaultAsyncHttpxClient | None"
    ) -> dict[str, Any]:
        settings = self._settings
        options: dict[str, Any] = {
            "max_retries": 0,
            "timeout": settings.model_timeout_s,
            "max_tokens": max_tokens,
            "disable_streaming": not way.stream,
        }
        if not model_name.startswith("openai:"):
            return options
        if settings.openai_api_key is None and not settings.openai_base_url:
            raise SettingsError(f"{model_name!r} needs a key: set OPENAI_API_KEY")
        options["api_key"] = settings.openai_api_key or NO_KEY
        options["http_async_client"] = http
        # LangChain leaves it out where the address is not OpenAI's own.
        options["stream_usage"] = way.stream
        if settings.openai_base_url:
            options["base_url"] = settings.openai_base_url
        if way.effort:
            options["reasoning_effort"] = way.effort
        if way.limit_twice:
            options["extra_body"] = {"max_tokens": max_tokens}
        return options


def preload_clients(settings: Settings) -> None:
    """Imports the packages of the configured models and loads the list of prices; blocks."""
    import langchain.chat_models  # noqa: F401 - loaded here so that no run waits for it

    names = {settings.planner_model, settings.fast_model, settings.smart_model}
    for name in names:
        price_of(name, settings)
    for provider in {name.partition(":")[0] for name in names}:
        # A package that is missing is told by the run that needs it.
        with suppress(ImportError):
            import_module(f"langchain_{provider}")
    if "langchain_openai" in sys.modules:
        from openai import AsyncOpenAI

        # The SDK loads its parts when they are first named.
        _ = AsyncOpenAI(api_key=NO_KEY).chat.completions
    import json_repair  # noqa: F401


def _made(model_name: str, setting: str, options: dict[str, Any]) -> "BaseChatModel":
    provider, colon, model = model_name.partition(":")
    if not (colon and provider and model):
        raise SettingsError(
            f"{setting} is {model_name!r}: write it as `provider:model`, such as `openai:gpt-5.4`"
        )
    from langchain.chat_models import init_chat_model

    try:
        client: BaseChatModel = init_chat_model(model, model_provider=provider, **options)
    except ImportError as error:
        package = _PACKAGES.get(provider, f"langchain-{provider.replace('_', '-')}")
        raise SettingsError(
            f"{setting} is {model_name!r}, but the package for {provider} is not installed: "
            f"`pip install {package}`"
        ) from error
    except vendor_errors() as error:
        raise SettingsError(
            f"{setting} is {model_name!r}, and no client can be made for it: {error}. Check the "
            "name, its key and, where it is set, its address (openai_base_url)"
        ) from error
    return client
