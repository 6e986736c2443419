"""From starting the process to the first 200 of ``/readyz``, default plugins, files warm."""

import time
from statistics import median

from .report import Figure, below
from .served import new_shop, running_shop, scratch


def measure(times: int = 10) -> list[Figure]:
    """Start a shop again and again on one data folder; the first start (which makes the database) does not count."""
    with scratch() as folder:
        config = new_shop(folder)
        took, cpu = [], []
        for _ in range(times + 1):
            start = time.perf_counter()
            with running_shop(config, folder / "data") as shop:
                took.append(time.perf_counter() - start)
                cpu.append(shop.cpu_seconds())
        return [
            below("start to ready", median(took[1:]), f"s (median of {times})", 1.5),
            Figure("processor time of a start", median(cpu[1:]), "s"),
            Figure("slowest", max(took[1:]), "s"),
            Figure("first, with a new database", took[0], "s"),
        ]
