"""The house rules that a reader relies on: where imports may point, how big a file may be, what is documented."""

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest

import shopbell
from shopbell.config.shops import shop_folder

ROOT = Path(__file__).parent.parent
CORE = ROOT / "core" / "shopbell"
PLUGINS = sorted(manifest.parent for home in ("plugins", "skills") for manifest in (ROOT / home).glob("*/plugin.toml"))
SHIPPED = [ROOT / home for home in ("core", "plugins", "skills", "scripts")]

# From the bottom up; a module imports its own layer and those above it in this list, never one below.
LAYERS = (
    (
        "errors",
        "text",
        "languages",
        "child",
        "clock",
        "crash_points",
        "secret",
        "spelling",
        "webhooks",
        "addresses",
        "wording",
    ),
    ("capabilities", "messages", "people", "replies", "rewording", "shop"),
    ("chat", "contracts", "hookspecs", "scopes", "skills", "turns", "understanding", "__init__"),
    ("adapt", "config", "stores"),
    ("dialogues",),
    ("runtime",),
    ("http", "plugin_host"),
    ("app",),
    ("__main__", "cli", "testing"),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
PUBLIC = {"shopbell", "shopbell.shop", "shopbell.testing"}


class Source(NamedTuple):
    """One Python file: its dotted name where it can be imported, its lines and its syntax tree."""

    path: Path
    module: str
    lines: list[str]
    tree: ast.Module

    def __str__(self) -> str:
        return str(self.path.relative_to(ROOT))


class Imported(NamedTuple):
    """One imported module: absolute name (relative ones resolved), whether it was written relatively, and where."""

    name: str
    relative: bool
    line: int
    within_function: bool
    for_types_only: bool


def read(path: Path, top: Path) -> Source:
    text = path.read_text(encoding="utf-8")
    parts = path.relative_to(top).with_suffix("").parts
    return Source(path, ".".join(p for p in parts if p != "__init__"), text.splitlines(), ast.parse(text, str(path)))


def python_files(*folders: Path) -> list[Source]:
    return [read(path, folder) for folder in folders for path in sorted(folder.rglob("*.py"))]


def imports(source: Source) -> Iterator[Imported]:
    """Every import of a file; ``from package import thing`` gives both ``package`` and ``package.thing``."""
    package = source.module.split(".") if source.path.stem == "__init__" else source.module.split(".")[:-1]

    def walk(node: ast.AST, in_function: bool, types_only: bool) -> Iterator[Imported]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Imported(alias.name, False, child.lineno, in_function, types_only)
            elif isinstance(child, ast.ImportFrom):
                base = package[: len(package) - child.level + 1] if child.level else []
                name = ".".join([*base, child.module] if child.module else base)
                for each in (name, *(f"{name}.{alias.name}" for alias in child.names)):
                    yield Imported(each, child.level > 0, child.lineno, in_function, types_only)
            else:
                function = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
                guard = isinstance(child, ast.If) and ast.unparse(child.test).endswith("TYPE_CHECKING")
                yield from walk(child, in_function or function, types_only or guard)

    return walk(source.tree, False, False)


core = python_files(ROOT / "core")
core_modules = {source.module for source in core}
shipped = python_files(*SHIPPED)
everything = [*shipped, *python_files(ROOT / "tests")]


def layer(module: str) -> int:
    """How far up a core module stands."""
    parts = module.split(".")
    return LEVEL[parts[1] if len(parts) > 1 else "__init__"]


def test_every_part_of_the_core_has_a_layer() -> None:
    parts = {source.path.relative_to(CORE).parts[0].removesuffix(".py") for source in core}

    assert parts - LEVEL.keys() == set(), "say in LAYERS where these stand"


def test_imports_point_downwards() -> None:
    upward = [
        f"{source}:{found.line} imports {found.name}"
        for source in core
        for found in imports(source)
        if found.name in core_modules and found.name != "shopbell" and layer(found.name) > layer(source.module)
    ]

    assert upward == []


def test_the_core_imports_no_plugin() -> None:
    names = {folder.name for folder in PLUGINS}
    found = [f"{s}:{i.line} imports {i.name}" for s in core for i in imports(s) if i.name.split(".")[0] in names]

    assert found == []


def test_no_modules_import_each_other_in_a_circle() -> None:
    # A package's ``__init__`` runs before its modules, so importing a sibling through it is no edge of its own.
    graph = {
        source.module: {
            found.name
            for found in imports(source)
            if found.name in core_modules
            and not found.for_types_only
            and not source.module.startswith(f"{found.name}.")
            and found.name != source.module
        }
        for source in core
    }

    try:
        TopologicalSorter(graph).prepare()
    except CycleError as exc:
        pytest.fail(" -> ".join(exc.args[1]))


def test_an_import_inside_a_function_says_why() -> None:
    silent = {
        f"{source}:{found.line}"
        for source in shipped
        for found in imports(source)
        if found.within_function and "# lazy: " not in source.lines[found.line - 1]
    }

    assert silent == set(), "move it to the top, or end the line in `# lazy: <why>`"


@pytest.mark.parametrize("folder", PLUGINS, ids=lambda folder: folder.name)
def test_a_plugin_imports_only_what_is_public(folder: Path) -> None:
    others = {other.name for other in PLUGINS}
    refused = [
        f"{source}:{found.line} imports {found.name}"
        for source in python_files(folder)
        for found in imports(source)
        if not found.relative
        and (
            found.name.split(".")[0] in others
            or (found.name in core_modules and found.name not in PUBLIC)
            or (found.name.startswith("shopbell.testing.") and found.name in core_modules)
        )
    ]

    assert refused == []


@pytest.mark.parametrize("folder", PLUGINS, ids=lambda folder: folder.name)
def test_a_plugin_stands_whole_in_its_folder(folder: Path) -> None:
    assert folder.name.startswith("shopbell_")
    assert (folder / "__init__.py").is_file()
    assert (folder / "py.typed").is_file()
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["shopbell.plugins"]
    assert folder.name in listed, f"pyproject.toml does not bundle {folder.name}: whoever installs Shopbell lacks it"


def test_the_folders_around_the_packages_are_no_packages() -> None:
    assert [home for home in ("core", "plugins", "skills") if (ROOT / home / "__init__.py").exists()] == []


def test_the_core_is_typed() -> None:
    assert (CORE / "py.typed").is_file()


def test_no_file_is_too_long_to_read() -> None:
    long = {str(source): len(source.lines) for source in everything if len(source.lines) > 300}
    for name, lines in long.items():
        if lines <= 400:
            # Not an error yet; ``warnings`` are errors in the test run, so it is printed.
            print(f"{name}: {lines} lines")

    assert {name: lines for name, lines in long.items() if lines > 400} == {}


def test_files_and_classes_are_named_after_an_idea() -> None:
    vague = re.compile(r"(^|_)(utils?|helpers?|misc|common|managers?)($|_)")
    files = [str(source) for source in shipped if vague.search(source.path.stem)]
    classes = [
        f"{source}:{node.lineno} {node.name}"
        for source in shipped
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
        and re.search(r"(Manager|Handler|Utils?|Helper)$", node.name)
        # The name of the contract for something that answers a request is aiohttp's word.
        and node.name != "RouteHandler"
    ]

    assert files + classes == []


def test_nothing_is_left_to_do() -> None:
    mark = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    left = [
        f"{source}:{number}"
        for source in everything
        if source.path != Path(__file__)
        for number, line in enumerate(source.lines, 1)
        if mark.search(line)
    ]

    assert left == []


def test_every_task_has_an_owner() -> None:
    loose = [
        f"{source}:{node.lineno}"
        for source in shipped
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Attribute)
        # A task group's own ``create_task`` has an owner.
        # A test's shop lives in a task of its own: pytest sets fixtures up and tears them down in different ones.
        and str(source) != "core/shopbell/testing/shops.py"
        and re.fullmatch(r"asyncio\.(create_task|ensure_future)|.*loop(\(\))?\.create_task", ast.unparse(node))
    ]

    assert loose == [], "start it in a task group"


