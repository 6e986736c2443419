"""The kinds of nodes: what each needs, where it can lead, and what it does."""

import json
import re
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import msgspec

from shopbell import AskTimeout, Chat, Image, PluginScope, StepFailed, Text, TextPart, Write

from .expressions import ExpressionError, value_of
from .reading import Flow, Node, Way, Wording, in_language, versions

Values = dict[str, Any]
Run = Callable[[Chat, "Standing", Node], Awaitable[str | None]]
ANSWERS = (
    "text", "number", "days", "money", "date", "time", "moment", "email", "phone", "address", "order_number", "product",
    "photo", "file", "yes_no",
)  # fmt: skip
GOAL = "INSERT INTO p_shopbell_flows_goal (flow, goal, conversation_id, at) VALUES (?, ?, ?, ?)"


class Standing(NamedTuple):
    """Where a run of a flow stands."""

    scope: PluginScope
    flow: Flow
    name: str  # of the node
    node: str  # the same with the flows around it, unique in the run: the key in the journal
    values: Values
    flows: Mapping[str, Flow]
    language: str

    def said(self, wording: Wording) -> Text:
        """A text in the customer's language, as far as the file has it, with its variables."""
        return Text(
            in_language(wording, self.language), **{name: _spoken(value) for name, value in self.values.items()}
        )


class Kind(NamedTuple):
    """One kind of node. ``needs``: keys that must be there; ``waits``: the customer or time must come in between."""

    run: Run
    needs: tuple[str, ...] = ()
    waits: bool = False
    ends: bool = False


def _spoken(value: Any) -> Any:
    return value if isinstance(value, str | int | float | datetime) or hasattr(value, "isoformat") else str(value)


async def message(chat: Chat, at: Standing, node: Node) -> str | None:
    if node.image:
        await chat.say(Image(url=node.image, alt=at.said(node.text)))
    await chat.say(TextPart(text=at.said(node.text), markdown=True))
    return node.next


async def question(chat: Chat, at: Standing, node: Node) -> str | None:
    answer: Any = await chat.ask(
        at.said(node.text),
        kind=node.answer,  # type: ignore[arg-type]  # checked by ``checking``
        least=node.least,
        most=node.most,
        help=at.said(node.help) if node.help else None,
        key=at.node,
    )
    at.values[node.save or at.name] = answer
    return node.next


async def choice(chat: Chat, at: Standing, node: Node) -> str | None:
    if node.image:
        await chat.say(Image(url=node.image, alt=at.said(node.text)))
    options = {value_of_way(way): at.said(way.label) for way in node.options}
    also = {value_of_way(way): rf"\b(?:{'|'.join(map(re.escape, way.also))})\b" for way in node.options if way.also}
    # "A present for my mother" has answered whom it is for.
    chosen = await chat.ask(at.said(node.text), options=options, key=at.node, also=also, from_opening=bool(also))
    at.values[node.save or at.name] = chosen
    return next((way.next for way in node.options if value_of_way(way) == chosen), node.next)


def value_of_way(way: Way) -> str:
    """What an option stands for: its value, else its label in the language that stands first."""
    return way.value if way.value is not None else next(iter(versions(way.label)), "")


async def condition(chat: Chat, at: Standing, node: Node) -> str | None:
    for way in node.ways:
        try:
            if value_of(way.when, at.values):
                return way.next
        except ExpressionError as exc:
            at.scope.log.warning("condition does not fit", flow=at.flow.name, node=at.node, error=type(exc).__name__)
    return node.otherwise


async def assign(chat: Chat, at: Standing, node: Node) -> str | None:
    for name, expression in node.values.items():
        try:
            at.values[name] = value_of(expression, at.values)
        except ExpressionError as exc:
            at.scope.log.warning("value does not fit", flow=at.flow.name, node=at.node, error=type(exc).__name__)
            at.values[name] = ""
    return node.next


async def webhook(chat: Chat, at: Standing, node: Node) -> str | None:
    """Post the values as JSON; the answer's JSON object becomes a variable. Repeats carry the same key."""
    key = chat.idempotency(at.node)
    sent = {name: _plain(value) for name, value in at.values.items()}

    async def post() -> Any:
        async with at.scope.http.post(node.url, json=sent, headers={"Idempotency-Key": key}) as answer:
            answer.raise_for_status()
            return json.loads(await answer.text() or "null")

    try:
        got = await chat.step(post, key=at.node)
    except StepFailed as exc:
        at.scope.log.warning("webhook failed", flow=at.flow.name, node=at.node, error=exc.kind)
        return node.failed
    at.values[node.save or at.name] = got
    return node.next


