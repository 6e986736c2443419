"""Plugins change while sixty customers are being answered; not one of them notices."""

import pytest

from shopbell.plugin_host import loading
from tests.plugin_host.bench import Bench
from tests.plugin_host.soak import soak


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files keep still at once: they are written whole here."""
    monkeypatch.setattr(loading, "SETTLE", 0.005)


async def test_two_hundred_saves_every_fifth_broken(bench: Bench) -> None:
    outcome = await soak(bench, 200, toggle=False)

    assert outcome.failed == []
    assert outcome.unanswered == 0
    assert outcome.refused == 40
    assert outcome.swaps == 161
    assert outcome.versions > 20
    assert outcome.zombies == []


async def test_a_hundred_times_off_and_on(bench: Bench) -> None:
    outcome = await soak(bench, 200, toggle=True)

    assert outcome.failed == []
    assert outcome.swaps == 201
    assert outcome.zombies == []
