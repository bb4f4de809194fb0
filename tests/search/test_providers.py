"""Providers by name: in order, with the missing key named; and each one's own ways."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import SecretStr
from services.server import Services

from wellread.errors import SearchError, SettingsError
from wellread.evidence.terms import listed
from wellread.filters import SearchFilters
from wellread.search.contract import SearchProvider
from wellread.search.fallback import FallbackSearch
from wellread.search.http import Service
from wellread.search.providers import (
    KNOWN,
    default_provider_names,
    make_chains,
    make_providers,
    provider_names,
)
from wellread.settings import Settings, load_settings

FILTERS = SearchFilters(
    domains=("example.org",), since=date(2024, 1, 2), until=date(2025, 3, 4), language="de"
)


def one(name: str, services: Services, **values: object) -> SearchProvider:
    if name == "duckduckgo":
        pytest.importorskip("ddgs", reason="the package ddgs is not installed")
    given = {**services.settings, **services.search_settings, **values}
    [made] = make_providers([name], load_settings(given))
    return made


def test_names_are_read_as_users_write_them() -> None:
    assert provider_names(" Tavily, arxiv,,tavily ") == ("tavily", "arxiv")
    assert provider_names("") == ()


def test_providers_come_in_the_order_of_their_names(services: Services) -> None:
    given = load_settings({**services.settings, **services.search_settings})
    names = ("wikipedia", "brave", "arxiv", "brave")
    assert [made.name for made in make_providers(names, given)] == ["wikipedia", "brave", "arxiv"]


@pytest.mark.parametrize("name", [name for name, known in KNOWN.items() if known.needs])
def test_what_a_provider_lacks_is_named(name: str) -> None:
    with pytest.raises(SettingsError, match=KNOWN[name].needs):
        make_providers([name], Settings())


@pytest.mark.parametrize("name", [name for name, known in KNOWN.items() if not known.needs])
def test_a_provider_without_needs_is_made_from_nothing(name: str) -> None:
    assert make_providers([name], Settings())[0].name == name


def test_an_unknown_name_is_told_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match=r"'gogle'.*tavily.*wikipedia"):
        make_providers(["tavily", "gogle"], Settings())


def test_the_default_is_what_is_configured_else_what_needs_no_account() -> None:
    key = SecretStr("k")
    assert default_provider_names(Settings()) == ("duckduckgo",)
    assert default_provider_names(Settings(retriever="a:b")) == ("retriever",)
    assert default_provider_names(Settings(brave_api_key=key, tavily_api_key=key)) == (
        "tavily",
        "brave",
    )
    assert default_provider_names(Settings(search="arxiv, Tavily", tavily_api_key=key)) == (
        "arxiv",
        "tavily",
    )


def test_searches_of_the_web_stand_in_for_each_other_and_the_rest_is_asked_beside(
    services: Services,
) -> None:
    given = load_settings({**services.settings, **services.search_settings})
    chain, arxiv = make_chains(["brave", "arxiv", "tavily"], given)
    assert isinstance(chain, FallbackSearch)
    assert chain.name == "brave > tavily"
    assert arxiv.name == "arxiv"
    assert [made.name for made in make_chains(["arxiv", "serper"], given)] == ["serper", "arxiv"]


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        (
            "tavily",
            {
                "include_domains": ["example.org"],
                "start_date": "2024-01-02",
                "end_date": "2025-03-04",
            },
        ),
        (
            "brave",
            {
                "q": "tram site:example.org",
                "freshness": "2024-01-02to2025-03-04",
                "search_lang": "de",
                "count": "7",
            },
        ),
        (
            "serper",
            {
                "q": "tram site:example.org",
                "tbs": "cdr:1,cd_min:1/2/2024,cd_max:3/4/2025",
                "hl": "de",
                "num": "7",
            },
        ),
        ("searxng", {"q": "tram site:example.org", "format": "json", "language": "de"}),
        (
            "duckduckgo",
            {"q": "tram site:example.org", "df": "2024-01-02..2025-03-04", "l": "de-de"},
        ),
        ("wikipedia", {"gsrsearch": "tram", "gsrlimit": "7"}),
        (
            "arxiv",
            {"search_query": "(all:tram) AND submittedDate:[202401020000 TO 202503042359]"},
        ),
        (
            "openalex",
            {
                "search": "tram",
                "filter": "from_publication_date:2024-01-02,"
                "to_publication_date:2025-03-04,language:de",
                "per-page": "7",
            },
        ),
        ("pubmed", {"term": "tram", "mindate": "2024/01/02", "maxdate": "2025/03/04"}),
    ],
)
async def test_each_provider_asks_its_service_for_what_it_knows(
    services: Services, name: str, sent: dict[str, object]
) -> None:
    await one(name, services).search("tram", 7, FILTERS)
    asked = services.log.entries("search")[0].request
    assert {key: asked.get(key) for key in sent} == sent


async def test_free_services_are_told_at_which_address_we_are(services: Services) -> None:
    for name in ("openalex", "pubmed"):
        await one(name, services, contact="me@example.org").search("tram", 1)
    openalex, esearch, efetch = services.log.entries("search")
    assert openalex.request["mailto"] == "me@example.org"
    assert esearch.request["email"] == efetch.request["email"] == "me@example.org"


async def test_the_wikipedia_of_the_wanted_language_is_asked(services: Services) -> None:
    base = f"{services.url}/{{language}}"
    provider = one("wikipedia", services, wikipedia_base_url=base, wikipedia_language="fr")
    for filters in (SearchFilters(), SearchFilters(language="de")):
        with pytest.raises(SearchError):
            await provider.search("tram", 1, filters)
    paths = [entry.path for entry in services.log.entries("other")]
    assert paths == ["/fr/w/api.php", "/de/w/api.php"]


async def test_of_several_languages_each_wikipedia_is_asked_and_its_best_comes_first(
    services: Services,
) -> None:
    provider = one("wikipedia", services)
    [best, *_] = await provider.search("tram", 3)
    hits = await provider.search("tram", 3, SearchFilters(language="en,de"))
    assert len(services.log.entries("search")) == 3
    assert hits[0] == best
    assert 1 <= len(hits) <= 3


@pytest.mark.parametrize(
    ("name", "key"),
    [("brave", "search_lang"), ("serper", "hl"), ("searxng", "language")],
)
async def test_a_service_that_takes_one_language_is_asked_once_and_for_none_of_several(
    services: Services, name: str, key: str
) -> None:
    await one(name, services).search("tram", 3, SearchFilters(language="en,de"))
    [asked] = services.log.entries("search")
    assert key not in asked.request


async def test_a_service_that_takes_several_languages_is_asked_for_all(services: Services) -> None:
    await one("openalex", services).search("tram", 3, SearchFilters(language="en,de"))
    [asked] = services.log.entries("search")
    assert asked.request["filter"] == "language:en|de"


async def test_abstracts_come_along_and_a_free_copy_is_preferred(services: Services) -> None:
    hits = await one("openalex", services).search("Ellmouth", 60)
    assert any(hit.address.startswith("https://doi.org/") for hit in hits)
    assert any(hit.address.startswith("http://127.0.0.1") for hit in hits)
    assert any(not hit.content for hit in hits)
    [pubmed] = await one("pubmed", services).search("tram network lines", 1)
    assert pubmed.address == "https://pubmed.ncbi.nlm.nih.gov/1/"
    assert pubmed.published == "2024-03-18"
    assert pubmed.content.startswith("LINES AND STOPS: The Ellmouth tram network has 6 lines")
    [arxiv] = await one("arxiv", services).search("tram network lines", 1)
    assert arxiv.address == "https://arxiv.org/abs/2401.00001v1"
    assert len(arxiv.snippet) == 300 < len(arxiv.content)


async def test_a_key_makes_pubmed_faster(services: Services) -> None:
    assert one("pubmed", services).min_interval_s == 0.7
    assert one("pubmed", services, ncbi_api_key="k").min_interval_s == 0.2


@pytest.mark.parametrize(
    ("name", "query", "told"),
    [
        ("searxng", "mute", "google: CAPTCHA"),
        ("duckduckgo", "are you human", "whether we are human"),
        ("arxiv", "malformed", "incorrect id format"),
        ("pubmed", "malformed", "Search Backend failed"),
        ("wikipedia", "crowded", "rate limit"),
    ],
)
async def test_a_failure_inside_a_good_answer_is_no_empty_result(
    services: Services, name: str, query: str, told: str
) -> None:
    with pytest.raises(SearchError, match=told):
        await one(name, services).search(query, 2)


async def test_pubmeds_second_request_may_fail_too(services: Services) -> None:
    services.faults.answer_with("search", 200, 500)
    with pytest.raises(SearchError, match="500"):
        await one("pubmed", services).search("tram", 2)


FIELDS = listed("""
    web results organic url link title description snippet content page_age date type query pages
    extract fullurl index id doi display_name best_oa_location abstract_inverted_index error code
    landing_page_url unresponsive_engines publishedDate esearchresult idlist batchcomplete
