"""PostgreSQL's errors in words: what is wrong and what helps; never with a password."""

import asyncpg

from wellread.errors import StorageError

DRIVER_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, OSError)
"""All that a connection raises; a time-out is an OSError."""

PASSING_ERRORS = (
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.CannotConnectNowError,
    asyncpg.TooManyConnectionsError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    OSError,
)
"""After these the same transaction may succeed a moment later."""

_REMEDIES: tuple[tuple[type[Exception], str], ...] = (
    (
        asyncpg.InvalidAuthorizationSpecificationError,
        "the server refuses this user: check user and password in database_url",
    ),
    (
        asyncpg.InvalidCatalogNameError,
        "there is no such database: make it with createdb, or correct database_url",
    ),
    (
        asyncpg.InsufficientPrivilegeError,
        "this user may not do that: let it create a schema and tables in the database (GRANT "
        "CREATE ON DATABASE), or name another user in database_url",
    ),
    (
        asyncpg.ReadOnlySQLTransactionError,
        "the server takes no writes: name the primary server in database_url",
    ),
    (asyncpg.DiskFullError, "the server's disk is full: free some space there and resume"),
    (
        asyncpg.TooManyConnectionsError,
        "the server has no connection left: raise its max_connections, or run less at once",
    ),
    (
        asyncpg.QueryCanceledError,
        "the server cancelled the work: see its statement_timeout and lock_timeout",
    ),
    (
        asyncpg.PostgresConnectionError,
        "the connection was lost: check that the server runs, and resume",
    ),
    (asyncpg.CannotConnectNowError, "the server is starting or stopping: resume in a moment"),
    (asyncpg.OperatorInterventionError, "the server is stopping: start it again and resume"),
    (asyncpg.InterfaceError, "the connection was lost: check that the server runs, and resume"),
    (
        OSError,
        "no server answers there: start it, or correct database_url (WELLREAD_DATABASE_URL); "
        "empty, the archive is a file in data_dir",
    ),
)


def in_words(error: Exception, place: str) -> StorageError:
    """The error as the user should read it."""
    remedy = next((words for kind, words in _REMEDIES if isinstance(error, kind)), "see the reason")
    reason = f"{type(error).__name__}: {error}".removesuffix(": ")
    return StorageError(f"the archive in {place} cannot be used: {remedy} ({reason})")
