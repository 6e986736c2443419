"""The hooks a plugin may implement. All are synchronous and declarative: they return contributions.

pluggy checks names and arguments when a generation is loaded; a compiled table dispatches. Hooks run in a worker
thread under a deadline of 10 seconds.
"""

from collections.abc import Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

import pluggy

from shopbell.contracts import Channel, Migration, Policy, Skill, Write
from shopbell.errors import ConfigError
from shopbell.scopes import PluginScope, ShopAtHand
from shopbell.turns import Turn, Unanswered
from shopbell.understanding import EntityReader, Understanding

if TYPE_CHECKING:
    import click

hookspec = pluggy.HookspecMarker("shopbell")
hookimpl = pluggy.HookimplMarker("shopbell")


@hookspec
def shopbell_skills(scope: PluginScope) -> Iterable[Skill]:
    """Contribute skills.

    Called: each time the plugin is enabled or reloaded, before its first turn.
    Returns: new skill objects; who is asked first is decided by score, not here.
    Raises: ``ConfigError`` leaves this plugin off; the rest of the shop starts.
    Since: 0.1
    """
    ...


@hookspec
def shopbell_channels(scope: PluginScope) -> Iterable[Channel]:
    """Contribute channels.

    Called: each time the plugin is enabled or reloaded.
    Returns: new channel objects; their ``run`` is entered after the lifespan, before the swap.
    Raises: as ``shopbell_skills``.
    Since: 0.1
    """
    ...


@hookspec
def shopbell_policies(scope: PluginScope) -> Iterable[Policy]:
    """Contribute policies, applied to every reply in the order of the configuration.

    Called: each time the plugin is enabled or reloaded.
    Returns: new policy objects.
    Raises: as ``shopbell_skills``.
    Since: 0.1
    """
    ...


@hookspec
def shopbell_understanding(scope: PluginScope) -> Iterable[Understanding]:
    """Contribute an understanding of texts. The first in the order of the configuration is used.

    Called: each time the plugin is enabled or reloaded.
    Returns: at most one object; it is trained whenever the intents of the shop change.
    Raises: as ``shopbell_skills``.
    Since: 0.1
    """
    ...


@hookspec
def shopbell_entities(scope: PluginScope) -> Iterable[EntityReader]:
    """Contribute readers of values: what a customer means by "size 10", a licence plate, a table number.

    Called: each time the plugin is enabled or reloaded.
    Returns: new reader objects; all read every text, those of a lower ``order`` first.
    Raises: as ``shopbell_skills``.
    Since: 0.1
    """
    ...


@hookspec
def shopbell_services(scope: PluginScope) -> Mapping[str, object]:
    """Provide services to other plugins, looked up by name at each turn.

    Called: each time the plugin is enabled or reloaded.
    Returns: service by name; a name that another plugin provides fails the load.
    Raises: as ``shopbell_skills``.
    Since: 0.1
    """
    ...


@hookspec
def shopbell_migrations() -> Iterable[Migration]:
    """Declare the plugin's tables, ``p_<plugin>_*``.

    Rows of a table with a column ``customer_id`` (or else ``identity_id``, or ``conversation_id``) come into that
    customer's copy, and go when the customer is erased; ``keeps`` in ``plugin.toml`` names tables whose rows stay.

    Called: at each load, before anything else of the plugin runs; new steps are applied in one transaction.
    Returns: all steps from 1; a step once applied must never change (its checksum is kept).
    Raises: nothing; a step that fails fails the load.
    Since: 0.1
    """
    ...


@hookspec
def shopbell_lifespan(scope: PluginScope) -> AbstractAsyncContextManager[None]:
    """Open and close what the plugin needs while it is enabled.

    Called: once per generation, after its contributions were collected.
    Returns: an async context manager, entered within 10 s before the swap, left after the last turn.
    Raises: ``NotReadyError`` retries with backoff; ``ConfigError`` leaves it off.
    Since: 0.1
    """
    ...


