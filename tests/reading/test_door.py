"""The door opens public pages, and nothing else, however the address is forged."""

import asyncio
import gzip
import shutil
import socket
import ssl
import subprocess
import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from reading.loopback import Answer, running_site, settings

from wellread.errors import PageError
from wellread.reading.door import Door

FORGED = (
    "http://127.0.0.1/", "http://localhost/", "http://LOCALHOST./", "https://127.0.0.1/",
    "http://0.0.0.0/", "http://0/", "http://127.1/", "http://2130706433/", "http://0x7f000001/",
    "http://0x7f.0.0.1/", "http://017700000001/", "http://0177.0.0.1/", "http://127.0.0.1./",
    "http://127.0.0.1:80/", "http://[::1]/", "http://[::]/", "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/", "http://[0:0:0:0:0:ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/", "http://[fe80::1%25eth0]/", "http://[fe80::1]/",
    "http://[fd00:ec2::254]/", "http://10.0.0.1/", "http://192.168.0.1/", "http://172.20.0.1/",
    "http://169.254.169.254/latest/meta-data/", "http://169.254.169.254.:80/",
    "http://100.100.100.200/", "http://168.63.129.16/", "http://224.0.0.1/", "http://[ff02::1]/",
    "http://255.255.255.255/", "http://user@example.org/", "http://user:pw@example.org/",
    "http://example.org@127.0.0.1/", "http://@127.0.0.1/", "http://example.org:80@127.0.0.1/",
    "http://example.org\\@127.0.0.1/", "http://example.org#@127.0.0.1\\/", "http:\\\\127.0.0.1/",
    "http://127.0.0.1%00.example.org/", "http://127%2e0%2e0%2e1/", "http://\u2460\u2461\u2466.0.0.1/",
    "http://127\u30020\u30020\u30021/", "http://\uff11\uff12\uff17.0.0.1/", "http://example.org /",
    " http://example.org/", "http://exam\nple.org/", "http://example.org/\r\nHost: x", "http://",
    "http:///etc/passwd", "http:127.0.0.1", "//127.0.0.1/", "file:///etc/passwd", "ftp://example.org/",
    "gopher://127.0.0.1/", "data:text/html,hi", "javascript:alert(1)", "unix:///run/x.sock", "",
    "http://[::1", "http://example.org:99999/", "http://example.org:x/",
    f"http://example.org/{'a' * 5000}",
    "http://intranet/", "http://rebound.example/",
)  # fmt: skip


async def resolve_all_to_loopback(host: str, port: int) -> Sequence[str]:
    return ("127.0.0.1",)


def door_to(port: int, **values: object) -> Door:
    """A door for which `site.test` stands on loopback and is allowed."""
    defaults: dict[str, object] = {"allowed_private_hosts": (f"site.test:{port}",)}
    return Door(settings(**{**defaults, **values}), resolve=resolve_all_to_loopback)


async def problem_of(door: Door, url: str) -> PageError:
    with pytest.raises(PageError) as caught:
        await door.fetch(url)
    return caught.value


@pytest.mark.parametrize("url", FORGED)
async def test_forged_addresses_are_never_opened(url: str) -> None:
    door = Door(settings(), resolve=resolve_all_to_loopback)
    assert (await problem_of(door, url)).cause_kind == "forbidden_address"


@pytest.mark.parametrize(
    "url",
    [
        "http://2130706433/", "http://0x7f.1/", "http://127.1/", "http://0177.0.0.1/",
        "http://127.0.0.1%00.example.org/", "http://exa_mple..org/", "http://user@example.org/",
        "http://user:word@example.org/", "ftp://example.org/", "http://example.org:8080/",
    ],
)  # fmt: skip
async def test_what_is_no_plain_web_address_is_refused_before_its_name_is_looked_up(
    url: str,
) -> None:
    """Whatever a resolver makes of it: some take `127.1` for this machine, and a proxy may too."""

    async def unknown(host: str, port: int) -> Sequence[str]:
        raise OSError("stands for a resolver that was asked")

    error = await problem_of(Door(settings(), resolve=unknown), url)
    assert error.cause_kind == "forbidden_address"


