"""What goes with a thread that its owner deletes, beside what the server keeps of it."""

from graph.callers import LOCAL_USER
from wellread.errors import SettingsError
from wellread.reading.corpora import FolderCorpus
from wellread.reading.uploads import uploads_of
from wellread.search.documents import DocumentIndexes
from wellread.settings import Settings


def forget_uploads(thread_id: str, user: str, settings: Settings) -> None:
    """Removes the documents that `user` uploaded to the thread, and the index of their text.

    Blocks. Another user's stay; on a server without tokens everything is the one user's.

    Raises:
        StorageError: they cannot be removed.
    """
    try:
        uploads = uploads_of(settings, thread_id)
    except SettingsError:
        return  # no document can be uploaded to a thread of this name
    if user not in {uploads.owner, LOCAL_USER}:
        return
    indexes = DocumentIndexes(settings.data_dir / "documents")
    indexes.forget(FolderCorpus(uploads.folder, must_exist=False))
    uploads.clear()
