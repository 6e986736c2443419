"""Resident memory after many turns, and whether it goes on growing."""

from .load import ask
from .report import Figure, below, none_of
from .served import new_shop, running_shop, scratch
from .turns import until_trained

LIMIT_MB = 150  # understanding's tables and model included


def measure(turns: int = 100_000, conversations: int = 10_000) -> list[Figure]:
    """Ask ``turns`` questions over ``conversations`` customers, twice, and then as many that nobody asked before."""
    with scratch() as folder, running_shop(new_shop(folder), folder / "data") as shop:
        idle = shop.resident_mb()
        until_trained(shop)
        first = ask(shop.url, limit=turns, senders=conversations + 1)
        after_first = shop.resident_mb()
        second = ask(shop.url, limit=turns, senders=conversations + 1)
        after_second = shop.resident_mb()
        third = ask(shop.url, limit=turns, senders=conversations + 1, fresh=True)
        after_third = shop.resident_mb()
    return [
        Figure("idle", idle, "MB"),
        below(f"after {turns:,} turns over {conversations:,} conversations", after_first, "MB", LIMIT_MB),
        below(f"after {turns:,} more, no text twice", after_third, "MB", LIMIT_MB),
        below(f"growth over the second {turns:,}", after_second - after_first, "MB", 5),
        none_of("failed turns", first.failed + second.failed + third.failed),
    ]
