"""What the shop reads: whom to call, when, and what about. In the shop's own language."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from shopbell.shop import ShopInfo

WORDS = {
    "en": (
        "[{shop}] Please call {name} on {day} at {time}",
        "{name} asks to be called.\n\nWhen: {day}, {time}\nNumber: {phone}\nAbout: {about}\n\n"
        "Conversation: {conversation}\n",
    ),
    "de": (
        "[{shop}] Bitte {name} am {day} um {time} Uhr anrufen",
        "{name} bittet um einen Rückruf.\n\nWann: {day}, {time} Uhr\nNummer: {phone}\nWorum es geht: {about}\n\n"
        "Gespräch: {conversation}\n",
    ),
    "fr": (
        "[{shop}] Rappeler {name} le {day} à {time}",
        "{name} demande à être rappelé(e).\n\nQuand : {day}, {time}\nNuméro : {phone}\nSujet : {about}\n\n"
        "Conversation : {conversation}\n",
    ),
    "es": (
        "[{shop}] Llamar a {name} el {day} a las {time}",
        "{name} pide que le llamen.\n\nCuándo: {day}, {time}\nNúmero: {phone}\nAsunto: {about}\n\n"
        "Conversación: {conversation}\n",
    ),
}


class Wish(NamedTuple):
    """What was agreed with the customer."""

    name: str
    phone: str  # E.164
    about: str
    when: datetime  # shop time
    conversation_id: int


def written(wish: Wish, shop: ShopInfo) -> tuple[str, str]:
    """Subject and body."""
    subject, body = WORDS.get(shop.languages[0].partition("-")[0], WORDS["en"])
    told: Mapping[str, object] = {
        "shop": " ".join(shop.name.split()),
        "name": " ".join(wish.name.split()),
        "phone": wish.phone,
        "about": wish.about,
        "day": f"{wish.when:%Y-%m-%d}",
        "time": f"{wish.when:%H:%M}",
        "conversation": wish.conversation_id,
    }
    return subject.format_map(told), body.format_map(told)


def in_short(wish: Wish) -> str:
    """For the list of those who wait."""
    return f"{wish.name}, {wish.phone}, {wish.when:%Y-%m-%d %H:%M}\n{wish.about}"
