from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from shopbell.stores.store import open_store
from shopbell.testing.storage import storage_of
from tests.plugin_host.bench import GREET, Bench


@pytest.fixture
async def bench(tmp_path: Path) -> AsyncIterator[Bench]:
    """A shop's folder, its configuration and its plugin host, on a real store."""
    store = await open_store(tmp_path / "data", storage_of(tmp_path / "data"))
    (tmp_path / "shop" / "plugins").mkdir(parents=True)
    bench = Bench(tmp_path / "shop", store)
    yield bench
    await bench.stop()
    await store.close()


@pytest.fixture
def greeting() -> Callable[[str], str]:
    """The code of a plugin that says these words."""
    return lambda words: GREET.replace("WORDS", words)