def test_there_are_at_least_forty_forgeries() -> None:
    assert len(set(FORGED)) >= 40


async def test_a_public_page_comes_as_it_is_under_its_own_name() -> None:
    async with running_site(
        {"/a?b=c": Answer(headers={"Content-Type": "text/HTML; charset=UTF-8"})}
    ) as site:
        door = door_to(site.port)
        page = await door.fetch(site.url("/a?b=c#part", "site.test"))
    assert (page.media_type, page.charset) == ("text/html", "utf-8")
    assert b"A page" in page.body
    request = site.requests[0].lower()
    assert f"host: site.test:{site.port}".encode() in request
    assert b"user-agent: wellread/" in request
    assert b"cookie" not in request


async def test_only_the_listed_port_of_a_private_host_is_open() -> None:
    async with running_site({"/": Answer()}) as site:
        door = door_to(site.port + 1 if site.port < 65_000 else site.port - 1)
        assert (
            await problem_of(door, site.url("/", "site.test"))
        ).cause_kind == "forbidden_address"
        listed = Door(settings(allowed_private_hosts=("127.0.0.1",)))
        assert (await listed.fetch(site.url("/"))).body
    assert len(site.requests) == 1


async def test_one_private_address_among_public_ones_closes_the_host() -> None:
    async def mixed(host: str, port: int) -> Sequence[str]:
        return ("8.8.8.8", "10.0.0.1")

    door = Door(settings(), resolve=mixed)
    assert (await problem_of(door, "http://mixed.example/")).cause_kind == "forbidden_address"


async def test_a_name_is_resolved_once_so_that_it_cannot_change_after_the_check() -> None:
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ("127.0.0.1",) if len(asked) == 1 else ("127.0.0.2",)

    async with running_site({"/": Answer()}) as site:
        door = Door(settings(allowed_private_hosts=("site.test",)), resolve=rebinding)
        await door.fetch(site.url("/", "site.test"))
    assert asked == ["site.test"]


async def test_every_hop_of_a_redirect_is_checked_again() -> None:
    async with running_site() as site:
        for target in (
            "http://169.254.169.254/",
            f"http://127.0.0.1:{site.port}/",
            "file:///etc/passwd",
        ):
            site.pages["/go"] = Answer(b"", 302, {"Location": target})
            error = await problem_of(door_to(site.port), site.url("/go", "site.test"))
            assert error.cause_kind == "forbidden_address"


async def test_redirects_are_followed_and_the_last_address_is_told() -> None:
    async with running_site(
        {"/a": Answer(b"", 301, {"Location": "b?x=1"}), "/b?x=1": Answer()}
    ) as site:
        page = await door_to(site.port).fetch(site.url("/a", "site.test"))
        assert page.url == site.url("/a", "site.test")
        assert page.final_url == site.url("/b?x=1", "site.test")


async def test_a_circle_of_redirects_ends() -> None:
    async with running_site({"/a": Answer(b"", 302, {"Location": "/a"})}) as site:
        error = await problem_of(door_to(site.port), site.url("/a", "site.test"))
    assert error.cause_kind == "unreachable"
    assert len(site.requests) == 6


@pytest.mark.parametrize("location", ["http://[", "http://\u2460/", "http://user@site.test/"])
async def test_malformed_redirects_are_refused(location: str) -> None:
    async with running_site({"/a": Answer(b"", 302, {"Location": location})}) as site:
        error = await problem_of(door_to(site.port), site.url("/a", "site.test"))
    assert error.cause_kind == "forbidden_address"


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(bytes(3_000_000))),
        ("deflate", zlib.compress(bytes(3_000_000))),
        ("identity", bytes(3_000_000)),
    ],
)
async def test_bytes_are_counted_after_unpacking(encoding: str, body: bytes) -> None:
    headers = {"Content-Type": "text/html", "Content-Encoding": encoding}
    async with running_site({"/": Answer(body, 200, headers)}) as site:
        door = door_to(site.port, max_page_bytes=1_000_000)
        assert (await problem_of(door, site.url("/", "site.test"))).cause_kind == "too_large"


