"""How the shop sounds: the policy that has the last word on every reply."""

from collections.abc import Callable, Mapping

import regex  # type: ignore[import-untyped]

from shopbell import Policy, Reply, TextPart, Turn, reworded
from shopbell import Text as _
from shopbell.shop import takes_it

LASTS = 3  # messages of their own after which an annoyance is over by itself

# One emoji as people see it: a picture with what changes it, or several joined into one. Signs that are letters of
# the trade (®, ™, °C, →) are no emoji unless they are written as such.
PICTURE = r"(?:\p{Emoji_Presentation}|\p{Emoji}\uFE0F)(?:\p{Emoji_Modifier}|\uFE0F|\u20E3)*"
_EMOJI = regex.compile(rf"[ \t]?(?:{PICTURE})(?:\u200D(?:{PICTURE}|\p{{So}}))*")
_EXCLAIMED = regex.compile(r"(?<=[\p{L}\p{N})”»])\s?!+")
_OPENED = regex.compile(r"¡\s?")
# What begins with an apology needs no second one before it.
_SORRY = regex.compile(
    r"\b(?:sorry|apolog\w*|regret|leid|entschuldig\w*|désolé\w*|excus\w*|regrett\w*|lament\w*|sient\w*|disculp\w*)",
    regex.IGNORECASE,
)

ABOUT_THE_TROUBLE = _("I am sorry about the trouble.")
NOT_AS_EXPECTED = _("I am sorry that this was not as you expected.")
FORMALLY = _("We regret the inconvenience.")


class Voice(Policy):
    """Changes how things are said; a friendly shop is not cheerful to somebody who is angry.

    Whether somebody is annoyed is remembered for the conversation: one more neutral message does not end it.
    """

    name = "voice"

    def __init__(
        self, manner: str, emoji: str, regret: bool, regrets: Mapping[str, str], words: Mapping[str, str]
    ) -> None:
        """Take the owner's settings; ``words`` maps theirs by what is to be said in its place."""
        self._manner, self._emoji, self._regret, self._regrets = manner, emoji, regret, regrets
        self._own = {word.casefold(): instead for word, instead in words.items()}
        longest_first = sorted(self._own, key=len, reverse=True)
        listed = "|".join(map(regex.escape, longest_first))
        self._theirs = regex.compile(rf"(?<!\w)(?:{listed})(?!\w)", regex.IGNORECASE) if listed else None

    def adapt(self, turn: Turn, reply: Reply) -> Reply:
        """The reply in the shop's voice, as this customer can hear it now."""
        before = turn.recall("annoyed", 0)
        annoyed = _annoyed(turn, before)
        if annoyed != before:
            turn.remember("annoyed", annoyed)
        if not reply.parts:
            return reply
        changes = self._changes(annoyed > 0)
        if changes:
            reply = reworded(reply, lambda words: _changed(words, turn.render(words), changes))
        if self._regret and annoyed and not before and not _is_sorry(turn, reply):
            reply = Reply(TextPart(text=self._words_of_regret(turn)), *reply.parts)
        return reply

    def _changes(self, annoyed: bool) -> list[Callable[[str], str]]:
        changes: list[Callable[[str], str]] = []
        if self._theirs is not None:
            changes.append(self._in_own_words)
        if self._emoji == "never" or (self._emoji == "calm" and annoyed):
            changes.append(_without_emoji)
        if annoyed or self._manner == "formal":
            changes.append(_soberly)
        return changes

    def _in_own_words(self, said: str) -> str:
        assert self._theirs is not None  # noqa: S101 it is asked for only then
        said_so: str = self._theirs.sub(lambda found: _as_written(found[0], self._own[found[0].casefold()]), said)
        return said_so

    def _words_of_regret(self, turn: Turn) -> "_ | str":
        own = self._regrets.get(turn.language) or self._regrets.get(turn.language.partition("-")[0])
        if own is not None:
            return own
        if self._manner == "formal":
            return FORMALLY
        return NOT_AS_EXPECTED if turn.understood.emotion == "disappointed" else ABOUT_THE_TROUBLE


def _annoyed(turn: Turn, before: int) -> int:
    """For how many more of their messages somebody counts as annoyed; 0: they are not."""
    understood = turn.understood
    if not turn.message.key or turn.message.payload is not None:
        return before  # a button has no mood
    if takes_it(turn.text):
        return before  # "ill take it" is no illness
    # Disappointment alone is read out of much that is plain ("empty my cart", a name).
    if understood.emotion == "angry" or understood.annoyed:
        return LASTS
    return 0 if understood.friendly else max(0, before - 1)


def _is_sorry(turn: Turn, reply: Reply) -> bool:
    first = next((part.text for part in reply.parts if isinstance(part, TextPart)), "")
    return _SORRY.search(turn.render(first)) is not None


def _changed(words: "_ | str", said: str, changes: list[Callable[[str], str]]) -> "_ | str":
    """What is to be said; the words themselves where nothing changes, or nothing would be left."""
    after = said
    for change in changes:
        after = change(after)
    return after if after != said and after.strip() else words


def _without_emoji(said: str) -> str:
    without: str = _EMOJI.sub("", said)
    return without


def _soberly(said: str) -> str:
    sober: str = _OPENED.sub("", _EXCLAIMED.sub(".", said))
    return sober


def _as_written(found: str, instead: str) -> str:
    """With a capital where one was."""
    return instead[:1].upper() + instead[1:] if found[:1].isupper() else instead
