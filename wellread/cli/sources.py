"""From flags and settings to the places a run may look."""

from urllib.parse import urlsplit

import click

from wellread.cli.flags import AskFlags
from wellread.domain import SourceChoice
from wellread.errors import SettingsError
from wellread.settings import Settings


def choose_sources(
    flags: AskFlags, settings: Settings, earlier: SourceChoice | None = None
) -> SourceChoice:
    """Where to look. Naming folders, libraries or pages leaves the web out unless `--web` is given.

    A further turn that names nothing looks where the run looked before.

    Raises:
        SettingsError: no source at all, or a web search that nothing is configured for.
        click.UsageError: `--url` that is no web address, or together with `--no-web`.
    """
    check_urls(flags["url"], flags["web"])
    named = bool(flags["docs"] or flags["library"] or flags["url"])
    if earlier and not named and flags["web"] is None:
        return earlier
    search = _search_names(flags["search"], settings)
    can_search = bool(search) or settings.searches_web
    if flags["web"] and not can_search:
        raise SettingsError(
            "--web needs a web search: set TAVILY_API_KEY in the environment, wellread.toml or "
            ".env, or name searches that need no key: --search duckduckgo,wikipedia."
        )
    choice = SourceChoice(
        web=can_search and (bool(search) or not named) if flags["web"] is None else flags["web"],
        folders=flags["docs"],
        libraries=flags["library"],
        urls=flags["url"],
        search=search,
    )
    if not choice.named:
        raise SettingsError(
            "there is no source to search: name --docs DIR, --library python or --url URL, "
            "or set TAVILY_API_KEY for the web, or --search duckduckgo, which needs no key."
        )
    return choice


def _search_names(text: str | None, settings: Settings) -> tuple[str, ...]:
    """The providers that `--search` names, each made once to see that it can be used."""
    if text is None:
        return ()
    from wellread.search.providers import make_providers, provider_names

    names = provider_names(text)
    make_providers(names, settings)
    return names


def check_urls(urls: tuple[str, ...], web: bool | None) -> None:
    """Refuses what `--url` cannot mean.

    Raises:
        click.UsageError: no web address, or together with `--no-web`.
    """
    if urls and web is False:
        raise click.UsageError("--url reads a page from the network, which --no-web forbids.")
    for url in urls:
        try:
            parts = urlsplit(url)
            sound = parts.scheme in {"http", "https"} and bool(parts.hostname)
        except ValueError:
            sound = False
        if not sound:
            raise click.UsageError(
                f"--url {url!r} is no address: it begins with https:// or http://."
            )