PRIVATE = {"text", "address", "body", "raw", "token", "secret", "key", "email", "phone", "sender", "payload"}
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}


def test_logs_hold_no_message_and_no_address() -> None:
    told = []
    for source in shipped:
        for node in ast.walk(source.tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LEVELS):
                continue
            if not re.search(r"\blog(ger)?$", ast.unparse(node.func.value).replace("_log", "log")):
                continue
            private = {word.arg for word in node.keywords} & (PRIVATE | {"name"})
            values = [*node.args, *(word.value for word in node.keywords)]
            private |= {each.attr for each in values if isinstance(each, ast.Attribute)} & PRIVATE
            if private or any(isinstance(each, ast.JoinedStr) for each in node.args):
                told.append(f"{source}:{node.lineno} {sorted(map(str, private))}")

    assert told == []


def hooks() -> list[ast.FunctionDef]:
    tree = next(source.tree for source in core if source.module == "shopbell.hookspecs")
    return [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and any(ast.unparse(each) == "hookspec" for each in node.decorator_list)
    ]


@pytest.mark.parametrize("hook", hooks(), ids=lambda hook: hook.name)
def test_a_hook_says_when_it_is_called(hook: ast.FunctionDef) -> None:
    text = ast.get_docstring(hook) or ""

    said = re.findall(r"^(Called|Returns|Raises|Since): \S", text, re.MULTILINE)

    assert said == ["Called", "Returns", "Raises", "Since"]
    assert hook.returns is not None