@hookspec
def shopbell_commands() -> "Iterable[click.Command]":
    """Contribute commands, shown as ``shopbell <plugin without prefix> <command>``.

    Called: when the command line asks for them; the shop need not run. ``plugin.toml`` must say ``commands = "..."``,
    the line that ``shopbell --help`` shows.
    Returns: click commands; each gets ``--config`` and ``--data``, and a ``ShopAtHand`` by ``@click.pass_obj``.
    Raises: nothing.
    Since: 0.1
    """
    ...


@hookspec
def shopbell_connect() -> "click.Command":
    """Contribute the command that guides the owner through setting this plugin up: ``shopbell connect <plugin>``.

    Called: by ``shopbell connect``; the shop need not run. ``plugin.toml`` must say ``connects = "..."``, the line that
    the list shows.
    Returns: a click command with options for all that it asks; it gets ``--config`` and ``--data``, and a
    ``ShopAtHand`` by ``@click.pass_obj``, whose ``keep_secret`` and ``configure`` write down what was found out.
    Raises: nothing.
    Since: 0.1
    """
    ...


@hookspec
def shopbell_examine(shop: ShopAtHand) -> Iterable[str]:
    """Look outside for ``shopbell doctor``: is the platform there, does it accept what the owner set up?

    Called: by the command, for a plugin that is on and whose ``plugin.toml`` says ``connects``; the shop need not run.
    It may wait up to 30 s, and must change nothing.
    Returns: what is wrong, each a sentence that says what to do; none when all is well.
    Raises: nothing.
    Since: 0.1
    """
    ...


@hookspec
def shopbell_check(shop: ShopAtHand) -> Iterable[ConfigError]:
    """Find mistakes in the plugin's content files, for ``shopbell check``.

    Called: by the command; the shop need not run.
    Returns: all mistakes, with file and line.
    Raises: nothing.
    Since: 0.1
    """
    ...


@hookspec
def shopbell_health(scope: PluginScope) -> Iterable[str]:
    """Report what is wrong now, for ``/readyz`` and ``shopbell doctor``.

    Called: at each request of these, in the event loop; must not wait.
    Returns: sentences a shop owner understands; none when all is well.
    Raises: nothing.
    Since: 0.1
    """
    ...


@hookspec
def shopbell_unanswered(turn: Turn, outcome: Unanswered) -> Iterable[Write]:
    """Keep what the shop had no answer to.

    Called: in each turn that ends with a fallback, a question back, or an answer that is none
    (``Turn.leave_unanswered``); in the event loop, must not wait.
    Returns: writes to the plugin's own tables, committed with the turn; none when it is of no interest.
    Raises: nothing; whatever it raises is charged to the plugin, the customer is answered all the same.
    Since: 0.1
    """
    ...


@hookspec
def shopbell_handed_over(turn: Turn, reason: str, message: str, silent: bool) -> Iterable[Write]:
    """Leave word that a conversation waits for a person now, whoever brought it there.

    Called: in each turn that puts its conversation into the queue: asked for, out of patience, by a dialogue, or
        because the turn failed; in the event loop, must not wait.
    Args:
        reason: a few words for the shop; never the customer's.
        message: what the customer left for the person, with where to answer; mostly empty.
        silent: does the bot say nothing until a person has answered?
    Returns: writes to the plugin's own tables, committed with the turn.
    Raises: nothing; whatever it raises is charged to the plugin, the conversation waits all the same.
    Since: 0.1
    """
    ...


@hookspec
def shopbell_erase(customer_id: int, identity_ids: tuple[int, ...]) -> Iterable[Write]:
    """Erase what the plugin's tables hold about a customer and no column says.

    Rows with ``customer_id``, or else ``identity_id`` or ``conversation_id``, go by themselves, after these writes.

    Called: when a customer is erased.
    Returns: writes that ride in the erasing transaction.
    Raises: nothing.
    Since: 0.1
    """
    ...
