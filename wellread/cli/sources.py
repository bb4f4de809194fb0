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
    _check_urls(flags["url"], flags["web"])
    named = bool(flags["docs"] or flags["library"] or flags["url"])
    if earlier and not named and flags["web"] is None:
        return earlier
    can_search = bool(settings.tavily_api_key or settings.retriever)
    if flags["web"] and not can_search:
        raise SettingsError(
            "--web needs a web search: set TAVILY_API_KEY (or WELLREAD_RETRIEVER) in the "
            "environment, wellread.toml or .env."
        )
    choice = SourceChoice(
        web=can_search and not named if flags["web"] is None else flags["web"],
        folders=flags["docs"],
        libraries=flags["library"],
        urls=flags["url"],
    )
    if not choice.named:
        raise SettingsError(
            "there is no source to search: name --docs DIR, --library python or --url URL, "
            "or set TAVILY_API_KEY (or WELLREAD_RETRIEVER) for the web."
        )
    return choice


def _check_urls(urls: tuple[str, ...], web: bool | None) -> None:
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
