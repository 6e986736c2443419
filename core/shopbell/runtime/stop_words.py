"""The words with which a customer stops what the shop sends unasked, and lets it begin again.

SMS: Twilio's default keywords, which carriers know, too (Advanced Opt-Out page). Elsewhere only what can mean nothing
else in a chat with a shop: "cancel" and "end" belong to orders and dialogues there. The whole message must be the word.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from shopbell.people import Stopped

LONGEST = 24  # characters; what is longer is no such word

StopKind = Literal["stop", "stop_all", "start"]

# Language -> words; every shop knows all languages, for a customer may write any.
STOP: Mapping[str, tuple[str, ...]] = {
    "en": ("stop", "unsubscribe", "opt out", "optout"),
    "de": ("stopp", "abmelden", "abbestellen"),
    "fr": ("arret", "arrêt", "desabonner", "désabonner"),
    "es": ("baja", "alto", "darme de baja"),
    "it": ("disiscrivimi", "cancellami"),
    "nl": ("afmelden", "uitschrijven"),
}
STOP_ALL: Mapping[str, tuple[str, ...]] = {
    "en": ("stop all", "stopall", "/stop"),
    "de": ("alles stoppen", "stopp alles"),
    "fr": ("tout arrêter", "stop tout"),
    "es": ("parar todo", "baja total"),
    "it": ("ferma tutto", "stop tutto"),
    "nl": ("alles stoppen", "stop alles"),
}
START: Mapping[str, tuple[str, ...]] = {
    "en": ("start", "unstop", "subscribe"),
    "de": ("anmelden", "wieder anmelden"),
    "fr": ("reprendre", "abonner"),
    "es": ("alta", "reanudar"),
    "it": ("iscrivimi", "riprendi"),
    "nl": ("aanmelden", "hervatten"),
}
# What carriers take for STOP and START on SMS, whatever the shop thinks.
SMS_STOP = ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout")
SMS_START = ("start", "yes", "unstop")
# In an open dialogue these end the dialogue, not the offers; a customer who means the latter says it once more.
SHORT = frozenset(("stop", "stopp", "alto", "arret", "arrêt"))


class StopWord(NamedTuple):
    """What a word asks for; ``bits`` of ``people.Stopped`` are set, or taken away by START."""

    kind: StopKind
    bits: int


_OFFERS = int(Stopped.MARKETING)
_ALL = int(Stopped.MARKETING | Stopped.NOTICES)


def _table() -> dict[str, StopWord]:
    found: dict[str, StopWord] = {}
    for words, meaning in ((STOP, ("stop", _OFFERS)), (STOP_ALL, ("stop_all", _ALL)), (START, ("start", _ALL))):
        for listed in words.values():
            found.update(dict.fromkeys(listed, StopWord(*meaning)))  # type: ignore[arg-type]
    return found


_WORDS = _table()
# On SMS a carrier that hears STOP lets nothing through any more: STOP means everything there.
_SMS: dict[str, StopWord] = {
    **{word: found._replace(bits=_ALL) for word, found in _WORDS.items()},
    **dict.fromkeys(SMS_STOP, StopWord("stop_all", _ALL)),
    **dict.fromkeys(SMS_START, StopWord("start", _ALL)),
}


def stop_word(text: str, channel: str, *, in_dialogue: bool, stopped: int) -> StopWord | None:
    """What a message asks for, if it is such a word and nothing else.

    Args:
        channel: its own words count.
        in_dialogue: a question is open, which a short "stop" would end.
        stopped: bits of ``people.Stopped``; START means something only where something is stopped.
    """
    said = text.strip().strip(".!").casefold()
    found = (_SMS if channel == "sms" else _WORDS).get(said)
    if found is None or (in_dialogue and channel != "sms" and said in SHORT):
        return None
    if found.kind == "start" and not stopped & found.bits:
        return None
    return found
