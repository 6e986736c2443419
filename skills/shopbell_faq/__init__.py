"""Answers the questions that the owner wrote into the shop's ``faq`` folder, and collects those nobody answered."""

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from shopbell import ChannelEvent, ConfigError, Migration, PluginScope, ShopAtHand, Skill, Turn, Write, hookimpl

from . import gaps, helpful
from .corrections import FILE
from .reading import examine, read
from .routes import Routes
from .settings import FaqSettings
from .skill import FaqSkill

if TYPE_CHECKING:
    import click

DAY = 86_400_000  # milliseconds
TIDY_SECONDS = 3_600.0


@hookimpl
def shopbell_migrations() -> Iterable[Migration]:
    return sorted([*gaps.MIGRATIONS, *helpful.MIGRATIONS])


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    """The skill; the owner's doors, and the tasks that forget."""
    settings = scope.settings(FaqSettings)
    faq = read({**scope.content("faq/*.md"), **scope.content(FILE)}, scope.shop, settings)
    Routes(scope).declare(scope)

    async def forget_old() -> None:
        # By this machine's clock: the shop's is only ever ahead of it.
        await scope.tables.commit(gaps.forget(time.time_ns() // 1_000_000 - settings.gaps_days * DAY))

    async def forget_deleted(event: object, conversation_id: int) -> None:
        if isinstance(event, ChannelEvent) and event.about is not None:
            await scope.tables.commit(Write(gaps.DELETED, (event.channel, event.account, event.about)))

    scope.every(TIDY_SECONDS, forget_old)
    scope.subscribe(["delete"], forget_deleted)
    return [FaqSkill(faq.entries, faq.shelf, settings, faq.related)]


@hookimpl
def shopbell_unanswered(turn: Turn, outcome: str) -> Iterable[Write]:
    return gaps.gap(turn, "unclear" if outcome == "clarify" else "unanswered")


@hookimpl
def shopbell_check(shop: ShopAtHand) -> Iterable[ConfigError]:
    files = {**shop.content("faq/*.md"), **shop.content(FILE)}
    return examine(files, shop.shop, shop.settings(FaqSettings)).mistakes


@hookimpl
def shopbell_commands() -> "Iterable[click.Command]":
    from .commands import COMMANDS  # lazy: a shop that serves needs no command line

    return COMMANDS
