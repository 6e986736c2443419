"""Conversations without code: each file in the shop's ``flows`` folder becomes a dialogue."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

import click

from shopbell import Chat, ConfigError, Migration, PluginScope, Settings, Skill, dialogue, hookimpl

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
        )
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
def shopbell_check(content: Mapping[str, bytes]) -> Iterable[ConfigError]:
    flows, problems = read_flows(content)
    return [*problems, *mistakes(flows)]


@hookimpl
def shopbell_commands() -> Iterable[click.Command]:
    return [add]


@click.command("add")
@click.argument("template", type=click.Choice(sorted(file.stem for file in TEMPLATES.glob("*.toml"))))
@click.option("--config", type=click.Path(path_type=Path, exists=True), default=Path(), help="The shop's folder.")
def add(template: str, config: Path) -> None:
    """Put a ready-made flow into the shop's flows folder, to be changed there."""
    target = config / "flows" / f"{template}.toml"
    if target.exists():
        raise click.ClickException(f"{target} is there already")
    target.parent.mkdir(exist_ok=True)
    target.write_bytes((TEMPLATES / target.name).read_bytes())
    click.echo(f"{target}: save your changes, and they are live.")