""")
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.just("http://e.org/\ud800"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=4)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize("name", ["brave", "serper", "searxng", "wikipedia", "openalex", "pubmed"])
@settings(max_examples=60, deadline=None)
@given(sent=json_values)
async def test_whatever_a_service_sends_gives_hits_or_a_search_error(
    name: str, sent: object
) -> None:
    async def answer(*_: object) -> Any:  # noqa: ANN401 - any JSON value
        return sent

    async def no_document(*_: object) -> Any:  # noqa: ANN401 - never reached
        raise SearchError("no document", service=name)

    key = SecretStr("k")
    given = Settings(brave_api_key=key, serper_api_key=key, searxng_url="http://e.org")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Service, "get_json", answer)
        patch.setattr(Service, "post_json", answer)
        patch.setattr(Service, "get_xml", no_document)
        try:
            hits = await make_providers([name], given)[0].search("tram", 3)
        except SearchError:
            return
    assert len(hits) <= 3
    assert all(hit.address.startswith(("http://", "https://")) for hit in hits)
    assert all(hit.model_dump_json() for hit in hits)


async def test_a_search_that_stalls_is_given_up_after_the_set_time(services: Services) -> None:
    services.faults.at_random("search", "stall", share=1)
    for name in ("tavily", "brave"):
        with pytest.raises(SearchError, match=r"did not answer within 0\.1 s") as late:
            await one(name, services, search_timeout_s=0.1).search("tram", 3)
        assert late.value.transient
