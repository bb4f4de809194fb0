"""From flags and settings to the places a run may look."""

from urllib.parse import urlsplit

import click

from wellread.cli.flags import AskFlags
from wellread.domain import SourceChoice
from wellread.errors import SettingsError
from wellread.filters import NO_FILTERS, SearchFilters
from wellread.settings import Settings


def choose_sources(
    flags: AskFlags, settings: Settings, earlier: SourceChoice | None = None
) -> SourceChoice:
    """Where to look. Naming folders, libraries or pages leaves the web out unless `--web` is given.

    A further turn that names nothing looks where the run looked before, with the same filters but
    for those that are given.

    Raises:
        SettingsError: no source at all, a web search that nothing is configured for, or a filter
            that cannot be read.
        click.UsageError: `--url` that is no web address, or together with `--no-web`.
    """
    check_urls(flags["url"], flags["web"])
    named = bool(flags["docs"] or flags["library"] or flags["url"])
    filters = _filters(flags, earlier.filters if earlier else NO_FILTERS)
    search = _search_names(flags["search"], settings)
    if earlier and not named and flags["web"] is None:
        asked = {"search": search, "web": True} if search else {}
        return earlier.model_copy(update={"filters": filters, **asked})
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
        filters=filters,
    )
    if not choice.named:
        raise SettingsError(
            "there is no source to search: name --docs DIR, --library python or --url URL, "
            "or set TAVILY_API_KEY for the web, or --search duckduckgo, which needs no key."
        )
    return choice


def _filters(flags: AskFlags, base: SearchFilters) -> SearchFilters:
    """`base` with the filters that were given as flags; an empty one takes its filter off."""
    from wellread.search.filters import parsed_filters

    def chosen(flag: str | None, before: str) -> str:
        return before if flag is None else flag

    return parsed_filters(
        domains=_listed(chosen(flags["domains"], ",".join(base.domains))),
        exclude_domains=_listed(chosen(flags["exclude_domains"], ",".join(base.exclude_domains))),
        since=chosen(flags["since"], str(base.since or "")),
        until=chosen(flags["until"], str(base.until or "")),
        language=chosen(flags["search_language"], base.language),
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(",") if name.strip())


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
