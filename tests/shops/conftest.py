import shutil
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shopbell.clock import Clock
from shopbell.config.shops import shop_folder
from shopbell.testing import TestShop

NOW = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)  # a Tuesday; the shops' orders and holidays lie around it


@pytest.fixture
async def demo_shop(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[TestShop]:
    """The demo shop whose name is the test's parameter, open, trained, on that Tuesday."""
    shutil.copytree(shop_folder(request.param), tmp_path / "shop")
    shop = TestShop(tmp_path / "shop", quiet=False)
    shop.clock = Clock(int((NOW - datetime.now(UTC)).total_seconds() * 1000))
    await shop.open()
    # Whether a customer is asked if it helped depends on scores, and these move with every skill there is.
    await shop.enable("shopbell_faq", helpful="never")
    yield shop
    await shop.close()
