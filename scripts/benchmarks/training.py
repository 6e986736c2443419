"""What it costs to learn a shop's questions, and to understand one afterwards: small shop and large, with the loop's
stalls meanwhile as a customer would feel them.

The questions are invented from words of many trades, with five phrasings each; what is asked then says it differently
from all five, in part with a slip of the finger.
"""

import asyncio
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from itertools import product
from pathlib import Path
from statistics import median

import aiohttp

import shopbell_understanding
from shopbell import Intent, TrainingSet
from shopbell.config.shops import shop_folder
from shopbell.plugin_host.children import run_child
from shopbell.shop import ShopInfo
from shopbell_understanding.entities import ShopEntities, read_catalogue
from shopbell_understanding.model import TrainedModel
from shopbell_understanding.understanding import Choices, PhraseUnderstanding

from .labelled import mistyped
from .report import Figure, below, quantile
from .served import new_shop, running_shop, scratch

SIZES = (100, 500)  # questions
TRAINED_WITHIN = {100: 2.0, 500: 4.0}  # seconds, the start of the child included
UNDERSTOOD_P50 = {100: 0.5, 500: 1.0}  # milliseconds of processor time
UNDERSTOOD_P95 = 1.0  # with 100 questions
STALL = 20.0  # milliseconds, p99
TRAININGS = 3
EVERY = 0.002  # seconds between two customers who find the loop stalled or not
PATIENCE = 60.0  # seconds
TAKEN_UP = 0.5  # seconds in which a new model surely comes into use

DONE = ("repair", "rent", "deliver", "clean", "engrave", "buy", "wrap", "insure", "exchange", "reserve")
THINGS = (
    *("bicycles", "lamps", "scarves", "kettles", "violins", "tents", "sofas", "cameras", "boots", "clocks", "mirrors"),
    *("curtains", "helmets", "knives", "carpets", "umbrellas", "rings", "skis", "globes", "drums", "vases", "saddles"),
    *("printers", "pillows", "wigs", "kites", "stoves", "canoes", "masks", "flutes", "toasters", "desks", "candles"),
    *("ladders", "puzzles", "aquariums", "hammocks", "razors", "telescopes", "trumpets", "suitcases", "blankets"),
    *("statues", "trophies", "beehives", "jukeboxes", "looms", "pianos", "wheelchairs", "prams"),
)
PHRASINGS = (
    "do you {done} {thing}",
    "I would like you to {done} my {thing}",
    "how much is it to {done} {thing}",
    "can somebody {done} {thing} until Friday",
    "is there a way to {done} two {thing} at once",
)
ASKED = (
    "hello, could you please {done} the {thing} of my sister",
    "what does it cost when you {done} {thing} for 20 euros or more",
    "{thing}: is it possible that you {done} them by next monday",
)


def questions(count: int) -> list[tuple[str, str]]:
    """What is done with which thing, at most 500 of them; not the same ten things in a small shop."""
    return [*product(DONE, THINGS)][:: len(DONE) * len(THINGS) // count][:count]


def phrases(done: str, thing: str, patterns: Sequence[str] = PHRASINGS) -> tuple[str, ...]:
    """One question in several words."""
    return tuple(pattern.format(done=done, thing=thing) for pattern in patterns)


def measure() -> list[Figure]:
    """Each size in turn."""
    return [figure for count in SIZES for figure in _measured(count)]


def _measured(count: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory(prefix="shopbell-") as folder:
        took, model = trained(count, Path(folder))
        yield below(f"{count} questions: trained", took, f"s (median of {TRAININGS})", TRAINED_WITHIN[count])
        spent = understood(model, count)
    yield below(f"{count} questions: understood, p50", quantile(spent, 0.5), "ms of processor", UNDERSTOOD_P50[count])
    slow = quantile(spent, 0.95)
    told = f"{count} questions: understood, p95"
    yield below(told, slow, "ms of processor", UNDERSTOOD_P95) if count == SIZES[0] else Figure(told, slow, "ms")
    waits = asyncio.run(stalls(count))
    yield below(f"{count} questions: stall while it is trained, p99", quantile(waits, 0.99), "ms", STALL)
    yield Figure(f"{count} questions: longest stall", max(waits), "ms")


def trained(count: int, folder: Path) -> tuple[float, TrainedModel]:
    """Seconds from handing over the phrases to a model, the start of the child's process included; and the model."""
    taught = TrainingSet(tuple(Intent(" ".join(one), {"en": phrases(*one)}) for one in questions(count)), ("en",))
    child = partial(run_child, Path(shopbell_understanding.__file__).parent)
    took = []
    for attempt in range(TRAININGS):
        began = time.perf_counter()
        model = asyncio.run(PhraseUnderstanding(Choices(("words",), 0.1), child).train(taught, folder / str(attempt)))
        took.append(time.perf_counter() - began)
    return median(took), model


def understood(model: TrainedModel, count: int) -> list[float]:
    """Milliseconds of processor time for each text: spelling, intent, values, language and mood."""
    texts = [text for one in questions(count) for text in phrases(*one, ASKED)]
    texts[::3] = mistyped(texts[::3], 1)
    catalogue = read_catalogue((shop_folder("bakery") / "catalogue.csv").read_bytes())
    entities = ShopEntities(ShopInfo(name="Bench", languages=("en", "de"), time_zone="Europe/Berlin"), catalogue)
    now = datetime(2026, 11, 24, 14, 0)
    model.load()
    model.understand(texts[0], "en")
    entities.read(texts[0], "en", now)
    spent = []
    for text in texts:
        began = time.thread_time_ns()
        model.understand(text, "en")
        entities.read(text, "en", now)
        spent.append((time.thread_time_ns() - began) / 1e6)
    return spent


async def stalls(count: int) -> list[float]:
    """Milliseconds that requests wait which come every two milliseconds, from the owner's save to the new model."""
    with scratch() as folder:
        config = await asyncio.to_thread(new_shop, folder)
        with running_shop(config, folder / "data") as shop:
            models = folder / "data" / "understanding"
            await _another_model(models, set())  # what the demo shop says is learned first
            before = _trained_in(models)
            async with aiohttp.ClientSession() as session, asyncio.TaskGroup() as tasks:
                text = "\n".join(_written(*one) for one in questions(count))
                (config / "faq" / "invented.md").write_text(text)
                learned = tasks.create_task(_another_model(models, before))
                waits = []
                while not learned.done():
                    began = time.perf_counter()
                    async with session.get(f"{shop.url}/healthz") as answer:
                        await answer.read()
                    waits.append(time.perf_counter() - began)
                    await asyncio.sleep(EVERY)
    # Whoever would have come while this one waited, would have waited for the rest of it.
    return [1000 * (wait - late * EVERY) for wait in waits for late in range(max(1, int(wait / EVERY)))]


async def _another_model(models: Path, before: set[Path]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not _trained_in(models) - before:
            await asyncio.sleep(0.02)
    await asyncio.sleep(TAKEN_UP)


def _trained_in(folder: Path) -> set[Path]:
    return {*folder.glob("*.model")}


def _written(done: str, thing: str) -> str:
    asked, *others = phrases(done, thing)
    return f"## {asked}\n\n" + "".join(f"> {other}\n" for other in others) + f"\nWe {done} {thing}.\n"
