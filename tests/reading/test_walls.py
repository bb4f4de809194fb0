"""Pages that a server gives as if they were sources, and sources that look a little like them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellread.errors import PageError, PageProblem
from wellread.reading.html import read_html
from wellread.reading.walls import why_no_source

ARTICLE = "The tram of the town carries many people through the old quarter every day. " * 14


def page(body: str, *, title: str = "Tram lines", head: str = "") -> bytes:
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body>{body}</body></html>"
    ).encode()


NOT_SOURCES: list[tuple[PageProblem, bytes]] = [
    ("not_found", page("<h1>404</h1><p>Sorry, there is nothing here.</p>", title="Gazette")),
    ("not_found", page("<h2>Oops!</h2><p>Back to the start page.</p>", title="Page not found | G")),
    (
        "not_found",
        page(
            "<main><h1>Hmm</h1><p>The page you were looking for could not be found. It may have "
            "moved; try the search.</p></main>",
            title="Gazette",
        ),
    ),
    (
        "not_found",
        page("<p>Die gew\u00fcnschte Seite wurde leider nicht gefunden.</p>", title="Amt"),
    ),
    ("not_found", page("<p>La page demand\u00e9e n'existe plus.</p>", title="Mairie")),
    (
        "bot_wall",
        page(
            "<h1>gazette.example</h1><h2>Checking if the site connection is secure</h2>"
            "<p>gazette.example needs to review the security of your connection.</p>"
            "<script src='/cdn-cgi/challenge-platform/h/b/orchestrate/jsch/v1'></script>",
            title="Just a moment...",
        ),
    ),
    ("bot_wall", page("<p>Please verify you are human to go on.</p>", title="Gazette")),
    ("bot_wall", page("<div class='g-recaptcha'></div><p>Continue</p>", title="Gazette")),
    (
        "bot_wall",
        page("<p>Our systems have detected unusual traffic from your network.</p>", title="Sorry"),
    ),
    (
        "consent_wall",
        page(
            "<div><h2>Before you continue</h2><p>We and our 812 partners use cookies to show you "
            "advertising and to measure it. With your consent we use personal data.</p>"
            "<p>Accept all cookies. Reject all cookies. Manage your privacy choices.</p></div>",
            title="Gazette",
        ),
    ),
    (
        "consent_wall",
        page(
            "<p>Wir verwenden Cookies. Ihre Einwilligung zu Cookies k\u00f6nnen Sie jederzeit "
            "widerrufen.</p><p>Alle Cookies akzeptieren</p>",
            title="Blatt",
        ),
    ),
    ("needs_scripts", page("<div id='root'></div><script src='/main.js'></script>")),
    (
        "needs_scripts",
        page(
            "<noscript>You need to enable JavaScript to run this app.</noscript>"
            "<div id=app><p>Gazette</p></div><script>boot()</script>"
        ),
    ),
    ("needs_scripts", page("<p>Loading ...</p><script>load()</script>")),
    ("needs_scripts", page("<app-root></app-root><script src=main.js></script>")),
]


@pytest.mark.parametrize(("kind", "body"), NOT_SOURCES)
def test_what_is_no_source_is_named_and_never_read_as_one(kind: PageProblem, body: bytes) -> None:
    with pytest.raises(PageError, match="take another source") as raised:
        read_html(body)
    assert raised.value.cause_kind == kind


@pytest.mark.parametrize(
    "body",
    [
        page(f"<h1>The status 404 Not Found</h1><p>{ARTICLE}</p>", title="404 Not Found"),
        page(f"<h1>Captchas</h1><p>Verify you are human, says the page. {ARTICLE}</p>"),
        page(f"<p>We use cookies. Accept all cookies.</p><p>{ARTICLE}</p>"),
        page(f"<noscript>Enable JavaScript for comments.</noscript><p>{ARTICLE}</p>"),
        page("<p>The tram costs two crowns. Children ride free.</p><script>count()</script>"),
        page("<p>Opening hours: Monday to Friday, 9 to 17.</p>", title="Opening hours"),
        page("<h1>Lost property</h1><p>What was found on a tram is kept for a year.</p>"),
    ],
)
def test_a_source_that_looks_a_little_like_one_is_read(body: bytes) -> None:
    assert read_html(body).text


@given(st.text(max_size=400), st.text(max_size=60), st.text(max_size=600))
def test_any_text_is_looked_at_without_an_error(text: str, title: str, html: str) -> None:
    found = why_no_source(text, title, html)
    assert found is None or all(found)
