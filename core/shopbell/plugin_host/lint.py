"""What plugin code must not do, found in its syntax tree before it runs.

Each of these outlives the generation that did it: the old code would go on running, or never be freed.
"""

import ast
from collections.abc import Iterator, Sequence

from shopbell.plugin_host.dialogue_lint import dialogue_problems

FORBIDDEN = {
    "asyncio.create_task": "use scope.spawn, so that the task ends with the plugin",
    "asyncio.ensure_future": "use scope.spawn, so that the task ends with the plugin",
    "threading.Thread": "use scope.spawn with anyio.to_thread.run_sync, so that it ends with the plugin",
    "threading.Timer": "use scope.every, so that it ends with the plugin",
    "atexit.register": "use scope.undo, which runs when the plugin goes",
    "signal.signal": "signals belong to Shopbell",
    "copyreg.pickle": "it cannot be undone when the plugin goes",
    "os.fork": "a forked shop would answer twice",
}
_LOOPS = ("asyncio.get_running_loop", "asyncio.get_event_loop")


def problems(tree: ast.Module, plugin: str) -> Iterator[tuple[int, str]]:
    """What is wrong with a module of ``plugin``, as (line, sentence with the remedy)."""
    names = _imported(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield from _import_problems(node.lineno, alias.name, plugin)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from _import_problems(node.lineno, node.module or "", plugin)
        elif isinstance(node, ast.Call):
            yield from _call_problems(node, names)
        elif isinstance(node, ast.Assign | ast.AugAssign):
            yield from _patch_problems(node.targets if isinstance(node, ast.Assign) else [node.target], names)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _decorator_problems(node, names)
    yield from dialogue_problems(tree, lambda node: dotted(node, names))


def _import_problems(line: int, module: str, plugin: str) -> Iterator[tuple[int, str]]:
    top = module.partition(".")[0]
    if top == plugin:
        rest = module.partition(".")[2]
        yield line, f"import your own modules relatively: `from .{rest} import ...`"
    elif top.startswith("shopbell_"):
        yield line, f"a plugin cannot import another one ({top}): use scope.service"


def _call_problems(node: ast.Call, names: dict[str, str]) -> Iterator[tuple[int, str]]:
    called = dotted(node.func, names)
    if called in FORBIDDEN:
        yield node.lineno, f"{called}: {FORBIDDEN[called]}"
    owner = node.func.value if isinstance(node.func, ast.Attribute) and node.func.attr == "create_task" else None
    if isinstance(owner, ast.Call) and dotted(owner.func, names) in _LOOPS:
        yield node.lineno, f"create_task: {FORBIDDEN['asyncio.create_task']}"


def _patch_problems(targets: Sequence[ast.expr], names: dict[str, str]) -> Iterator[tuple[int, str]]:
    for target in targets:
        if isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name) and target.value.id in names:
            name = f"{names[target.value.id]}.{target.attr}"
            if not name.startswith("."):
                yield target.lineno, f"{name} = ...: changing another module cannot be undone when the plugin goes"


def _decorator_problems(
    node: ast.FunctionDef | ast.AsyncFunctionDef, names: dict[str, str]
) -> Iterator[tuple[int, str]]:
    for decorator in node.decorator_list:
        call = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = dotted(call, names)
        if name.startswith("shopbell.") and name.endswith(".register"):
            yield decorator.lineno, f"{name}: registering in the core cannot be undone when the plugin goes"


def _imported(tree: ast.Module) -> dict[str, str]:
    """Local name -> dotted origin, for everything imported anywhere in the module; own modules start with a dot."""
    names: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                names[alias.asname or alias.name.partition(".")[0]] = (
                    alias.name if alias.asname else alias.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                names[alias.asname or alias.name] = f"{'.' * node.level}{node.module or ''}.{alias.name}"
    return names


def dotted(node: ast.expr, names: dict[str, str]) -> str:
    """``Thread`` or ``threading.Thread`` -> ``threading.Thread``; empty for anything else."""
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value, names)
        return f"{owner}.{node.attr}" if owner else ""
    return ""
