"""The skill: the answer that the shelf has ready, what belongs to the answer before, and whether it helped."""

from collections.abc import Mapping

from shopbell import Intent, Reply, Turn

from .entries import BELOW, Entry
from .gaps import gap
from .helpful import NO, YES, asked_about, may_ask, sorry, thanks, verdict, with_question
from .settings import FaqSettings
from .shelf import Shelf, asking
from .topics import Topics
from .wishes import is_for_wares

OFFERED = 3  # other questions, after an answer that did not help


class FaqSkill:
    """One intent per entry; the answer in the customer's language, else the shop's, else any it was written in."""

    name = "faq"

    def __init__(
        self,
        entries: Mapping[str, Entry],
        shelf: Shelf,
        settings: FaqSettings,
        related: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._entries, self._shelf, self._settings, self._related = entries, shelf, settings, related
        self._topics = Topics(entries)
        asked = [entry.intent() for name, entry in entries.items() if BELOW not in name]
        self.intents: tuple[Intent, ...] = (*asked, YES, NO)

    async def answer(self, turn: Turn) -> Reply | None:
        """The entry's answer; None outside its dates when no entry for the same question stands in, and for wishes."""
        name = turn.intent
        if name is None:
            return self._after_the_topic(turn)
        if name in (YES.name, NO.name):
            return self._judged(turn, helped=name == YES.name)
        reply = self._shelf.reply(name, turn) if name in self._entries else None
        if reply is None or (not turn.understood.word_for_word and await is_for_wares(turn, self._entries[name])):
            return None
        self._take_up(name, turn)
        if turn.score < self._settings.sure:
            for write in gap(turn, "unsure"):
                turn.write(write)
        return with_question(reply, turn, self._settings) if may_ask(turn, self._settings) else reply

    def _take_up(self, name: str, turn: Turn) -> None:
        """Listen for what belongs to this answer."""
        if name in self._topics:
            turn.remember("topic", name)
            turn.listen(turn.now + self._settings.topic_minutes * 60_000)
        elif turn.recall("topic") is not None:
            turn.remember("topic", None)
            turn.listen(0)

    def _after_the_topic(self, turn: Turn) -> Reply | None:
        topic = turn.recall("topic")
        name = self._topics.follow_up(topic, turn) if topic is not None else None
        reply = self._shelf.reply(name, turn) if name is not None and name in self._entries else None
        if reply is None or name is None:
            return None
        self._take_up(name if name in self._topics else topic, turn)
        return reply

    def _judged(self, turn: Turn, *, helped: bool) -> Reply:
        about = asked_about(turn)
        if about is None:  # a button of long ago, or tapped twice
            return thanks() if helped else sorry(())
        entry, question = about
        turn.write(verdict(turn, entry, helped=helped))
        if helped:
            return thanks()
        for write in gap(turn, "unhelpful", question, entry):
            turn.write(write)
        others = [name for name in self._related.get(entry, ()) if name in self._entries][:OFFERED]
        return sorry(tuple(asking(self._entries[name], turn.language) for name in others))