async def test_bytes_that_unpack_to_nothing_are_counted_as_they_come() -> None:
    headers = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
    nothing = gzip.compress(b"") * 10_000
    async with running_site({"/": Answer(nothing, 200, headers)}) as site:
        door = door_to(site.port, max_page_bytes=100_000)
        assert (await problem_of(door, site.url("/", "site.test"))).cause_kind == "too_large"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "x-gzip"])
async def test_packed_pages_are_unpacked(encoding: str) -> None:
    text = b"<html><p>words words</p>" * 9_000
    body = (
        zlib.compress(text)
        if encoding == "deflate"
        else gzip.compress(text[:99]) + gzip.compress(text[99:])
    )
    headers = {"Content-Type": "text/html", "Content-Encoding": encoding}
    async with running_site({"/": Answer(body, 200, headers)}) as site:
        assert (await door_to(site.port).fetch(site.url("/", "site.test"))).body == text


@pytest.mark.parametrize(
    ("encoding", "body"), [("gzip", b"\x1f\x8bgarbage"), ("gzip, gzip", b"x"), ("br", b"x")]
)
async def test_bodies_that_cannot_be_unpacked_are_unreadable(encoding: str, body: bytes) -> None:
    headers = {"Content-Type": "text/html", "Content-Encoding": encoding}
    async with running_site({"/": Answer(body, 200, headers)}) as site:
        error = await problem_of(door_to(site.port), site.url("/", "site.test"))
    assert error.cause_kind == "unreadable"


async def test_an_endless_body_ends_at_the_limit() -> None:
    async with running_site({"/": Answer(endless=True)}) as site:
        door = door_to(site.port, max_page_bytes=100_000)
        assert (await problem_of(door, site.url("/", "site.test"))).cause_kind == "too_large"


async def test_a_body_that_never_comes_ends_with_the_time() -> None:
    async with running_site({"/": Answer(silent=True)}) as site:
        error = await problem_of(
            door_to(site.port, fetch_timeout_s=0.4), site.url("/", "site.test")
        )
    assert error.cause_kind == "timeout"
    assert not error.transient


@pytest.mark.parametrize(
    "media_type", ["image/png", "application/json", "video/mp4", "application/zip"]
)
async def test_types_without_a_reader_are_not_taken(media_type: str) -> None:
    async with running_site({"/": Answer(b"x", 200, {"Content-Type": media_type})}) as site:
        error = await problem_of(door_to(site.port), site.url("/", "site.test"))
    assert error.cause_kind == "unsupported_type"


@pytest.mark.parametrize(
    ("status", "kind", "transient"),
    [
        (401, "refused", False), (403, "refused", False), (404, "not_found", False),
        (410, "not_found", False), (418, "refused", False), (204, "empty", False),
        (429, "rate_limited", True), (500, "server_error", True), (503, "server_error", True),
        (501, "server_error", False), (304, "unreachable", False),
    ],
)  # fmt: skip
async def test_each_status_has_its_meaning(status: int, kind: str, transient: bool) -> None:
    async with running_site({"/": Answer(b"", status, {"Retry-After": "7"})}) as site:
        error = await problem_of(door_to(site.port), site.url("/", "site.test"))
    assert (error.cause_kind, error.transient) == (kind, transient)
    assert error.retry_after_s == (7.0 if transient else None)
    assert error.service == "site.test"


async def test_a_date_to_retry_at_counts_from_the_answers_own_clock() -> None:
    headers = {
        "Retry-After": "Mon, 23 Nov 2026 10:01:30 GMT",
        "Date": "Mon, 23 Nov 2026 10:00:00 GMT",
    }
    async with running_site({"/": Answer(b"", 503, headers)}) as site:
        error = await problem_of(door_to(site.port), site.url("/", "site.test"))
    assert error.retry_after_s == 90.0


