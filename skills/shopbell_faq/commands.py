"""``shopbell faq``: what was not answered, and teaching the answers. A running shop is asked, else its files are."""

import getpass
from typing import Any

import anyio
import click
import msgspec

from shopbell import ShopAtHand

from .desk import Desk

json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON object per line.")
who_option = click.option("--who", default=getpass.getuser, show_default="you", help="Who says so, for the file.")


@click.command()
@json_option
@click.pass_obj
def gaps(shop: ShopAtHand, as_json: bool) -> None:
    """Show what customers asked in vain, grouped by meaning, most often asked first."""
    found = shop.call("GET", "/gaps") if shop.running else _plain(anyio.run(Desk(shop).gaps))
    for one in found:
        if as_json:
            click.echo(msgspec.json.encode(one))
            continue
        first, *others = one["phrases"]
        near = f"  (nearest: {one['closest']}, {one['score']:.2f})" if one["closest"] else ""
        click.echo(f"{one['gap']:>8}  {one['count']:>3} x  {first}{near}")
        for phrase in others[:4]:
            click.echo(f"{'':>17}{phrase}")
        if len(others) > 4:
            click.echo(f"{'':>17}and {len(others) - 4} more")
    if not as_json:
        click.echo("Answer one: shopbell faq add NUMBER" if found else "Nothing was asked in vain.", err=True)


@click.command()
@click.argument("gap", type=int)
@click.option("--answer", prompt=True, help="The answer, in Markdown.")
@click.option("--question", default="", help="Its heading; by default the way it was asked most often.")
@click.option("--page", default="answered", show_default=True, help="The file in faq/, without .md.")
@who_option
@click.pass_obj
def add(shop: ShopAtHand, gap: int, answer: str, question: str, page: str, who: str) -> None:
    """Answer GAP, a number that `shopbell faq gaps` shows: writes a question with its phrasings into a file."""
    if shop.running:
        body = {"gap": gap, "answer": answer, "question": question, "page": page, "who": who}
        file = shop.call("POST", "/entries", body)["file"]
    else:

        async def write() -> str:
            return await Desk(shop).add(gap, answer, question=question, page=page, who=who)

        file = anyio.run(write)
    click.echo(f"Written to {file}.")


@click.command()
@click.argument("what", metavar='TURN|"PHRASE"')
@click.argument("entry")
@click.option("--language", help="Of the phrase; by default that of its turn, or of the answer.")
@who_option
@click.pass_obj
def correct(shop: ShopAtHand, what: str, entry: str, language: str | None, who: str) -> None:
    """Say that a phrase, or what was written in a turn, belongs to ENTRY, such as delivery.cost."""
    asked = int(what) if what.isdigit() else what
    if shop.running:
        named = {"turn": asked} if isinstance(asked, int) else {"phrase": asked}
        done = shop.call("POST", "/corrections", {**named, "entry": entry, "language": language, "who": who})
    else:

        async def learn() -> Any:
            return msgspec.to_builtins(await Desk(shop).correct(asked, entry, language=language, who=who))

        done = anyio.run(learn)
    click.echo(f'"{done["phrase"]}" belongs to {done["entry"]} now ({done["language"]}).')


@click.command()
@click.pass_obj
def undo(shop: ShopAtHand) -> None:
    """Take the last correction back."""
    gone = shop.call("DELETE", "/corrections/last") if shop.running else _plain(anyio.run(Desk(shop).undo))
    click.echo(f'"{gone["phrase"]}" belongs to {gone["entry"]} no longer ({gone["who"]}, {gone["when"]}).')


@click.command()
@json_option
@click.pass_obj
def label(shop: ShopAtHand, as_json: bool) -> None:
    """Show the ten phrases whose right answer would teach the most."""
    found = shop.call("GET", "/labels") if shop.running else _plain(anyio.run(Desk(shop).labels))
    for one in found:
        if as_json:
            click.echo(msgspec.json.encode(one))
            continue
        near = f"{one['closest']} {one['score']:.2f}; " if one["closest"] else ""
        click.echo(f"{one['turn']:>8}  {one['count']:>3} x  {one['words']}  ({near}{one['why']})")
    if not as_json:
        click.echo("Label one: shopbell faq correct NUMBER ENTRY" if found else "There is nothing to label.", err=True)


@click.command("list")
@json_option
@click.pass_obj
def list_entries(shop: ShopAtHand, as_json: bool) -> None:
    """Show the names of all questions."""
    for name, question in anyio.run(Desk(shop).entries):
        click.echo(msgspec.json.encode({"entry": name, "question": question}) if as_json else f"{name:<32} {question}")


@click.command()
@json_option
@click.pass_obj
def helpful(shop: ShopAtHand, as_json: bool) -> None:
    """Show which answers customers found helpful, the least helpful first."""
    found = shop.call("GET", "/verdicts") if shop.running else _plain(anyio.run(Desk(shop).verdicts))
    for one in found:
        told = f"{one['entry']:<32} helped {one['helped']} x, did not {one['did_not']} x"
        click.echo(msgspec.json.encode(one) if as_json else told)
    if not found and not as_json:
        click.echo("Nobody has said so yet.", err=True)


COMMANDS = (add, correct, gaps, helpful, label, list_entries, undo)


def _plain(value: object) -> Any:
    return msgspec.to_builtins(value)