def test_the_public_names_are_sorted() -> None:
    assert shopbell.__all__ == sorted(shopbell.__all__)


@pytest.mark.parametrize("name", [*shopbell.__all__, *(hook.name for hook in hooks())])
def test_every_public_name_is_documented(name: str) -> None:
    page = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")

    assert re.search(rf"`{name}\b", page), "docs/api.md does not tell of it"
    if name in shopbell.__all__:
        assert getattr(shopbell, name).__doc__


def meaningful(source: Source) -> list[tuple[int, str]]:
    """A file's lines that say something: no imports, docstrings, comments, names alone in a list."""
    skipped: set[int] = set()
    for node in ast.walk(source.tree):
        text = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        if text or isinstance(node, ast.Import | ast.ImportFrom):
            assert isinstance(node, ast.stmt)
            skipped.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    numbered = ((number, re.sub(r"(^|\s)#.*", "", line).strip()) for number, line in enumerate(source.lines, 1))
    return [(n, line) for n, line in numbered if n not in skipped and re.search(r"\w.*[=(.:\[]|\w \w", line)]


def test_no_block_of_code_stands_twice() -> None:
    size = 7  # lines; shorter ones are mostly the shape of the language
    seen: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for index, source in enumerate(shipped):
        lines = meaningful(source)
        for start in range(len(lines) - size + 1):
            block = lines[start : start + size]
            seen[tuple(line for _, line in block)].append((index, block[0][0]))
    twice = sorted(places for places in seen.values() if len(places) > 1)
    # Of a long doubled stretch only its first window is told.
    first = [b for a, b in pairwise([[(-1, -9)], *twice]) if b[0][0] != a[0][0] or b[0][1] > a[0][1] + 2]

    assert [" = ".join(f"{shipped[i]}:{line}" for i, line in places) for places in first] == []


SERVING = """
import asyncio, json, os, sys
from pathlib import Path
import aiohttp
from shopbell.app import Opening, running_shop

async def main():
    folder = Path(sys.argv[1])
    async with running_shop(Opening(folder / "shop", folder / "data", port=0)) as shop, aiohttp.ClientSession() as http:
        head = {"Authorization": "Bearer " + os.environ["SHOPBELL_API_KEYS"]}
        message = {"sender": "ana", "id": "1", "text": "how do i pay"}
        async with http.post(shop.url + "/api/v1/messages", json=message, headers=head) as answer:
            assert (await answer.json())["replies"]
    print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})))

asyncio.run(main())
"""


def test_a_serving_shop_does_not_carry_what_only_training_and_migrations_need(tmp_path: Path) -> None:
    shutil.copytree(shop_folder("bakery"), tmp_path / "shop")
    environment = {**os.environ, "SHOPBELL_API_KEYS": "weight-test-key"}
    command = [sys.executable, "-c", SERVING, str(tmp_path)]

    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=100)

    assert ran.returncode == 0, ran.stderr[-2000:]
    loaded = set(json.loads(ran.stdout.splitlines()[-1]))
    assert loaded & {"py3langid", "pytest", "scipy", "sklearn", "sqlite_utils"} == set()
