"""The PostgreSQL engine: the same tables and statements behind a server of their own (extra ``shopbell[postgres]``)."""

from shopbell.stores.postgres.reader import read_postgres
from shopbell.stores.postgres.store import open_postgres

__all__ = ["open_postgres", "read_postgres"]
