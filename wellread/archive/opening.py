"""Which archive the settings ask for."""

from wellread.archive.contract import Archive
from wellread.errors import SettingsError
from wellread.settings import Settings


async def open_configured(settings: Settings) -> Archive:
    """The archive in PostgreSQL where `database_url` is set, else the file in `data_dir`.

    Raises:
        SettingsError: `database_url` cannot be read, or the extra `postgres` is not installed.
        StorageError: the archive cannot be made or opened.
    """
    url = settings.database_url
    if url is None or not url.get_secret_value():
        from wellread.archive.sqlite import open_archive

        return await open_archive(settings.data_dir / "archive.sqlite3")
    try:
        from wellread.archive.postgres import open_postgres
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"database_url is set, but {error.name} is not installed: "
            "install wellread with its extra, `pip install 'wellread[postgres]'`"
        ) from error
    return await open_postgres(url.get_secret_value())
