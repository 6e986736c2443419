from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.shop.counter import Counter


@pytest.fixture
async def counter(tmp_path: Path) -> AsyncIterator[Counter]:
    """An open shop with a good plugin, a watchdog, and somebody who asks it over HTTP."""
    counter = Counter(tmp_path / "shop")
    await counter.open()
    yield counter
    await counter.close()
