"""Every command that a page shows exists, with the options it shows."""

import shlex

import click
import pytest

from shopbell.cli import main
from tests.docs.pages import ROOT, Example, all_examples


def command_lines(example: Example) -> list[str]:
    return [line.split("  #")[0].strip() for line in example.text.splitlines() if line.strip()]


SHELL = [(str(example), line) for example in all_examples("sh") for line in command_lines(example)]


def resolve(words: list[str]) -> tuple[click.Command, list[str]]:
    """The command that ``words`` name, and what is left of them."""
    command: click.Command = main
    context = click.Context(command, info_name="shopbell")
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        found = command.get_command(context, words[0])
        assert found is not None, f"there is no command {words[0]!r}"
        command, words = found, words[1:]
        context = click.Context(command, parent=context, info_name=command.name)
    return command, words


@pytest.mark.parametrize(("place", "line"), SHELL, ids=[f"{place} {line}" for place, line in SHELL])
def test_a_shown_command_exists(place: str, line: str) -> None:
    program, *words = shlex.split(line)
    if program == "cd":
        return
    if program.startswith("scripts/"):
        assert (ROOT / program).is_file()
        if program != "scripts/demo":
            return
        words = ["demo", *words]
    else:
        assert program.removeprefix(".venv/bin/") == "shopbell"

    command, rest = resolve(words)

    assert not isinstance(command, click.Group), f"{place} shows only a group of commands"
    context = click.Context(command)
    known = {option for parameter in command.get_params(context) for option in parameter.opts}
    assert {word.partition("=")[0] for word in rest if word.startswith("--")} <= known
