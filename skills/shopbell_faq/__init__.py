"""Answers the questions that the owner wrote into the shop's ``faq`` folder."""

from collections.abc import Iterable, Mapping

from shopbell import PluginScope, Reply, Settings, Skill, Turn, hookimpl

from .entries import Entry, Version, read_entries, seasonal_rivals


class FaqSkill:
    """One intent per entry; the answer in the customer's language, else the shop's, else any it was written in."""

    name = "faq"

    def __init__(self, entries: dict[str, Entry], languages: tuple[str, ...]) -> None:
        self._entries, self._languages = entries, languages
        self._rivals = seasonal_rivals(entries)
        self.intents = tuple(entry.intent() for entry in entries.values())
        self._timeless = {
            name: {version.language: version.reply for version in entry.versions}
            for name, entry in entries.items()
            if not entry.dated and name not in self._rivals
        }

    async def answer(self, turn: Turn) -> Reply | None:
        """The entry's answer; None outside its dates when no entry for the same question stands in."""
        if turn.intent is None or turn.intent not in self._entries:
            return None
        if (timeless := self._timeless.get(turn.intent)) is not None:
            return self._spoken(timeless, turn.language)
        entry = self._entries[turn.intent]
        family = (entry, *self._rivals.get(turn.intent, ()))
        valid = [version for one in family for version in one.versions if version.holds_on(turn.today)]
        dated = [version for version in valid if version.dated]
        return self._said(dated or valid, turn.language)

    def _said(self, versions: Iterable[Version], language: str) -> Reply | None:
        return self._spoken({version.language: version.reply for version in versions}, language)

    def _spoken(self, by_language: Mapping[str, Reply], language: str) -> Reply | None:
        for wanted in (language, language.partition("-")[0], *self._languages):
            if wanted in by_language:
                return by_language[wanted]
        return next(iter(by_language.values()), None)


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    scope.settings(Settings)
    languages = scope.shop.languages
    return [FaqSkill(read_entries(scope.content("faq/*.md"), languages[0]), languages)]