async def test_hosts_without_an_answer_are_unreachable() -> None:
    async def nowhere(host: str, port: int) -> Sequence[str]:
        raise OSError("no such host")

    error = await problem_of(Door(settings(), resolve=nowhere), "http://nowhere.example/")
    assert error.cause_kind == "unreachable"
    with socket.socket() as unheard:
        unheard.bind(("127.0.0.1", 0))
        port = unheard.getsockname()[1]
        closed = f"http://site.test:{port}/"
        assert (await problem_of(door_to(port), closed)).cause_kind == "unreachable"


async def test_the_next_address_is_tried_where_the_first_does_not_answer() -> None:
    async def two(host: str, port: int) -> Sequence[str]:
        return ("127.0.0.9", "127.0.0.1")

    async with running_site({"/": Answer()}) as site:
        door = Door(settings(allowed_private_hosts=("site.test",)), resolve=two)
        assert (await door.fetch(site.url("/", "site.test"))).body


async def test_a_stalled_handshake_ends_with_the_time_and_leaves_no_connection_open() -> None:
    async with running_site() as site:
        door = door_to(site.port, fetch_timeout_s=0.4)
        error = await problem_of(door, f"https://site.test:{site.port}/")
        await asyncio.gather(*site.serving)
    assert error.cause_kind == "timeout"


@pytest.mark.parametrize("trusted", [True, False])
@pytest.mark.parametrize("name", ["site.test", "other.test"])
async def test_a_certificate_must_be_trusted_and_of_the_name(
    name: str, trusted: bool, certificate: Path
) -> None:
    server_tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_tls.load_cert_chain(certificate)
    roots = ssl.create_default_context(cafile=certificate if trusted else None)
    async with running_site({"/": Answer()}, tls=server_tls) as site:
        listed = settings(allowed_private_hosts=(name,))
        door = Door(listed, resolve=resolve_all_to_loopback, tls=roots)
        url = f"https://{name}:{site.port}/"
        if trusted and name == "site.test":
            assert (await door.fetch(url)).body
        else:
            error = await problem_of(door, url)
            assert error.cause_kind == "unreachable"
            assert "certificate" in str(error).lower()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for `site.test` with its key, signed by itself."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl makes the certificate and is not installed")
    path = tmp_path_factory.mktemp("tls") / "site.pem"
    made = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=site.test"
    names = ["-addext", "subjectAltName=DNS:site.test", "-keyout", f"{path}", "-out", f"{path}.crt"]
    subprocess.run([openssl, *made.split(), *names], check=True, capture_output=True)
    path.write_bytes(path.read_bytes() + Path(f"{path}.crt").read_bytes())
    return path


async def test_a_closed_door_lets_nothing_in() -> None:
    door = Door(settings(allowed_private_hosts=("127.0.0.1",)))
    await door.close()
    await door.close()
    assert (await problem_of(door, "http://127.0.0.1:1/")).cause_kind == "refused"


@given(st.text(max_size=80).map(lambda text: f"http://{text}"))
@hypothesis_settings(max_examples=60, deadline=None)
async def test_no_address_gives_anything_but_a_page_or_a_page_error(url: str) -> None:
    async def nowhere(host: str, port: int) -> Sequence[str]:
        return ("10.0.0.1",)

    assert (
        await problem_of(Door(settings(), resolve=nowhere), url)
    ).cause_kind == "forbidden_address"


async def test_a_part_of_a_page_is_of_any_type_but_never_of_another_private_host() -> None:
    script = Answer(headers={"Content-Type": "text/javascript"}, body=b"1")
    async with running_site({"/script.js": script}) as site:
        hosts = (f"site.test:{site.port}", f"inside.test:{site.port}")
        door = door_to(site.port, allowed_private_hosts=hosts)
        own, other = (site.url("/script.js", name) for name in ("site.test", "inside.test"))
        page = site.url("/page", "site.test")
        assert (await door.fetch(own, part_of=page)).media_type == "text/javascript"
        for part_of in (page, "http://public.example/"):
            with pytest.raises(PageError) as caught:
                await door.fetch(other, part_of=part_of)
            assert caught.value.cause_kind == "forbidden_address"
    assert len(site.requests) == 1
