"""A page that is flat is told from one nested too deep, whatever hides its tags."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wellread.reading import nesting
from wellread.reading.nesting import too_deep

HIDES = [
    "<div>", "</div>", "<DIV>", "<svg>", "</svg>", "<path/>", "</path>", "<b>", "</b>", "<p>",
    "<!--", "-->", "<!-->", "<script>", "</script>", "<title>", "</title", "<a title=", "<a ", "/>",
    '"', "'", "=", ">", "<", " ", "x",
]  # fmt: skip


@given(st.lists(st.sampled_from(HIDES), max_size=8).map("".join))
@settings(max_examples=1_500, deadline=None)
def test_names_alone_never_call_a_deep_page_flat(hiding: str) -> None:
    page = f"<div><div>{hiding}<div>"
    with pytest.MonkeyPatch.context() as limits:
        limits.setattr(nesting, "_FEW_TAGS", 0)
        limits.setattr(nesting, "_MAX_DEPTH", 2)
        limits.setattr(nesting, "_MAX_COPIES", 40)
        found = too_deep(page)
        limits.setattr(nesting, "_ODD", re.compile(""))
        assert found == too_deep(page)


@pytest.mark.parametrize(
    "hidden", ["<a title=<!-->", "<a title='<!--'>", "<a <!-- >", "<a x=<script>"]
)
def test_what_only_looks_like_a_comment_hides_no_tags(hidden: str) -> None:
    assert too_deep(f"{hidden}{'<div>' * 10_000}-->")
