"""``shopbell secrets`` stores values that never show up again."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shopbell.cli.secrets import secrets
from tests.stores.shops import options
from tests.stores.traces import traces

pytestmark = pytest.mark.storage


def run(data: Path, *words: str, typed: str = "") -> Result:
    return CliRunner().invoke(secrets, [*words, *options(data)], input=typed)


def test_a_secret_is_set_listed_and_removed_and_never_shown(tmp_path: Path) -> None:
    stored = run(tmp_path, "set", "telegram", typed="hunter2\n")
    listed = run(tmp_path, "list", "--json")
    removed = run(tmp_path, "remove", "telegram")

    assert [stored.exit_code, listed.exit_code, removed.exit_code] == [0, 0, 0], stored.output
    assert json.loads(listed.stdout)["name"] == "telegram"
    assert "hunter2" not in stored.output + listed.output + removed.output
    assert run(tmp_path, "list").stdout == ""
    assert traces(tmp_path, "hunter2") == []


@pytest.mark.parametrize(
    ("words", "typed", "told"),
    [
        (("set", "Big Name"), "x", "'Big Name' is no name for a secret"),
        (("set", "empty"), "\n", "the secret empty is empty; nothing was stored"),
        (("remove", "nothing"), "", "there is no stored secret nothing"),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, words: tuple[str, ...], typed: str, told: str) -> None:
    result = run(tmp_path, *words, typed=typed)

    assert result.exit_code == 1
    assert told in result.output


def test_the_value_cannot_be_put_on_the_command_line(tmp_path: Path) -> None:
    assert run(tmp_path, "set", "telegram", "hunter2").exit_code == 2


def test_a_folder_without_a_shop_has_no_secrets(tmp_path: Path) -> None:
    assert run(tmp_path / "none", "list").output == ""
