"""A site's robots.txt is asked for once, through the door, and what it closes is not fetched."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from protego import Protego
from reading.loopback import Answer, Site, running_site, settings
from reading.test_page_reader import NOW, KeptSnapshots

from wellread.errors import PageError
from wellread.reading.door import Door, Fetched
from wellread.reading.reader import Reader
from wellread.reading.robots import MAX_BYTES, NAME, Robots

CLOSED = "User-agent: *\nDisallow: /private\nAllow: /private/open\nDisallow: /*.cgi$\n"
PAGE = b"<html><body><h1>Hello</h1><p>A page with enough words to be read.</p></body></html>"


async def to_loopback(host: str, port: int) -> Sequence[str]:
    return ("127.0.0.1",)


def door_to(site: Site, **values: object) -> Door:
    hosts = tuple(f"{name}.test:{site.port}" for name in ("site", "other"))
    return Door(settings(allowed_private_hosts=hosts, **values), resolve=to_loopback)


def rules(text: str | bytes, status: int = 200, head: str = "", value: str = "") -> Answer:
    body = text if isinstance(text, bytes) else text.encode()
    return Answer(body, status, {"Content-Type": "text/plain", **({head: value} if head else {})})


async def problem_of(door: Door, url: str, robots: Robots | None = None) -> PageError:
    with pytest.raises(PageError) as caught:
        await door.fetch(url, allowed=(robots or Robots(door)).allow)
    return caught.value


def asked(site: Site) -> list[str]:
    return [request.split(b" ")[1].decode() for request in site.requests]


@pytest.mark.parametrize(
    ("path", "open_to_it"),
    [
        ("/", True), ("/private", False), ("/private/a?b", False), ("/private/open/a", True),
        ("/a.cgi", False), ("/a.cgi?x", True),
    ],
)  # fmt: skip
async def test_what_a_site_closes_to_programs_is_not_fetched(path: str, open_to_it: bool) -> None:
    async with running_site({"/robots.txt": rules(CLOSED), path: Answer(PAGE)}) as site:
        door, url = door_to(site), site.url(path, "site.test")
        if open_to_it:
            assert (await door.fetch(url, allowed=Robots(door).allow)).body == PAGE
        else:
            error = await problem_of(door, url)
            assert error.cause_kind == "robots"
            assert "robots.txt" in str(error)
    assert asked(site) == ["/robots.txt", *([path] if open_to_it else [])]


async def test_a_site_may_name_us() -> None:
    text = f"User-agent: *\nDisallow: /\n\nUser-agent: {NAME}\nDisallow: /no\n"
    async with running_site({"/robots.txt": rules(text), "/yes": Answer(PAGE)}) as site:
        door = door_to(site)
        robots = Robots(door)
        await door.fetch(site.url("/yes", "site.test"), allowed=robots.allow)
        assert (await problem_of(door, site.url("/no", "site.test"), robots)).cause_kind == "robots"
    assert f"user-agent: {NAME}/".encode() in site.requests[0].lower()


async def test_each_site_is_asked_once_also_by_pages_read_side_by_side() -> None:
    paths = [f"/{number}" for number in range(6)]
    pages = {path: Answer(PAGE) for path in paths}
    async with running_site({"/robots.txt": rules(CLOSED), **pages}) as site:
        door = door_to(site)
        robots = Robots(door)
        urls = [site.url(path, host) for path in paths for host in ("site.test", "other.test")]
        await asyncio.gather(*(door.fetch(url, allowed=robots.allow) for url in urls))
    assert asked(site).count("/robots.txt") == 2


async def test_the_site_that_a_redirect_leads_to_has_its_say() -> None:
    async with running_site({"/robots.txt": rules(CLOSED)}) as site:
        away = site.url("/private/a", "other.test")
        site.pages["/go"] = Answer(b"", 302, {"Location": away})
        error = await problem_of(door_to(site), site.url("/go", "site.test"))
    assert (error.cause_kind, error.service) == ("robots", "other.test")
    assert asked(site) == ["/robots.txt", "/go", "/robots.txt"]


@pytest.mark.parametrize(
    ("answer", "open_to_it"),
    [
        (rules("", 404), True), (rules("", 403), True), (rules("", 410), True),
        (rules("", 500), False), (rules("", 503), False), (rules("", 429), False),
        (rules(b"x", 200, "Content-Encoding", "br"), False),
        (rules("", 302, "Location", "/robots.txt"), True),
        (rules("", 302, "Location", "http://10.0.0.1/robots.txt"), True),
        (rules(b"\x00\xff" * 1_000), True), (rules("<html>no rules here</html>"), True),
    ],
)  # fmt: skip
async def test_a_site_without_rules_is_open_and_one_that_cannot_tell_them_is_shut(
    answer: Answer, open_to_it: bool
) -> None:
    async with running_site({"/robots.txt": answer, "/": Answer(PAGE)}) as site:
        door, url = door_to(site), site.url("/", "site.test")
        if open_to_it:
            assert (await door.fetch(url, allowed=Robots(door).allow)).body == PAGE
        else:
            assert (await problem_of(door, url)).cause_kind == "robots"
    assert not [request for request in site.requests if b"10.0.0.1" in request.split(b"\r\n")[0]]


async def test_rules_without_end_are_read_as_far_as_the_limit() -> None:
    late = "User-agent: *\n" + "# \n" * (MAX_BYTES // 3) + "Disallow: /\n"
    async with running_site({"/robots.txt": rules(late), "/": Answer(PAGE)}) as site:
        door = door_to(site)
        await door.fetch(site.url("/", "site.test"), allowed=Robots(door).allow)
        site.pages["/robots.txt"] = Answer(endless=True)
        assert (await problem_of(door, site.url("/", "site.test"))).cause_kind == "robots"


async def test_rules_that_never_come_end_with_the_time_of_the_page() -> None:
    async with running_site({"/robots.txt": Answer(silent=True), "/": Answer(PAGE)}) as site:
        door = door_to(site, fetch_timeout_s=0.4)
        assert (await problem_of(door, site.url("/", "site.test"))).cause_kind == "timeout"


@pytest.mark.parametrize("respected", [True, False])
async def test_the_operator_decides_whether_robots_txt_is_respected(respected: bool) -> None:
    async with running_site({"/robots.txt": rules(CLOSED), "/private": Answer(PAGE)}) as site:
        values = {
            "allowed_private_hosts": (f"site.test:{site.port}",), "respect_robots": respected
        }  # fmt: skip
        door = Door(settings(**values), resolve=to_loopback)
        reader = Reader(settings(**values), KeptSnapshots(), door)
        if respected:
            with pytest.raises(PageError) as caught:
                await reader.read(site.url("/private", "site.test"), asked_at=NOW)
            assert caught.value.cause_kind == "robots"
        else:
            await reader.read(site.url("/private", "site.test"), asked_at=NOW)
    assert asked(site) == (["/robots.txt"] if respected else ["/private"])


@given(st.text(max_size=200), st.text(max_size=40))
@hypothesis_settings(max_examples=100, deadline=None)
async def test_whatever_a_site_writes_there_is_an_answer(text: str, path: str) -> None:
    class Told(Door):
        async def fetch(self, url: str, **_: object) -> Fetched:
            return Fetched(url, url, "text/plain", "", text.encode("utf-8", "replace"))

    url = f"http://site.test/{path}"
    assert isinstance(await Robots(Told(settings())).allow(url), bool)


def test_many_wildcards_take_no_time() -> None:
    """Rules are a stranger's: where they were regular expressions, these would take years."""
    hostile = Protego.parse("User-agent: *\n" + f"Disallow: /{'*a' * 2_000}*b$\n" * 50)
    assert hostile.can_fetch(f"http://site.test/{'a' * 3_900}", NAME)