def _plain(value: Any) -> Any:
    if isinstance(value, str | int | float | bool | None):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


async def wait(chat: Chat, at: Standing, node: Node) -> str | None:
    if node.event is None:
        await chat.sleep(node.seconds or 0, key=at.node)
        return node.next
    try:
        at.values[node.save or at.name] = await chat.wait_event(node.event, timeout=node.seconds, key=at.node)
    except AskTimeout:
        return node.failed
    return node.next


async def handoff(chat: Chat, at: Standing, node: Node) -> str | None:
    if node.text:
        await chat.say(at.said(node.text))
    told = "\n".join(
        f"{name}: {_spoken(value)}" for name, value in at.values.items() if value and not isinstance(value, dict)
    )
    chat.hand_over(node.reason or at.flow.name, message=told)
    return node.next


async def goal(chat: Chat, at: Standing, node: Node) -> str | None:
    at_ms = chat.now()
    await chat.write(Write(GOAL, (at.flow.name, node.goal, chat.conversation_id, at_ms), 1), key=f"goal {at.node}")
    return node.next


async def sub_flow(chat: Chat, at: Standing, node: Node) -> str | None:
    """The other flow sees and changes the same variables."""
    await walk(chat, at.scope, at.flows[node.flow], at.flows, at.values, f"{at.node}/")
    return node.next


async def skill(chat: Chat, at: Standing, node: Node) -> str | None:
    """Another skill answers what was said last; ``failed`` is where it goes when that one has no answer."""
    answered = await chat.ask_skill(node.skill, key=at.node)
    return node.next if answered or node.failed is None else node.failed


async def end(chat: Chat, at: Standing, node: Node) -> str | None:
    if node.text:
        await chat.say(at.said(node.text))
    return None


KINDS: dict[str, Kind] = {
    "message": Kind(message, ("text", "next")),
    "question": Kind(question, ("text", "next"), waits=True),
    "choice": Kind(choice, ("text", "options"), waits=True),
    "condition": Kind(condition, ("ways", "otherwise")),
    "set": Kind(assign, ("values", "next")),
    "skill": Kind(skill, ("skill", "next")),
    "webhook": Kind(webhook, ("url", "next", "failed")),
    "wait": Kind(wait, ("next",), waits=True),
    "handoff": Kind(handoff),
    "goal": Kind(goal, ("goal", "next")),
    "flow": Kind(sub_flow, ("flow", "next")),
    "end": Kind(end, ends=True),
}
SERVICE = "flow node "
"""Another plugin contributes a kind as the service ``flow node NAME``: ``async def (chat, node, values) -> next``."""


async def walk(
    chat: Chat, scope: PluginScope, flow: Flow, flows: Mapping[str, Flow], values: Values, prefix: str = ""
) -> None:
    """Go from node to node until one leads nowhere. The node's id is the key in the journal."""
    name: str | None = flow.file.start
    while name is not None:
        node = flow.file.nodes[name]
        at = Standing(scope, flow, name, prefix + name, values, flows, chat.language)
        kind = KINDS.get(node.kind)
        if kind is None:
            contributed = chat.service(SERVICE + node.kind)
            name = await contributed(chat, table_of(at.node, node), values)
        else:
            name = await kind.run(chat, at, node)


def table_of(name: str, node: Node) -> dict[str, Any]:
    """A node as the plugin sees it that contributes its kind: its keys, those of ``more``, and its id."""
    told: dict[str, Any] = msgspec.to_builtins(node)
    return {"next": None, **told, **told.pop("more", {}), "id": name}


def leads_to(node: Node) -> Iterable[tuple[str, str]]:
    """Every (key, node) that a node may lead to."""
    for way in node.options:
        yield "options", way.next
    for way in node.ways:
        yield "ways", way.next
    for key, name in (("next", node.next), ("otherwise", node.otherwise), ("failed", node.failed)):
        if name is not None:
            yield key, name


def is_safe_url(url: str) -> bool:
    """HTTPS, or this machine."""
    parts = urlsplit(url)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in ("localhost", "127.0.0.1", "::1"))
