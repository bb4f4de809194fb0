"""The settings choose the archive."""

import sys
from pathlib import Path

import pytest
from archive.postgres_places import URL, refusal

from wellread.archive import postgres
from wellread.archive.opening import open_configured
from wellread.archive.postgres import PostgresArchive
from wellread.archive.sqlite import SqliteArchive
from wellread.errors import SettingsError
from wellread.settings import Settings, load_settings


async def test_without_a_database_url_it_is_a_file_in_the_data_folder(tmp_path: Path) -> None:
    archive = await open_configured(load_settings({"data_dir": tmp_path}))
    assert isinstance(archive, SqliteArchive)
    assert (tmp_path / "archive.sqlite3").exists()
    await archive.close()


async def test_with_a_database_url_it_is_that_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if refusal():
        pytest.skip(refusal())
    opened: list[str] = []

    async def watched(url: str) -> PostgresArchive:
        opened.append(url)
        raise SettingsError("far enough")

    monkeypatch.setattr(postgres, "open_postgres", watched)
    monkeypatch.setenv("WELLREAD_DATABASE_URL", URL)
    with pytest.raises(SettingsError, match="far enough"):
        await open_configured(load_settings({"data_dir": tmp_path}))
    assert opened == [URL]
    assert not (tmp_path / "archive.sqlite3").exists()


async def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("wellread.archive.postgres")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(SettingsError, match=r"asyncpg is not installed.*wellread\[postgres\]"):
        await open_configured(load_settings({"database_url": "postgresql://host/db"}))


def test_the_password_is_not_shown_with_the_settings() -> None:
    settings = Settings.model_validate({"database_url": "postgresql://ann:Zq7@host/db"})
    assert "Zq7" not in f"{settings!r} {settings} {settings.model_dump()}"
