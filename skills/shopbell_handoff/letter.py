"""What the shop reads when a customer waits.

The letter says where to answer, and what it is about in the shop's own words. A message that the customer left for the
shop stands in it; what they wrote to the assistant only where the owner wants that: mail lies about on other machines,
where neither retention nor erasing a customer reaches it.
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

MEANWHILE = {
    "en": (
        "[{shop}] A customer would like to hear from you",
        "A customer of {shop} wanted a person on {day}, {time} ({reason}).\n"
        "The assistant goes on answering in this conversation.\n\n"
        "Conversation: {conversation}\nChannel: {channel}\nLanguage: {language}\n\n"
        "What waits for you: shopbell handoff list\n"
        "Done with it: shopbell handoff release {conversation}\n",
    ),
    "de": (
        "[{shop}] Ein Kunde möchte von Ihnen hören",
        "Ein Kunde von {shop} wollte am {day}, {time} Uhr einen Menschen ({reason}).\n"
        "Der Assistent antwortet in diesem Gespräch weiter.\n\n"
        "Gespräch: {conversation}\nKanal: {channel}\nSprache: {language}\n\n"
        "Was auf Sie wartet: shopbell handoff list\n"
        "Erledigt: shopbell handoff release {conversation}\n",
    ),
    "fr": (
        "[{shop}] Un client attend de vos nouvelles",
        "Un client de {shop} a demandé une personne le {day} à {time} ({reason}).\n"
        "L'assistant continue de répondre dans cette conversation.\n\n"
        "Conversation : {conversation}\nCanal : {channel}\nLangue : {language}\n\n"
        "Ce qui vous attend : shopbell handoff list\n"
        "C'est fait : shopbell handoff release {conversation}\n",
    ),
    "es": (
        "[{shop}] Un cliente espera noticias suyas",
        "Un cliente de {shop} pidió una persona el {day} a las {time} ({reason}).\n"
        "El asistente sigue respondiendo en esta conversación.\n\n"
        "Conversación: {conversation}\nCanal: {channel}\nIdioma: {language}\n\n"
        "Lo que le espera: shopbell handoff list\n"
        "Hecho: shopbell handoff release {conversation}\n",
    ),
}

FACTS = {
    "en": {
        "about": "About", "product": "Product", "orders": "Orders", "page": "Page", "mood": "Mood",
        "said": "Last said", "message": "Message",
    },
    "de": {
        "about": "Thema", "product": "Produkt", "orders": "Bestellungen", "page": "Seite", "mood": "Stimmung",
        "said": "Zuletzt geschrieben", "message": "Nachricht",
    },
    "fr": {
        "about": "Sujet", "product": "Produit", "orders": "Commandes", "page": "Page", "mood": "Humeur",
        "said": "Derniers messages", "message": "Message",
    },
    "es": {
        "about": "Tema", "product": "Producto", "orders": "Pedidos", "page": "Página", "mood": "Ánimo",
        "said": "Últimos mensajes", "message": "Mensaje",
    },
}  # fmt: skip


def letter(notice: Notice, shop: ShopInfo, sender: str, address: str, last_said: Sequence[str] = ()) -> EmailMessage:
    """The e-mail, in the shop's own language.

    ``last_said``: the customer's last messages, where the owner wants them in it.

    Its Message-ID depends on the notice alone: should it be sent twice (the process died while the server answered),
    mailboxes show one.
    """
    language = shop.languages[0].partition("-")[0]
    words = WORDS if notice.silent else MEANWHILE
    subject, body = words.get(language, words["en"])
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
    for name, told in (("message", [notice.message] if notice.message else []), ("said", last_said)):
        if told:
            lines += [f"{words[name]}:", *(f"> {line}" for said in told for line in said.splitlines())]
    return "\n" + "\n".join(lines) + "\n" if lines else ""
