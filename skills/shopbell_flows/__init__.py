"""Conversations without code: each file in the shop's ``flows`` folder becomes a dialogue."""

import asyncio
import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from shopbell import Chat, ConfigError, Migration, PluginScope, Settings, ShopAtHand, Skill, dialogue, hookimpl

from .checking import mistakes
from .kinds import walk
from .reading import Flow, read_flows

TEMPLATES = Path(__file__).parent / "templates"


def _dialogue_of(flow: Flow, flows: Mapping[str, Flow], scope: PluginScope) -> Skill:
    @dialogue(flow.name, *flow.intents, title=flow.file.title)
    async def play(chat: Chat) -> None:
        await walk(chat, scope, flow, flows, {})

    # All flows share one code; what tells them apart, and one version from the next, is what they are made of.
    texts = "".join(one.text for one in flows.values())
    play.code = hashlib.blake2b(texts.encode(), digest_size=8).hexdigest()
    return play


@hookimpl
def shopbell_migrations() -> Iterable[Migration]:
    return [
        Migration(
            1,
            """
            CREATE TABLE p_shopbell_flows_goal (
                id              {ID},
                flow            TEXT NOT NULL, goal TEXT NOT NULL,
                conversation_id {INT} NOT NULL,
                at              {INT} NOT NULL      -- milliseconds UTC
            ) {STRICT}
            """,
        ),
        Migration(2, "CREATE INDEX p_shopbell_flows_goal_conversation ON p_shopbell_flows_goal (conversation_id)"),
    ]


@hookimpl
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    """A dialogue per flow. A mistake in any leaves all as they were, and says where it is."""
    scope.settings(Settings)
    flows, problems = read_flows(scope.content("flows/*.toml"))
    problems += mistakes(flows)
    if problems:
        raise ConfigError("\n".join(map(str, problems)))
    return [_dialogue_of(flow, flows, scope) for flow in flows.values()]


@hookimpl
def shopbell_check(shop: ShopAtHand) -> Iterable[ConfigError]:
    flows, problems = read_flows(shop.content("flows/*.toml"))
    return [*problems, *mistakes(flows)]


@hookimpl
def shopbell_commands() -> Iterable[click.Command]:
    return [add]


@click.command("add")
@click.argument("template", type=click.Choice(sorted(file.stem for file in TEMPLATES.glob("*.toml"))))
@click.pass_obj
def add(shop: ShopAtHand, template: str) -> None:
    """Put a ready-made flow into the shop's flows folder, to be changed there."""
    path = f"flows/{template}.toml"
    if shop.content(path):
        raise click.ClickException(f"{path} is there already")
    text = (TEMPLATES / f"{template}.toml").read_text(encoding="utf-8")
    asyncio.run(shop.edit(path, lambda _: text))
    click.echo(f"{path}: save your changes, and they are live.")
