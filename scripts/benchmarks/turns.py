"""Turns per second over HTTP, as a share of the ceiling measured in the same seconds.

``repeat`` asks the questions of ``questions.txt`` again and again, ``fresh`` never the same text twice.
"""

import json
import time
from contextlib import ExitStack
from itertools import count
from statistics import median

import click

from .load import QUESTIONS, TURNS, WRK, Asked, ask
from .report import Figure, at_least
from .served import Served, free_port, fsync_ms, new_shop, program, running_shop, scratch, served

BARS = {"repeat": 0.40, "fresh": 0.12}


def measure(pairs: int = 5, seconds: int = 2) -> list[Figure]:
    """Load ceiling and shop in turn, ``pairs`` times, for each row.

    Raises:
        click.ClickException: an answer of the warm-up was empty or failed: then no rate means anything.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(scratch())
        port = free_port()
        command = program("ceiling", str(port), str(folder / "ceiling.db"))
        top = stack.enter_context(served(command, port, folder / "ceiling.log"))
        top.wait_ready("/readyz")
        shop = stack.enter_context(running_shop(new_shop(folder), folder / "data", pin=True))
        until_trained(shop)
        known = answered_by_a_skill(shop)
        questions = len(QUESTIONS.read_text().splitlines())
        figures = [Figure("questions a skill answers", known, f"of {questions}", str(questions), known == questions)]
        figures += [figure for row in BARS for figure in measure_row(row, top, shop, pairs, seconds)]
        generator = Figure("load generator", "wrk" if WRK else "own")
        return [*figures, Figure("fsync probe", fsync_ms(folder), "ms"), generator]


def measure_row(row: str, top: Served, shop: Served, pairs: int, seconds: int) -> list[Figure]:
    """One row's rates, ratio, latency and weight."""
    fresh = row == "fresh"
    warm_up(shop, fresh)
    ceilings = [ask(top.url, seconds=seconds, fresh=fresh, path="/")]
    asked: list[Asked] = []
    cpu: list[float] = []
    for _ in range(pairs):
        before = shop.cpu_seconds()
        asked.append(ask(shop.url, seconds=seconds, fresh=fresh))
        cpu.append((shop.cpu_seconds() - before) / asked[-1].requests * 1e6)
        ceilings.append(ask(top.url, seconds=seconds, fresh=fresh, path="/"))
    # Each rate stands beside the ceiling just before and just after it: a shared machine changes speed.
    tops = [(ceilings[i].rate + ceilings[i + 1].rate) / 2 for i in range(pairs)]
    ratios = [each.rate / ceiling for each, ceiling in zip(asked, tops, strict=True)]
    return [
        at_least(f"{row}: share of the ceiling", median(ratios), f"({min(ratios):.2f}-{max(ratios):.2f})", BARS[row]),
        Figure(f"{row}: turns", median(each.rate for each in asked), "per s"),
        Figure(f"{row}: ceiling", median(tops), "per s"),
        Figure(f"{row}: half within", median(each.p50_ms for each in asked), "ms"),
        Figure(f"{row}: 99 % within", median(each.p99_ms for each in asked), "ms"),
        Figure(f"{row}: processor time", median(cpu), "us per turn"),
        Figure(f"{row}: failed", sum(each.failed for each in asked), "", "0", not any(each.failed for each in asked)),
        Figure(f"{row}: memory", shop.resident_mb(), "MB"),
    ]


def until_trained(shop: Served, seconds: float = 60.0) -> None:
    """Wait for the model of a new shop: before it is there, a text that no phrase equals is not understood, and who
    is not understood three times is handed to a person and hears nothing more.

    Raises:
        click.ClickException: the time is up.
    """
    question = QUESTIONS.read_text().splitlines()[1]
    deadline = time.monotonic() + seconds
    for number in count():
        if _is_answered(shop, f"early {number}", f"hello there, {question} please, number {number}"):
            return
        if time.monotonic() > deadline:
            raise click.ClickException("the shop understands no question yet")
        time.sleep(0.1)


def answered_by_a_skill(shop: Served) -> int:
    """How many of the questions the bakery's skills answer; the records of their turns tell."""
    return sum(_is_answered(shop, "reader", text) for text in QUESTIONS.read_text().splitlines())


def _is_answered(shop: Served, sender: str, text: str) -> bool:
    said = json.loads(shop.post(TURNS, {"sender": sender, "id": text, "text": text})[1])
    record = json.loads(shop.get(f"/api/v1/turns/{said['turn']}")[1])
    return bool(record["outcome"] == "answered")


def warm_up(shop: Served, fresh: bool) -> None:
    """Meet all customers, and see that every answer has words."""
    seen = ask(shop.url, seconds=3, fresh=fresh, check=True)
    if seen.failed or seen.wordless:
        raise click.ClickException(f"of {seen.requests} answers {seen.failed} failed and {seen.wordless} had no words")
