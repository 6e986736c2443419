"""A shop to which customers subscribe."""

import pytest

from shopbell.testing import TestShop
from tests.runtime.answers import ECHO, install
from tests.skills.subscribing import wares


@pytest.fixture
async def counter(shop: TestShop) -> TestShop:
    """It sells a mug for 12.50."""
    await shop.configure(languages=["en", "de", "fr", "es"])
    wares(shop)
    await install(shop, "echo", ECHO)
    await shop.enable("shopbell_files")
    status = await shop.enable("shopbell_subscriptions")
    assert status.state == "enabled", status.reason
    await shop.settle()
    return shop
