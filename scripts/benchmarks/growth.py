"""Whether a turn costs more in a shop with a long history: a full one and a new one, loaded in turn."""

from contextlib import ExitStack
from statistics import median

from .load import QUESTIONS, ask
from .report import Figure, at_least
from .served import new_shop, running_shop, scratch
from .turns import until_trained

CONVERSATIONS = 10_001


def measure(messages: int = 1_000_000, pairs: int = 5, seconds: int = 2) -> list[Figure]:
    """Fill one shop with ``messages`` (two per turn) through its own door, then compare rates."""
    with ExitStack() as stack:
        folder = stack.enter_context(scratch())
        config, questions = new_shop(folder), len(QUESTIONS.read_text().splitlines())
        full = stack.enter_context(running_shop(config, folder / "full", pin=True))
        until_trained(full)
        filled = ask(full.url, limit=messages // 2, senders=CONVERSATIONS)
        new = stack.enter_context(running_shop(config, folder / "new", pin=True))
        until_trained(new)
        # Everybody has asked everything in both: who waits in a dialogue costs more, and only the history may differ.
        ask(new.url, limit=questions * CONVERSATIONS, senders=CONVERSATIONS)
        ask(full.url, seconds=1, senders=CONVERSATIONS)
        rates = [
            [ask(shop.url, seconds=seconds, senders=CONVERSATIONS).rate for shop in (full, new)] for _ in range(pairs)
        ]
        size = (folder / "full" / "shopbell.db").stat().st_size / 1e6
    ratios = [with_history / without for with_history, without in rates]
    return [
        at_least("rate with history / rate without", median(ratios), f"({min(ratios):.2f}-{max(ratios):.2f})", 0.9),
        Figure("messages beforehand", 2 * filled.requests),
        Figure("database", size, "MB"),
        Figure("with history", median(each for each, _ in rates), "turns per s"),
        Figure("without", median(each for _, each in rates), "turns per s"),
    ]
