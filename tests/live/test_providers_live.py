"""Each provider against its real service: `pytest -m live tests/live`; keyed ones need a key."""

import pytest

from wellread.errors import SettingsError
from wellread.search.providers import KNOWN, make_providers
from wellread.settings import load_settings

pytestmark = pytest.mark.live
QUERIES = {
    "arxiv": "retrieval augmented generation",
    "openalex": "retrieval augmented generation",
    "pubmed": "aspirin primary prevention",
}


@pytest.mark.timeout(90)
@pytest.mark.parametrize("name", list(KNOWN))
async def test_the_service_answers_in_the_shape_that_the_adapter_reads(name: str) -> None:
    try:
        [provider] = make_providers([name], load_settings())
    except SettingsError as error:
        pytest.skip(str(error))
    hits = await provider.search(QUERIES.get(name, "history of the tram"), 5)
    assert hits
    assert all(hit.address and hit.title for hit in hits)
    assert any(hit.snippet for hit in hits)
