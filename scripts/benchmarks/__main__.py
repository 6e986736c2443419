"""The command line of the measurements: ``scripts/bench NAME``."""

import signal
import sys
from pathlib import Path

import click

from . import (
    crash,
    dialogue,
    growth,
    labelled,
    memory,
    reload,
    search,
    senses,
    start,
    training,
    turns,
    understanding,
    webchat,
    webhook,
)
from .report import show

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of a table.")


@click.group()
def bench() -> None:
    """Measure a running shop on this machine. All traffic stays on the loopback interface."""
    # Ended from outside, the measurement still ends the servers that it started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


@bench.command("turns")
@click.option("--pairs", default=5, show_default=True, help="How often ceiling and shop are loaded in turn.")
@click.option("--seconds", default=2, show_default=True, help="Length of one load.")
@click.option("--storage", help="A server's URL, or postgresql for one made for the run: compared with SQLite then.")
@as_json
def turns_command(pairs: int, seconds: int, storage: str | None, as_json: bool) -> None:
    """Turns per second over HTTP, as a share of the ceiling."""
    if storage is None:
        show("turns", turns.measure(pairs, seconds), as_json)
        return
    from . import turns_on_server  # lazy: its driver is an extra

    show("turns", turns_on_server.measure(pairs, seconds, storage), as_json)


@bench.command("store")
@click.option("--pairs", default=5, show_default=True, help="How often claim loop and store are loaded in turn.")
@click.option("--seconds", default=3, show_default=True, help="Length of one load.")
@click.option("--storage", default="postgresql", show_default=True, help="A server's URL; one is started otherwise.")
@as_json
def store_command(pairs: int, seconds: int, storage: str, as_json: bool) -> None:
    """Turns' commits per second without HTTP, as a share of a bare claim loop on PostgreSQL."""
    from . import store  # lazy: its driver is an extra

    show("store", store.measure(pairs, seconds, storage), as_json)


@bench.command("moving")
@click.option("--messages", default=1_000_000, show_default=True, help="Of the shop that moves.")
@click.option("--storage", default="postgresql", show_default=True, help="A server's URL; one is started otherwise.")
@as_json
def moving_command(messages: int, storage: str, as_json: bool) -> None:
    """A shop moves to PostgreSQL and back: time, memory, and whether every row is the same."""
    from . import moving  # lazy: its driver is an extra

    show("moving", moving.measure(messages, storage), as_json)


@bench.command("webchat")
@click.option("--sockets", default=2000, show_default=True, help="Open WebSockets.")
@click.option("--rate", default=500, show_default=True, help="Messages per second over all of them.")
@click.option("--seconds", default=10, show_default=True, help="Length of the load.")
@as_json
def webchat_command(sockets: int, rate: int, seconds: int, as_json: bool) -> None:
    """Many open web chats: delay of an answer, memory per idle socket."""
    show("webchat", webchat.measure(sockets, rate, seconds), as_json)


@bench.command("webhook")
@click.option("--rate", default=200, show_default=True, help="Updates per second.")
@click.option("--seconds", default=30, show_default=True, help="Length of the load.")
@as_json
def webhook_command(rate: int, seconds: int, as_json: bool) -> None:
    """Delay of a webhook's acknowledgement while every answer takes three seconds."""
    show("webhook", webhook.measure(rate, seconds), as_json)


@bench.command("start")
@click.option("--times", default=10, show_default=True, help="How many starts.")
@as_json
def start_command(times: int, as_json: bool) -> None:
    """From starting the process to ready."""
    show("start", start.measure(times), as_json)


@bench.command("memory")
@click.option("--turns", "count", default=100_000, show_default=True, help="Turns, asked twice.")
@click.option("--conversations", default=10_000, show_default=True, help="Customers asking.")
@as_json
def memory_command(count: int, conversations: int, as_json: bool) -> None:
    """Resident memory after many turns, and its growth."""
    show("memory", memory.measure(count, conversations), as_json)


@bench.command("reload")
@click.option("--reloads", default=2000, show_default=True, help="Saves of a plugin under traffic.")
@as_json
def reload_command(reloads: int, as_json: bool) -> None:
    """From saving a file to its effect, and many saves under traffic."""
    show("reload", reload.measure(reloads), as_json)


@bench.command("dialogue")
@click.option("--runs", default=100_000, show_default=True, help="Dialogues that wait.")
@click.option("--due", default=10_000, show_default=True, help="How many of them fall due at once.")
@as_json
def dialogue_command(runs: int, due: int, as_json: bool) -> None:
    """What a turn of a dialogue costs, and many that wait."""
    show("dialogue", dialogue.measure(runs, due), as_json)


@bench.command("senses")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--language", default="en", show_default=True, help="Of the texts whose mood is told.")
@as_json
def senses_command(folder: Path, language: str, as_json: bool) -> None:
    """Language and mood on the labelled texts of FOLDER, and what reading a message costs."""
    show("senses", senses.measure(folder, language), as_json)


@bench.command("crash")
@click.option("--kills", default=30, show_default=True, help="How often the process is killed.")
@click.option("--messages", default=9000, show_default=True, help="Messages per commit rule.")
@as_json
def crash_command(kills: int, messages: int, as_json: bool) -> None:
    """Kill the process under load, and count what was lost, doubled or out of order."""
    show("crash", crash.measure(kills, messages), as_json)


@bench.command("understanding")
@click.argument("folders", nargs=-1, type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--encoder", default="words", show_default=True, help="Put this encoder before the default one.")
@click.option(
    "--unknown",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A file of the same kind: texts that no set of FOLDERS is about, to be refused.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line instead of a table.")
def understanding_command(folders: tuple[Path, ...], encoder: str, unknown: Path | None, as_json: bool) -> None:
    """How well texts are understood, on sets of label<TAB>text files; ../shared/data/nlu without FOLDERS.

    A folder of sets stands for all that are in it.
    """
    sets = labelled.sets_in(folders or [Path("../shared/data/nlu")])
    foreign = labelled.read_rows(unknown).texts if unknown else ()
    understanding.show_scores(understanding.measure(sets, encoder, foreign), as_json)


@bench.command("training")
@as_json
def training_command(as_json: bool) -> None:
    """How long 100 and 500 questions take to learn, how the shop stalls meanwhile, and what a text costs then."""
    show("training", training.measure(), as_json)


@bench.command("search")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@as_json
def search_command(folder: Path, as_json: bool) -> None:
    """How well products are found, on FOLDER/shop_catalogue.jsonl and FOLDER/shop_queries.jsonl."""
    show("search", search.measure(folder), as_json)


@bench.command("recommendations")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True))
@click.option("--split", metavar="DATE", help="What comes from this day on is asked for; else the last 91 days.")
@click.option("--until", metavar="DATE", help="Up to the day before this one; else all of it.")
@as_json
def recommendations_command(paths: tuple[Path, ...], split: str | None, until: str | None, as_json: bool) -> None:
    """How well products are recommended, on the invoices in PATHS (folders and files): past against what came later."""
    from . import invoices, recommendations  # lazy: numpy, which no other measurement needs

    read = invoices.read_invoices(paths)
    end = invoices.day_of(until) if until else read.end
    show("recommendations", recommendations.measure(read, invoices.day_of(split) if split else end - 91, end), as_json)


@bench.command("growth")
@click.option("--messages", default=1_000_000, show_default=True, help="Messages stored beforehand.")
@as_json
def growth_command(messages: int, as_json: bool) -> None:
    """Rate of a shop with a long history beside one without."""
    show("growth", growth.measure(messages), as_json)


if __name__ == "__main__":
    bench(prog_name="bench")
