"""Pictures of a page: named by caption and address, placed in the text, never fetched."""

from hypothesis import given
from hypothesis import strategies as st

from wellread.reading.html import read_html
from wellread.reading.images import MAX_IMAGES, with_addresses
from wellread.sources import PageImage

BEFORE = "The tram of Ellmouth has run along the harbour since 1921, in all weathers."
PAGE = "https://ellmouth.example/tram/page.html"


def images(body: str) -> tuple[PageImage, ...]:
    html = f"<main><p>{BEFORE}</p>{body}<p>An afterword that says a little more.</p></main>"
    return with_addresses(read_html(html.encode()).images, PAGE)


def test_a_figure_is_named_by_its_caption_and_stands_there_in_the_text() -> None:
    body = '<figure><img src="/t.png" alt="x"><figcaption>The first tram</figcaption></figure>'
    text = read_html(f"<main><p>{BEFORE}</p>{body}</main>".encode()).text
    (image,) = images(body)
    assert (image.address, image.caption) == ("https://ellmouth.example/t.png", "The first tram")
    assert text[image.start :].startswith("The first tram")


def test_a_described_picture_stands_behind_the_text_before_it() -> None:
    (image,) = images('<p><img src="t.jpg" alt="A tram"></p>')
    assert image.address == "https://ellmouth.example/tram/t.jpg"
    assert image.start == len(BEFORE)


def test_icons_data_and_undescribed_pictures_are_no_pictures() -> None:
    for tag in (
        '<img src="t.png">',
        '<img src="t.png" alt="t" width="1" height="1">',
        '<img alt="t">',
        '<img src="data:image/png;base64,AAAA" alt="t">',
        '<img src="javascript:alert(1)" alt="t">',
        '<img src="https://a b.example/" alt="t">',
        '<img src="http://[::1" alt="t">',
    ):
        assert images(tag) == (), tag


def test_a_page_of_pictures_is_bounded() -> None:
    picture = '<p><img src="t.png" alt="A tram"></p>'
    assert len(images(picture * 500)) == MAX_IMAGES
    html = f"<main>{picture * 100_000}<p>{BEFORE}</p></main>"
    assert read_html(html.encode()).images == ()


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_caption_and_address_give_a_web_address_or_nothing(caption: str, address: str) -> None:
    for image in with_addresses((PageImage(address=address, caption=caption, start=0),), PAGE):
        assert image.address.startswith(("http://", "https://"))
        assert image.address.isprintable()
        assert " " not in image.address
