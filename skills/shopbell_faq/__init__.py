"""Answers the questions that the owner wrote into the shop's ``faq`` folder."""

from collections.abc import Iterable

from shopbell import PluginScope, Reply, Settings, Skill, Turn, hookimpl

from .entries import Entry, Version, read_entries, seasonal_rivals


class FaqSkill:
    """One intent per entry; the answer in the customer's language, else the shop's, else any it was written in."""

    name = "faq"

    def __init__(self, entries: dict[str, Entry], languages: tuple[str, ...]) -> None:
        self._entries, self._languages = entries, languages
        self._rivals = seasonal_rivals(entries)
        self.intents = tuple(entry.intent() for entry in entries.values())

    async def answer(self, turn: Turn) -> Reply | None:
        """The entry's answer; None outside its dates when no entry for the same question stands in."""
        if turn.intent not in self._entries:
            return None
        entry = self._entries[turn.intent]
        if not entry.dated and turn.intent not in self._rivals:
            return self._said(entry.versions, turn.language)
        family = (entry, *self._rivals.get(turn.intent, ()))
        valid = [version for one in family for version in one.versions if version.holds_on(turn.today)]
        dated = [version for version in valid if version.dated]
        return self._said(dated or valid, turn.language)

    def _said(self, versions: Iterable[Version], language: str) -> Reply | None:
        by_language = {version.language: version.reply for version in versions}
        for wanted in (language, language.partition("-")[0], *self._languages):
            if wanted in by_language:
                return by_language[wanted]
        return next(iter(by_language.values()), None)


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    scope.settings(Settings)
    languages = scope.shop.languages
    return [FaqSkill(read_entries(scope.content("faq/*.md"), languages[0]), languages)]
