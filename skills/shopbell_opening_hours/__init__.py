"""Tells customers when the shop is open."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta

from shopbell import Intent, PluginScope, Reply, Settings, Skill, Turn, hookimpl
from shopbell.shop import ShopInfo

from .days import asked_days
from .phrases import HOLIDAYS, HOURS
from .sentences import all_hours, exceptions_ahead, on_day, right_now


class OpeningHoursSettings(Settings, frozen=True, kw_only=True):
    """The ``[plugins.shopbell_opening_hours]`` table."""

    soon: Annotated[int, Meta(ge=0, le=240)] = 30  # minutes before closing in which we say so
    ahead: Annotated[int, Meta(ge=1, le=366)] = 60  # days for which holidays are told


class OpeningHoursSkill:
    """Speaks of the days that were named; of now and the whole week when none was."""

    name = "opening_hours"
    intents = (Intent("opening_hours", HOURS), Intent("opening_hours.holidays", HOLIDAYS))

    def __init__(self, shop: ShopInfo, settings: OpeningHoursSettings) -> None:
        self._shop, self._settings = shop, settings

    async def answer(self, turn: Turn) -> Reply | None:
        """Decline when the owner has told no hours: perhaps the FAQ does."""
        hours = self._shop.hours
        if not any(hours.week) and not hours.exceptions:
            return None
        moment = self._shop.local(turn.now)
        asked = asked_days(turn.text, moment.date(), turn.language)
        if not asked and turn.intent == "opening_hours.holidays":
            return Reply(text=exceptions_ahead(hours, moment.date(), self._settings.ahead))
        if not asked:
            return Reply(text=all_hours(hours, moment, self._settings.soon))
        if [each.day for each in asked] == [moment.date()] and not asked[0].by_weekday:
            return Reply(text=right_now(hours, moment, self._settings.soon))
        return Reply(text=on_day(hours, asked))


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    return [OpeningHoursSkill(scope.shop, scope.settings(OpeningHoursSettings))]
