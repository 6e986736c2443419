"""What is wrong with flows, before a customer finds out."""

import difflib
from collections.abc import Iterable, Iterator, Mapping

from shopbell import ConfigError

from .expressions import ExpressionError, names_in
from .kinds import ANSWERS, KINDS, is_safe_url, leads_to, value_of_way
from .reading import Flow, Node, placeholders, versions


def mistakes(flows: Mapping[str, Flow]) -> Iterator[ConfigError]:
    """All mistakes of all flows, with file and line."""
    for flow in flows.values():
        nodes = flow.file.nodes
        if flow.file.start not in nodes:
            yield flow.wrong(
                f"start = {flow.file.start!r}: there is no such node", key="start", hint=_near(flow.file.start, nodes)
            )
            continue
        for name, node in nodes.items():
            yield from _of_node(flow, name, node, flows)
        reached = _reached(flow)
        for name in nodes:
            if name not in reached:
                yield flow.wrong(f"{name}: no way leads to this node", name)
        yield from _circles(flow)
        yield from _inside_itself(flow, flows)
        yield from _unknown_variables(flow, flows)


def _of_node(flow: Flow, name: str, node: Node, flows: Mapping[str, Flow]) -> Iterator[ConfigError]:
    nodes = flow.file.nodes
    for key, to in leads_to(node):
        if to not in nodes:
            yield flow.wrong(f"{name}: {key} leads to {to!r}, which is not there", name, key, _near(to, nodes))
    kind = KINDS.get(node.kind)
    if kind is None:
        if not node.more and difflib.get_close_matches(node.kind, KINDS, 1):
            yield flow.wrong(f"{name}: there is no kind {node.kind!r}", name, "kind", _near(node.kind, KINDS))
        return
    for key in kind.needs:
        if not getattr(node, key):
            yield flow.wrong(f"{name}: a {node.kind} needs {key!r}", name)
    if node.kind == "question" and node.answer not in ANSWERS:
        yield flow.wrong(
            f"{name}: answer = {node.answer!r} is no kind of answer", name, "answer", _near(node.answer, ANSWERS)
        )
    if node.kind == "choice":
        values = [value_of_way(way) for way in node.options]
        if len(set(values)) != len(values):
            yield flow.wrong(f"{name}: two options stand for the same", name, "options")
    if node.kind == "wait" and node.seconds is None and node.event is None:
        yield flow.wrong(f"{name}: a wait needs 'seconds' or 'event'", name)
    if node.kind == "wait" and node.event is not None and node.seconds is not None and node.failed is None:
        yield flow.wrong(f"{name}: say with 'failed' where it goes when the event does not come", name)
    if node.kind == "webhook" and node.url and not is_safe_url(node.url):
        yield flow.wrong(f"{name}: the url must begin with https://", name, "url")
    if node.kind == "skill" and node.skill.startswith(("flow.", "shopbell_flows/")):
        yield flow.wrong(f"{name}: a flow is gone through with kind = 'flow'", name, "skill")
    if node.kind == "flow" and node.flow not in flows:
        yield flow.wrong(f"{name}: there is no flow {node.flow!r}", name, "flow", _near(node.flow, flows))


def _reached(flow: Flow) -> set[str]:
    found: set[str] = set()
    open_ = [flow.file.start]
    while open_:
        name = open_.pop()
        if name not in found and name in flow.file.nodes:
            found.add(name)
            open_ += [to for _, to in leads_to(flow.file.nodes[name])]
    return found


def _circles(flow: Flow) -> Iterator[ConfigError]:
    """A way back to the same node without anybody asked and no time passed would never end."""
    nodes = flow.file.nodes

    def hasty(name: str) -> list[str]:
        kind = KINDS.get(nodes[name].kind)
        waits = kind is None or kind.waits
        return [] if waits else [to for _, to in leads_to(nodes[name]) if to in nodes]

    for name in nodes:
        seen: set[str] = set()
        open_ = hasty(name)
        while open_:
            to = open_.pop()
            if to == name:
                yield flow.wrong(f"{name}: goes round for ever without asking anything", name)
                break
            if to not in seen:
                seen.add(to)
                open_ += hasty(to)


def _inside_itself(flow: Flow, flows: Mapping[str, Flow]) -> Iterator[ConfigError]:
    """A flow that goes through itself, directly or through others, would never come back."""
    for name, node in flow.file.nodes.items():
        if node.kind == "flow" and any(one.name == flow.name for one in _gone_through(node.flow, flows)):
            yield flow.wrong(f"{name}: the flow {node.flow!r} comes back into this one, and never ends", name)


def _gone_through(name: str, flows: Mapping[str, Flow]) -> Iterator[Flow]:
    """That flow, those inside it, those inside these."""
    seen: set[str] = set()
    open_ = [name]
    while open_:
        called = open_.pop()
        if called not in seen and called in flows:
            seen.add(called)
            yield flows[called]
            open_ += [node.flow for node in flows[called].file.nodes.values() if node.kind == "flow"]


def _unknown_variables(flow: Flow, flows: Mapping[str, Flow]) -> Iterator[ConfigError]:
    """Used in a text or condition, and set by no node of this flow or of those it goes through.

    (A flow that others go through gets theirs, too.)
    """
    nodes = flow.file.nodes
    inside = [node.flow for node in nodes.values() if node.kind == "flow"]
    known = _set_in(flow).union(*(_set_in(one) for called in inside for one in _gone_through(called, flows)))
    if not flow.file.begins:
        known |= {used for name, node in nodes.items() for used, _ in _used(flow, name, node, [])}
    for name, node in nodes.items():
        problems: list[ConfigError] = []
        for used, key in _used(flow, name, node, problems):
            if used not in known:
                problems.append(flow.wrong(f"{name}: no node sets {used!r}", name, key, _near(used, known)))
        yield from problems


def _set_in(flow: Flow) -> set[str]:
    """The values that a flow's nodes set."""
    known: set[str] = set()
    for name, node in flow.file.nodes.items():
        known |= {node.save or name} if node.kind in ("question", "choice", "webhook", "wait") else set()
        known |= set(node.values)
        known |= {node.save} if node.save else set()
    return known


def _used(flow: Flow, name: str, node: Node, problems: list[ConfigError]) -> Iterator[tuple[str, str]]:
    for text, key in (
        (node.text, "text"),
        (node.help or "", "help"),
        *((way.label, "options") for way in node.options),
    ):
        for version in versions(text):
            for used in placeholders(version):
                yield used, key
    for expression, key in (
        *((way.when, "ways") for way in node.ways),
        *((one, "values") for one in node.values.values()),
    ):
        try:
            for used in names_in(expression):
                yield used, key
        except ExpressionError as exc:
            problems.append(flow.wrong(f"{name}: {exc}", name, key))


def _near(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, list(known), 1)
    return f"did you mean {close[0]}?" if close else ""
