"""What the code of a dialogue must not do, found in its syntax tree before it runs.

A dialogue is run again from its first line with every message. Looked at are functions with ``@dialogue`` and those
whose first parameter is a ``Chat``; functions and lambdas inside them are steps, where all is allowed.
"""

import ast
from collections.abc import Callable, Iterator

Dotted = Callable[[ast.expr], str]
Function = ast.AsyncFunctionDef | ast.FunctionDef

KEYED = {"ask", "ask_skill", "confirm", "wait_event", "sleep", "background"}
WAITS = KEYED | {"call"}
CHANCE = {
    "time.time": "chat.now()", "time.time_ns": "chat.now()", "time.monotonic": "chat.now()",
    "time.perf_counter": "chat.now()", "datetime.datetime.now": "chat.now()", "datetime.datetime.utcnow": "chat.now()",
    "datetime.datetime.today": "chat.now()", "datetime.date.today": "chat.now()", "uuid.uuid4": "chat.uuid()",
    "uuid.uuid1": "chat.uuid()", "os.urandom": "chat.uuid()",
}  # fmt: skip
CHANCE_MODULES = {"random": "chat.random()", "secrets": "chat.uuid()"}
TASKS = (
    "asyncio.gather", "asyncio.wait", "asyncio.wait_for", "asyncio.TaskGroup", "anyio.create_task_group",
    "asyncio.as_completed", "asyncio.shield",
)  # fmt: skip


def dialogue_problems(tree: ast.Module, dotted: Dotted) -> Iterator[tuple[int, str]]:
    """What is wrong with the dialogues of a module, as (line, sentence with the remedy)."""
    for node in ast.walk(tree):
        if isinstance(node, Function) and (chat := _chat_of(node, dotted)):
            if isinstance(node, ast.FunctionDef):
                yield node.lineno, f"{node.name}: a dialogue is written with `async def`"
            else:
                yield from _Reading(chat, dotted).statements(node.body, "")


def _chat_of(node: Function, dotted: Dotted) -> str:
    """The name of the parameter that is the chat; empty for other functions."""
    parameters = [*node.args.posonlyargs, *node.args.args]
    if not parameters:
        return ""
    for decorator in node.decorator_list:
        if isinstance(decorator, ast.Call) and dotted(decorator.func) == "shopbell.dialogue":
            return parameters[0].arg
    named = parameters[0].annotation
    return parameters[0].arg if named is not None and dotted(named) == "shopbell.Chat" else ""


class _Reading:
    """One dialogue, read from top to bottom. ``around``: what would end at a wait here; empty: nothing."""

    def __init__(self, chat: str, dotted: Dotted) -> None:
        self._chat, self._dotted = chat, dotted

    def statements(self, body: list[ast.stmt], around: str) -> Iterator[tuple[int, str]]:
        for statement in body:
            yield from self._read(statement, around)

    def _read(self, node: ast.AST, around: str) -> Iterator[tuple[int, str]]:
        if isinstance(node, Function | ast.Lambda | ast.ClassDef):
            return
        if isinstance(node, ast.Try | ast.TryStar):
            yield from self._read_try(node, around)
            return
        if isinstance(node, ast.With | ast.AsyncWith):
            for item in node.items:
                yield from self._read(item, around)
            yield from self.statements(node.body, "with")
            return
        if isinstance(node, ast.Await):
            yield from self._awaited(node)
        if isinstance(node, ast.Call):
            yield from self._called(node, around)
            if self._dotted(node.func) in TASKS:
                around = self._dotted(node.func)
        for child in ast.iter_child_nodes(node):
            yield from self._read(child, around)

    def _read_try(self, node: "ast.Try | ast.TryStar", around: str) -> Iterator[tuple[int, str]]:
        inside = "try/finally" if node.finalbody else around
        yield from self.statements(node.body, inside)
        for handler in node.handlers:
            broad = handler.type is None or "BaseException" in ast.unparse(handler.type)
            if broad and any(self._waits(each) for part in node.body for each in ast.walk(part)):
                yield handler.lineno, "this would catch the shop's own signals at a wait: catch Exception, or narrower"
            yield from self.statements(handler.body, inside)
        yield from self.statements(node.orelse, inside)
        yield from self.statements(node.finalbody, inside)

    def _called(self, node: ast.Call, around: str) -> Iterator[tuple[int, str]]:
        method = self._method(node)
        if method in KEYED and not any(word.arg in ("key", None) for word in node.keywords):
            yield (
                node.lineno,
                f'{self._chat}.{method} without a key: add key="..." (it names the answer in the journal)',
            )
        if method in WAITS and around == "with":
            yield (
                node.lineno,
                f"{self._chat}.{method} inside `with`: what it opened is closed at every wait; open it in a step",
            )
        elif method in WAITS and around == "try/finally":
            yield (
                node.lineno,
                f"{self._chat}.{method} inside try/finally: `finally` would run at every wait; catch Cancelled instead",
            )
        elif method in WAITS and around:
            yield node.lineno, f"{self._chat}.{method} inside {around}: a dialogue waits for one thing at a time"
        called = self._dotted(node.func)
        if called in TASKS:
            yield node.lineno, f"{called}: a dialogue has no tasks of its own; use {self._chat}.step or .background"
        chance = CHANCE.get(called) or CHANCE_MODULES.get(called.partition(".")[0] if "." in called else "")
        if chance:
            yield (
                node.lineno,
                f"{called} gives something else at each replay: use {chance.replace('chat', self._chat, 1)}, or a step",
            )

    def _awaited(self, node: ast.Await) -> Iterator[tuple[int, str]]:
        value = node.value
        if isinstance(value, ast.Call):
            if self._method(value) or self._dotted(value.func) in TASKS:
                return
            if any(isinstance(one, ast.Name) and one.id == self._chat for one in value.args):
                return  # a function that goes on with this chat
        yield (
            node.lineno,
            f"await {ast.unparse(value)[:60]}: it would run again at each message; use {self._chat}.step",
        )

    def _method(self, node: ast.Call) -> str:
        """``ask`` of ``chat.ask(...)``; empty for other calls."""
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        return node.func.attr if isinstance(owner, ast.Name) and owner.id == self._chat else ""  # type: ignore[attr-defined]

    def _waits(self, node: ast.AST) -> bool:
        return isinstance(node, ast.Call) and self._method(node) in WAITS
