"""Tells customers when the shop is open."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from shopbell import PluginScope, Reply, Settings, Skill, Turn, hookimpl
from shopbell.shop import ShopInfo

from .days import asked_about_holidays, asked_days, asked_now, asks_only_of_opening, dates_in, names_only_days
from .phrases import OPENING_HOURS
from .sentences import all_hours, exceptions_ahead, on_day, on_today, right_now

# For "and on Sunday?": right behind the answer, or a "thanks". Later it may be said of something else.
LISTENS, LISTENS_TO = 180_000, 2  # milliseconds, messages


class OpeningHoursSettings(Settings, frozen=True, kw_only=True):
    """The ``[plugins.shopbell_opening_hours]`` table."""

    soon: Annotated[int, Meta(ge=0, le=240)] = 30  # minutes before closing in which we say so
    ahead: Annotated[int, Meta(ge=1, le=366)] = 60  # days for which holidays are told


class OpeningHoursSkill:
    """Speaks of the days that were named; of now and the whole week when none was."""

    name = "opening_hours"
    intents = (OPENING_HOURS,)

    def __init__(self, shop: ShopInfo, settings: OpeningHoursSettings) -> None:
        self._shop, self._settings = shop, settings
        self._week_now: tuple[datetime, Reply] | None = None  # what the most usual question is told this minute

    async def answer(self, turn: Turn) -> Reply | None:
        """Decline when the owner has told no hours: perhaps the FAQ does."""
        hours = self._shop.hours
        if not any(hours.week) and not hours.exceptions:
            return None
        # Behind an answer "and on Sunday?" is about the hours; whatever else is said then is somebody else's.
        goes_on = names_only_days(turn.text, turn.understood.entities, turn.language) or asks_only_of_opening(turn.text)
        if turn.intent is None and not goes_on:
            return None
        turn.listen(turn.now + LISTENS, messages=LISTENS_TO)
        moment, soon = self._shop.local(turn.now), self._settings.soon
        asked = asked_days(turn.text, moment.date(), turn.language) or dates_in(turn.understood.entities)
        if [day.named for day in asked] == ["today"]:
            return Reply(text=on_today(hours, moment, soon))
        if asked:
            return Reply(text=on_day(hours, asked))
        if asked_about_holidays(turn.text):
            return Reply(text=exceptions_ahead(hours, moment.date(), self._settings.ahead))
        if asked_now(turn.text):
            return Reply(text=right_now(hours, moment, soon))
        return self._whole_week(moment.replace(second=0, microsecond=0))

    def _whole_week(self, minute: datetime) -> Reply:
        """Now and the week, put together once a minute: it is asked more than anything else."""
        if self._week_now is None or self._week_now[0] != minute:
            self._week_now = minute, Reply(text=all_hours(self._shop.hours, minute, self._settings.soon))
        return self._week_now[1]


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    return [OpeningHoursSkill(scope.shop, scope.settings(OpeningHoursSettings))]
