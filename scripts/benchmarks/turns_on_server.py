"""Turns per second over HTTP with the shop on PostgreSQL, as a share of the same shop on SQLite in the same run."""

from contextlib import ExitStack
from statistics import median

from .load import Asked, ask
from .report import Figure, at_least
from .served import fsync_ms, new_shop, running_shop, scratch
from .store import server
from .turns import until_trained, warm_up

BAR = 0.4  # of SQLite's rate


def measure(pairs: int, seconds: int, url: str) -> list[Figure]:
    """Load both shops in turn, ``pairs`` times, with questions asked again and again and with fresh ones."""
    with ExitStack() as stack:
        folder = stack.enter_context(scratch())
        at = stack.enter_context(server(url))
        shops = {}
        for name in ("file", "server"):
            (folder / name).mkdir()
            shop = new_shop(folder / name)
            if name == "server":
                with (shop / "shopbell.toml").open("a", encoding="utf-8") as file:
                    file.write(f'\n[storage]\nurl = "{at}"\n')
            shops[name] = stack.enter_context(running_shop(shop, folder / name / "data", pin=True))
            until_trained(shops[name])
        figures: list[Figure] = []
        for row in ("repeat", "fresh"):
            fresh = row == "fresh"
            for each in shops.values():
                warm_up(each, fresh)
            asked: dict[str, list[Asked]] = {name: [] for name in shops}
            for _ in range(pairs):
                for name, each in shops.items():
                    asked[name].append(ask(each.url, seconds=seconds, fresh=fresh))
            ratios = [there.rate / here.rate for here, there in zip(asked["file"], asked["server"], strict=True)]
            failed = sum(one.failed for each in asked.values() for one in each)
            share = f"({min(ratios):.2f}-{max(ratios):.2f})"
            figures += [
                at_least(f"{row}: share of SQLite's rate", median(ratios), share, BAR),
                Figure(f"{row}: turns on PostgreSQL", median(one.rate for one in asked["server"]), "per s"),
                Figure(f"{row}: turns on SQLite", median(one.rate for one in asked["file"]), "per s"),
                Figure(f"{row}: half within, PostgreSQL", median(one.p50_ms for one in asked["server"]), "ms"),
                Figure(f"{row}: failed", failed, "", "0", not failed),
            ]
        weights = [Figure(f"memory on {name}", each.resident_mb(), "MB") for name, each in shops.items()]
        return [*figures, *weights, Figure("fsync probe", fsync_ms(folder), "ms")]
