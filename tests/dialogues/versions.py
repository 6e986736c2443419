"""Versions of a dialogue that comes with the shop: as it is, with other words, with one question more at its beginning.

A plugin's version is a folder plugin of its own, made of the plugin's files; a flow's is the file in ``flows/``.
"""

import ast
import re
import shutil
from typing import Literal

from shopbell.testing import TestShop
from tests.dialogues.flow_stories import FLOWS, ROOT
from tests.dialogues.stories import STORIES

Version = Literal["as it comes", "reworded", "longer"]
REWORDED = " (new)"
MORE = "Anything new?"
NODE = f"""
[nodes.news]
kind = "question"
text = "{MORE}"
next = "{{start}}"
"""


async def bring(shop: TestShop, name: str, version: Version = "as it comes") -> None:
    """Have the story's dialogue in this version, live."""
    plugin = STORIES[name].plugin
    if STORIES[name].shop:
        await shop.configure(**STORIES[name].shop)
    if STORIES[name].files and shop.plugin("shopbell_files").state == "disabled":
        for file, text in STORIES[name].files.items():
            shop.write(file, text)
        await shop.enable("shopbell_files")
    for needed in STORIES[name].needs:
        if shop.plugin(needed).state == "disabled":
            await shop.enable(needed)
    if plugin == "flows":
        text = FLOWS[name].read_text()
        shop.write(f"flows/{name}.toml", flow_in(text, version))
        await shop.enable("shopbell_flows")
        told = shop.plugin("shopbell_flows")
    else:
        copy = plugin.removeprefix("shopbell_")
        folder = shop.folder / "plugins" / copy
        if not folder.exists():
            shutil.copytree(ROOT / "skills" / plugin, folder, ignore=shutil.ignore_patterns("__pycache__"))
        for file in [*folder.glob("*.py"), folder / "plugin.toml"]:
            text = (ROOT / "skills" / plugin / file.name).read_text().replace(plugin, copy)
            shop.write(f"plugins/{copy}/{file.name}", plugin_in(text, version) if file.suffix == ".py" else text)
        await shop.settle()
        if shop.plugin(copy).state == "disabled":  # one that is off until an owner wants it
            await shop.enable(copy)
        told = shop.plugin(copy)
    await shop.settle()
    assert told.state == "enabled", told.reason


def flow_in(text: str, version: Version) -> str:
    """The file of a flow in a version."""
    if version == "reworded":
        return re.sub(r'^(kind = "(?:question|choice)"\ntext = ".*)"$', rf'\1{REWORDED}"', text, flags=re.MULTILINE)
    if version == "longer":
        start = re.search(r'^start = "(\w+)"$', text, re.MULTILINE)
        assert start is not None
        return text.replace(start[0], 'start = "news"', 1) + NODE.format(start=start[1])
    return text


def plugin_in(text: str, version: Version) -> str:
    """A module of a plugin in a version."""
    if version == "reworded":
        return re.sub(r'(chat\.(?:ask|confirm)\((?:\n\s+)?_\("[^"]*)"', rf'\1{REWORDED}"', text)
    if version == "longer":
        lines = text.splitlines()
        for function in reversed([*filter(_is_dialogue, ast.walk(ast.parse(text)))]):
            assert isinstance(function, ast.AsyncFunctionDef)
            first, chat = function.body[0], function.args.args[0].arg
            ask = f'{" " * first.col_offset}await {chat}.ask("{MORE}", key="news", timeout=10_000_000)'
            lines.insert(first.lineno - 1, ask)
        return "\n".join(lines) + "\n"
    return text


def _is_dialogue(node: ast.AST) -> bool:
    return isinstance(node, ast.AsyncFunctionDef) and any(
        isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "dialogue"
        for one in node.decorator_list
    )
