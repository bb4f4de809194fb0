"""Each test of the archive runs on every archive."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from conformance.archives import MAKERS, Maker

from wellread.archive.contract import Archive


@pytest.fixture(params=MAKERS)
def maker(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Maker]:
    with MAKERS[request.param](tmp_path) as made:
        yield made


@pytest.fixture
async def archive(maker: Maker) -> AsyncIterator[Archive]:
    opened = await maker()
    yield opened
    await opened.close()
