"""What a question may choose on this server, for the form in which it is asked."""

from fastapi import APIRouter

from wellread.domain import Frozen
from wellread.reading.corpora import LIBRARIES
from wellread.reading.formats import ENDINGS
from wellread.web.own_api import PREFIX, Own
from wellread.web.stores import stores

router = APIRouter(prefix=PREFIX)


class Choices(Frozen):
    """Sources and limits that the operator has configured."""

    web: bool
    """Whether a web search is configured."""
    models: bool
    """Whether a model is; else reports are extractive."""
    libraries: tuple[str, ...]
    folders: tuple[str, ...]
    """Folders that may be named."""
    max_upload_bytes: int
    upload_endings: tuple[str, ...]


@router.get("/choices")
async def choices(own: Own) -> Choices:
    """The choices, for callers whom the server lets in."""
    await own.threads(1)
    settings = await stores.settings()
    return Choices(
        web=settings.searches_web,
        models=settings.has_models,
        libraries=LIBRARIES,
        folders=tuple(map(str, settings.folders_of(own.user))),
        max_upload_bytes=settings.max_upload_bytes,
        upload_endings=ENDINGS,
    )
