"""Models of other providers, by the extras that bring their packages. Nothing is called here."""

import pytest

from wellread.errors import SettingsError
from wellread.models.clients import Clients
from wellread.models.ways import Way
from wellread.settings import Settings


@pytest.mark.parametrize(
    ("model", "package", "kind"),
    [
        ("anthropic:claude-sonnet-4-5", "langchain_anthropic", "ChatAnthropic"),
        ("ollama:qwen3", "langchain_ollama", "ChatOllama"),
    ],
)
async def test_a_provider_of_an_extra_is_named_like_any_other(
    monkeypatch: pytest.MonkeyPatch, model: str, package: str, kind: str
) -> None:
    pytest.importorskip(package, reason=f"the extra with {package} is not installed")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "not-a-key")
    clients = Clients(Settings())
    client = await clients.client(model, setting="fast_model", max_tokens=100, way=Way())
    assert type(client).__name__ == kind
    await clients.close()


async def test_a_provider_without_its_package_names_what_to_install() -> None:
    clients = Clients(Settings())
    with pytest.raises(SettingsError, match="langchain-groq"):
        await clients.client("groq:llama", setting="fast_model", max_tokens=100, way=Way())
