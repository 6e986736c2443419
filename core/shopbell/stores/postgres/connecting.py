"""Connections to the server: where it is, how each is set up, and what its refusals mean for a job."""

import asyncio
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import asyncpg

from shopbell.errors import Conflict, ShopbellError, StoreError, StoreUnavailable

CONNECT_SECONDS = 3.0
COMMAND_SECONDS = 15.0  # one statement; a server that says nothing for so long is taken for gone
OLDEST = 130_000  # PostgreSQL 13; those before it have not been maintained since November 2024
STATEMENTS_KEPT = 512  # prepared per connection

# Plans are made once per statement and must fit a table of ten million rows, also when it was empty at the time: an
# index wherever there is one. Compiling queries (jit) takes longer than all of ours.
PLANNING = {"jit": "off", "plan_cache_mode": "force_generic_plan", "enable_seqscan": "off"}
WRITING = {**PLANNING, "enable_hashjoin": "off", "enable_mergejoin": "off"}
READING = {**PLANNING, "default_transaction_read_only": "on"}

_AWAY = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,  # the connection is closed
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,  # shutting down, starting up, terminated
    asyncpg.InsufficientResourcesError,  # disk full, out of memory, too many connections
    asyncpg.PostgresSystemError,
    asyncpg.TransactionRollbackError,  # deadlock, serialization
    asyncpg.LockNotAvailableError,
    asyncpg.ReadOnlySQLTransactionError,  # a standby
    asyncpg.InvalidAuthorizationSpecificationError,  # a password that is being changed
)


class Address(NamedTuple):
    """Where a shop's tables are: ``dsn`` as the driver takes it, and the schema (None: the user's first)."""

    dsn: str
    schema: str | None

    def __str__(self) -> str:
        """Without a password."""
        parts = urlsplit(self.dsn)
        host = parts.hostname or dict(parse_qsl(parts.query)).get("host", "localhost")
        return f"{host}{parts.path}" + (f", schema {self.schema}" if self.schema else "")


def address_of(url: str) -> Address:
    """Read ``postgresql://user@host/name?schema=NAME``; everything else goes to the driver as it is.

    Raises:
        ShopbellError: the schema has a name that cannot be used.
    """
    parts = urlsplit(url)
    query = parse_qsl(parts.query)
    schema = next((value for key, value in query if key == "schema"), None)
    if schema is not None and not (schema.isidentifier() and schema.isascii() and schema == schema.lower()):
        raise ShopbellError("the schema of the database is named with small letters, digits and _")
    rest = urlencode([(key, value) for key, value in query if key != "schema"])
    return Address(urlunsplit(parts._replace(query=rest)), schema)


async def connect(address: Address, settings: dict[str, str]) -> asyncpg.Connection:
    """Open one connection.

    Raises:
        StoreUnavailable: the server is away or full.
        StoreError: it refuses this user or database.
    """
    given = {"application_name": "shopbell", **settings}
    if address.schema is not None:
        given["search_path"] = address.schema
    try:
        return await asyncpg.connect(
            address.dsn,
            timeout=CONNECT_SECONDS,
            command_timeout=COMMAND_SECONDS,
            statement_cache_size=STATEMENTS_KEPT,
            server_settings=given,
        )
    except asyncpg.InvalidCatalogNameError as exc:
        raise StoreError(f"there is no such database ({address}); make it with createdb") from exc
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError, ValueError) as exc:
        raise readable(exc) from exc


def readable(error: BaseException) -> StoreError:
    """The server's refusal as one of ours: worth another try, or not. Its details may quote a row, so they stay out."""
    if isinstance(error, StoreError):
        return error
    if isinstance(error, asyncpg.IntegrityConstraintViolationError):
        return Conflict(f"{type(error).__name__} {getattr(error, 'constraint_name', '') or ''}".strip())
    if isinstance(error, _AWAY):
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        return StoreUnavailable(f"the database server cannot be used now: {said}")
    if isinstance(error, asyncpg.DataError):  # its sentence quotes the value
        return StoreError(type(error).__name__)
    return StoreError(f"{type(error).__name__}: {error}")


async def hang_up(connection: asyncpg.Connection) -> None:
    """Close a connection that nobody uses.

    In the middle of something it is ``terminate()`` that helps: a close that is interrupted leaves the line open.
    """
    try:
        await asyncio.wait_for(connection.close(), 1.0)
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
        with suppress(OSError):
            connection.terminate()
