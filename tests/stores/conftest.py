"""A store on a data folder of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from shopbell.stores.store import Store, open_store
from shopbell.testing.storage import storage_of


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await open_store(tmp_path, storage_of(tmp_path))
    yield opened
    await opened.close()
