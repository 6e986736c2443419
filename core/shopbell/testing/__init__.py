"""The test kit for plugin authors, and for Shopbell's own tests.

In ``conftest.py``: ``pytest_plugins = ["shopbell.testing"]``; then tests ask for ``shop``, ``customer``,
``clock`` and ``outbox``. Everything is real: a database in a temporary folder, plugins loaded as in production.
"""

from shopbell.crash_points import POINTS as CRASH_POINTS
from shopbell.crash_points import arm as arm_crash_point
from shopbell.testing.channel import Delivered, TestingChannel, testing_channel
from shopbell.testing.channel_contract import ChannelContract, HearingContract, SendingContract
from shopbell.testing.customers import TestCustomer
from shopbell.testing.fixtures import bakery, clock, customer, outbox, shop
from shopbell.testing.platform import Answer, Asked, Platform
from shopbell.testing.shops import TestShop

__all__ = [
    "CRASH_POINTS",
    "Answer",
    "Asked",
    "ChannelContract",
    "Delivered",
    "HearingContract",
    "Platform",
    "SendingContract",
    "TestCustomer",
    "TestShop",
    "TestingChannel",
    "arm_crash_point",
    "bakery",
    "clock",
    "customer",
    "outbox",
    "shop",
    "testing_channel",
]
