"""What has to be known before something goes into the cart: which size, what it shall read, and that it reads right."""

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from shopbell import Chat, Image
from shopbell import Text as _
from shopbell.shop import Product, Variant, Wish, variant_labels, variants_meant

from .phrases import REMOVE
from .reading import TAKES_OUT

WITHOUT = "-"
LEFT = "left"  # the choice itself was
VALUE = "="  # before a value of several options
LONGEST = 200  # characters of a text whose maker sets no limit


def label_of(variant: Variant) -> str:
    """``M, red``."""
    return ", ".join(variant.values.values()) or variant.id


def called_as(title: str, variant: Variant | None) -> str:
    """``Sailor shirt (M, red)``."""
    return f"{title} ({label_of(variant)})" if variant is not None else title


def in_stock(product: Product) -> list[Variant]:
    """The variants that there are."""
    return [one for one in product.variants if not one.stock or sum(one.stock.values()) > 0]


async def choose(
    chat: Chat, options: Mapping[str, str], key: str, also: Mapping[str, str] | None = None, of: str = ""
) -> str | None:
    """What is chosen. None where something is taken out of the cart instead ("remove the mug"), which is done then.

    ``of``: the customer's word for it, where several things are ordered.
    """
    meant = {**(also or {}), LEFT: TAKES_OUT}
    prompt = _("“{thing}”: which one would you like?", thing=of) if of else _("Which one would you like?")
    chosen = await chat.ask(prompt, options=options, key=key, also=meant)
    if chosen != LEFT:
        return str(chosen)
    await chat.ask_skill(REMOVE.name, key=f"{key} left")
    return None


async def choose_variant(chat: Chat, there: Sequence[Variant], before: Sequence[str]) -> Variant | None:
    """The one that was named, the only one there is, or the answer; None where the choice was left.

    ``before``: sizes that the customer wears, the newest last, and colours; what is named now goes before them.
    """
    left = variants_meant(there, chat.opening) if len(there) > 1 else there
    for value in reversed(before):
        left = [one for one in left if value in one.values.values()] or left
    values = {value for one in there for value in one.values.values()}
    # "In M", of ten sizes and colours, leaves two; "no, make it L" is another one than was named before.
    said = {f"{VALUE}{value}": _as_said(value) for value in values}
    while len(left) > 1:
        chosen = await choose(chat, variant_labels(left), "variant", said)
        if chosen is None:
            return None
        if chosen.startswith(VALUE):
            value = chosen.removeprefix(VALUE)
            having = [one for one in there if value in one.values.values()]
            left = [one for one in left if one in having] or having
        else:
            left = [one for one in there if one.id == chosen]
    return left[0]


def _as_said(value: str) -> str:
    """A letter is a size where it is a capital: "s'il vous plaît" names none."""
    word = rf"(?<!\w){re.escape(value)}(?!['’]?\w)"
    return f"(?-i:{word})" if len(value) == 1 else word


async def choose_wishes(chat: Chat, product: Product) -> dict[str, str]:
    """What is made to the customer's wish, by name; what was declined is left out."""
    chosen: dict[str, str] = {}
    for wish in product.wishes:
        if not wish.required and not (wish.choices and wish.extra is None) and not await _wanted(chat, wish):
            continue
        value = await _value(chat, wish)
        if value != WITHOUT:
            chosen[wish.name] = value
    return chosen


async def _wanted(chat: Chat, wish: Wish) -> bool:
    if wish.extra is not None:
        prompt = _("With {wish}, for {price} more?", wish=wish.name, price=wish.extra)
    else:
        prompt = _("With {wish}?", wish=wish.name)
    return bool(await chat.ask(prompt, kind="yes_no", key=f"with {wish.name}"))


async def _value(chat: Chat, wish: Wish) -> str:
    prompt = _("Which {wish}?", wish=wish.name)
    if wish.choices:
        options = {choice: choice for choice in wish.choices}
        more = {} if wish.required or wish.extra is not None else {WITHOUT: _("Without")}
        return str(await chat.ask(prompt, options={**options, **more}, key=wish.name))
    if wish.kind == "photo":
        photo = await chat.ask(_("Please send the picture for {wish}.", wish=wish.name), kind="photo", key=wish.name)
        return str(photo.media or photo.url or photo.ref)
    while True:
        text = await chat.ask(prompt, least=1, most=wish.most or LONGEST, key=wish.name)
        shown = " ".join("".join(sign for sign in text if sign.isprintable() or sign.isspace()).split())
        if wish.preview:
            await chat.say(Image(url=wish.preview.replace("{value}", quote(shown, safe="")), alt=shown))
        # What is cut into metal cannot be taken back: it is read once more, letter by letter.
        proof = _("It will read “{text}”. Is every letter right?", text=shown)
        if await chat.ask(proof, kind="yes_no", key=f"proof {wish.name}"):
            return shown


def whole(said: Any) -> int:
    """A number of pieces. Raises ``ValueError`` with what the customer hears."""
    if said != int(said):
        raise ValueError(_("Please give a whole number."))
    return int(said)
