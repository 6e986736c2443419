"""pytest fixtures: ``shop``, ``bakery``, ``customer``, ``clock``, ``outbox``."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from shopbell.clock import Clock
from shopbell.config.shops import shop_folder
from shopbell.testing.channel import Delivered
from shopbell.testing.customers import TestCustomer
from shopbell.testing.shops import TestShop


@pytest_asyncio.fixture
async def shop(tmp_path: Path) -> AsyncIterator[TestShop]:
    """An open shop in which nothing answers yet."""
    opened = TestShop(tmp_path / "shop")
    await opened.open()
    yield opened
    await opened.close()


@pytest_asyncio.fixture
async def bakery(tmp_path: Path) -> AsyncIterator[TestShop]:
    """The demo bakery, open, with all its plugins."""
    folder = tmp_path / "bakery"
    shutil.copytree(shop_folder("bakery"), folder)
    opened = TestShop(folder, quiet=False)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def customer(shop: TestShop) -> TestCustomer:
    """Ana, a customer of ``shop``."""
    return shop.customer("ana")


@pytest.fixture
def clock(shop: TestShop) -> Clock:
    """The shop's wall clock, to be moved forward."""
    return shop.clock


@pytest.fixture
def outbox(shop: TestShop) -> Delivered:
    """What the shop has handed to the testing channel."""
    return shop.channel.delivered
