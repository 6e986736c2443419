"""What the shop reads when a customer waits.

The letter says where to answer, and what it is about in the shop's own words. What the customer wrote stands in it
only where the owner wants that: mail lies about on other machines, where neither retention nor erasing a customer
reaches it.
"""

import json
from collections.abc import Mapping, Sequence
from email.message import EmailMessage

from shopbell.shop import ShopInfo

from .mailer import envelope
from .notices import Notice

WORDS = {
    "en": (
        "[{shop}] A customer is waiting for a person",
        "A customer of {shop} has been waiting for a person since {day}, {time} ({reason}).\n"
        "The assistant is silent in this conversation until it is released.\n\n"
        "Conversation: {conversation}\nChannel: {channel}\nLanguage: {language}\n\n"
        "Who is waiting: shopbell handoff list\n"
        "Back to the assistant: shopbell handoff release {conversation}\n",
    ),
    "de": (
        "[{shop}] Ein Kunde wartet auf einen Menschen",
        "Ein Kunde von {shop} wartet seit {day}, {time} Uhr auf einen Menschen ({reason}).\n"
        "Der Assistent schweigt in diesem Gespräch, bis es freigegeben wird.\n\n"
        "Gespräch: {conversation}\nKanal: {channel}\nSprache: {language}\n\n"
        "Wer wartet: shopbell handoff list\n"
        "Zurück an den Assistenten: shopbell handoff release {conversation}\n",
    ),
    "fr": (
        "[{shop}] Un client attend une personne",
        "Un client de {shop} attend une personne depuis le {day} à {time} ({reason}).\n"
        "L'assistant se tait dans cette conversation jusqu'à ce qu'elle soit libérée.\n\n"
        "Conversation : {conversation}\nCanal : {channel}\nLangue : {language}\n\n"
        "Qui attend : shopbell handoff list\n"
        "Rendre à l'assistant : shopbell handoff release {conversation}\n",
    ),
    "es": (
        "[{shop}] Un cliente espera a una persona",
        "Un cliente de {shop} espera a una persona desde el {day} a las {time} ({reason}).\n"
        "El asistente calla en esta conversación hasta que se libere.\n\n"
        "Conversación: {conversation}\nCanal: {channel}\nIdioma: {language}\n\n"
        "Quién espera: shopbell handoff list\n"
        "De vuelta al asistente: shopbell handoff release {conversation}\n",
    ),
}


FACTS = {
    "en": {
        "about": "About", "product": "Product", "orders": "Orders", "page": "Page", "mood": "Mood",
        "said": "Last said",
    },
    "de": {
        "about": "Thema", "product": "Produkt", "orders": "Bestellungen", "page": "Seite", "mood": "Stimmung",
        "said": "Zuletzt geschrieben",
    },
    "fr": {
        "about": "Sujet", "product": "Produit", "orders": "Commandes", "page": "Page", "mood": "Humeur",
        "said": "Derniers messages",
    },
    "es": {
        "about": "Tema", "product": "Producto", "orders": "Pedidos", "page": "Página", "mood": "Ánimo",
        "said": "Últimos mensajes",
    },
}  # fmt: skip


def letter(notice: Notice, shop: ShopInfo, sender: str, address: str, last_said: Sequence[str] = ()) -> EmailMessage:
    """The e-mail, in the shop's own language.

    ``last_said``: the customer's last messages, where the owner wants them in it.

    Its Message-ID depends on the notice alone: should it be sent twice (the process died while the server answered),
    mailboxes show one.
    """
    language = shop.languages[0].partition("-")[0]
    subject, body = WORDS.get(language, WORDS["en"])
    asked = shop.local(notice.asked_at)
    told = {
        "shop": " ".join(shop.name.split()),
        "day": f"{asked:%Y-%m-%d}",
        "time": f"{asked:%H:%M}",
        "conversation": notice.conversation_id,
        "channel": notice.channel,
        "reason": " ".join(notice.reason.split()),
        "language": notice.language,
    }
    name = f"handoff-{notice.id}-{notice.asked_at}"
    whole = body.format_map(told) + _summary(notice, FACTS.get(language, FACTS["en"]), last_said)
    return envelope(subject.format_map(told), whole, sender, address, asked, name)


def _summary(notice: Notice, words: Mapping[str, str], last_said: Sequence[str]) -> str:
    facts: dict[str, str] = json.loads(notice.facts)
    lines = [f"{words[name]}: {value}" for name, value in facts.items() if name in words]
    if last_said:
        lines += [f"{words['said']}:", *(f"> {line}" for said in last_said for line in said.splitlines())]
    return "\n" + "\n".join(lines) + "\n" if lines else ""
