"""Which channel, and which address, a customer names."""

import re

EMAIL = "email"
PLACES = {
    "telegram": "telegram",
    "whatsapp": "whatsapp",
    "messenger": "messenger",
    "instagram": "instagram",
    "sms": "sms",
    "website": "webchat",
    "site": "webchat",
    "web": "webchat",
    "webseite": "webchat",
    "homepage": "webchat",
    "internetseite": "webchat",
    "email": EMAIL,
    "mail": EMAIL,
    "mails": EMAIL,
    "courriel": EMAIL,
    "correo": EMAIL,
}
"""Words that name a channel in any of the languages, to the channel's name."""

_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r"[\w.+%'-]{1,64}@(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24}")


def place_in(text: str) -> str | None:
    """The channel that is named last: somebody in Telegram may say so before they say where to."""
    named = [PLACES[word] for word in _WORD.findall(text.casefold()) if word in PLACES]
    return named[-1] if named else None


def address_in(text: str) -> str | None:
    """The e-mail address in the words, if there is one."""
    found = _ADDRESS.search(text)
    return found[0] if found is not None else None
