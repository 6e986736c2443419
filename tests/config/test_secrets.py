"""Secrets are found where the reference says, may rotate, and show up nowhere else."""

import os
import stat
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from shopbell import ConfigError, Secret, Settings
from shopbell.config.file import read_config
from shopbell.config.secrets import Secrets, users_of_secrets
from shopbell.config.vault import Vault, read_key, seal, unseal
from shopbell.stores.store import Store, open_store
from shopbell.testing.storage import storage_of

pytestmark = pytest.mark.storage


class Tokens(Settings, frozen=True, kw_only=True):
    """A table with secrets at several depths."""

    token: Secret | None = None
    tokens: tuple[Secret, ...] = ()


def secret(raw: Any) -> Secret:
    return Secret.parse(raw)


def test_a_variable_is_read_when_it_is_needed(tmp_path: Path) -> None:
    environ = {"TOKEN": "one"}
    secrets = Secrets(tmp_path, environ=environ)

    assert secrets.values(secret({"env": "TOKEN"})) == ("one",)
    environ["TOKEN"] = "two"  # noqa: S105
    assert secrets.values(secret({"env": "TOKEN"})) == ("two",)


def test_a_file_is_read_again_when_it_changed(tmp_path: Path) -> None:
    file, secrets = tmp_path / "token", Secrets(tmp_path)
    file.write_text("one\n")
    assert secrets.values(secret({"file": "token"})) == ("one",)

    beside = tmp_path / "beside"
    beside.write_text("two\n")  # the same size, and perhaps the same second
    os.replace(beside, file)

    assert secrets.values(secret({"file": str(file)})) == ("two",)


def test_both_of_two_are_valid_while_rotating_and_one_is_enough(tmp_path: Path) -> None:
    rotating = secret([{"env": "NEW"}, {"env": "OLD"}])

    assert Secrets(tmp_path, environ={"NEW": "n", "OLD": "o"}).values(rotating) == ("n", "o")
    assert Secrets(tmp_path, environ={"OLD": "o"}).values(rotating) == ("o",)


@pytest.mark.parametrize(
    ("raw", "way"),
    [
        ({"env": "TOKEN"}, "set the environment variable TOKEN before the start"),
        ({"file": "/run/secrets/t"}, "put it into /run/secrets/t, readable for the shop"),
        ({"store": "telegram"}, "set it with: shopbell secrets set telegram"),
        ([{"store": "new"}, {"env": "OLD"}], "set it with: shopbell secrets set new or set the environment variable"),
    ],
)
def test_a_missing_secret_says_which_and_how_to_set_it(tmp_path: Path, raw: Any, way: str) -> None:
    with pytest.raises(ConfigError, match="is not there") as caught:
        Secrets(tmp_path, environ={}).values(secret(raw))

    assert way in caught.value.hint


def test_all_missing_secrets_of_a_table_are_told_with_their_lines(tmp_path: Path) -> None:
    text = '[shop]\nname="A"\n[plugins.p]\ntoken = {env="A"}\ntokens = [\n{env="B"},\n[{env="C"},{env="D"}]]\n'
    settings = read_config(tmp_path, text).plugin("p").decode(Tokens)

    problems = Secrets(tmp_path, environ={"B": "there"}).problems(settings)

    assert [problem.line for problem in problems] == [4, 7]


def test_it_is_known_which_plugins_use_a_secret(tmp_path: Path) -> None:
    text = (
        '[shop]\nname="A"\n[plugins.p]\ntoken = {file="t"}\n[plugins.q]\ntokens = [{env="B"},[{env="C"},{file="t"}]]\n'
        "[plugins.r]\nfolder = { file = 3 }\n"
    )
    tables = {name: table.raw for name, table in read_config(tmp_path, text).plugins.items()}

    users = users_of_secrets(tables)

    assert {str(source): sorted(plugins) for source, plugins in users.items()} == {
        '{file = "t"}': ["p", "q"],
        '{env = "B"}': ["q"],
        '{env = "C"}': ["q"],
    }


def test_a_directory_a_huge_file_and_an_empty_one_are_no_secret(tmp_path: Path) -> None:
    (tmp_path / "huge").write_bytes(b"x" * 100_000)
    (tmp_path / "empty").write_text("\n")
    for name in ("huge", "empty", ".", "gone"):
        with pytest.raises(ConfigError):
            Secrets(tmp_path).values(secret({"file": name}))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    """A shop's database."""
    store = await open_store(tmp_path, storage_of(tmp_path))
    yield store
    await store.close()


async def test_a_stored_secret_survives_and_is_not_readable_in_the_database(store: Store, tmp_path: Path) -> None:
    vault = Vault(store, tmp_path)
    await vault.put("telegram", "hunter2\n", 1000)

    again = Vault(store, tmp_path)
    assert await again.open() == []

    assert Secrets(tmp_path, again.values).values(secret({"store": "telegram"})) == ("hunter2",)
    assert await again.names() == {"telegram": 1000}
    ((sealed,),) = await store.fetch("SELECT value FROM secret")
    assert b"hunter2" not in sealed
    assert "hunter2" not in repr((again, Secrets(tmp_path, again.values), vault))


async def test_a_secret_can_be_replaced_and_removed(store: Store, tmp_path: Path) -> None:
    vault = Vault(store, tmp_path)
    secrets = Secrets(tmp_path, vault.values)
    await vault.put("telegram", "one", 1)
    await vault.put("telegram", "two", 2)
    assert secrets.values(secret({"store": "telegram"})) == ("two",)

    await vault.remove("telegram")

    with pytest.raises(ConfigError, match="shopbell secrets set telegram"):
        secrets.values(secret({"store": "telegram"}))
    with pytest.raises(ConfigError, match="there is no stored secret telegram"):
        await vault.remove("telegram")


async def test_another_key_or_an_exchanged_row_opens_nothing(store: Store, tmp_path: Path) -> None:
    vault = Vault(store, tmp_path)
    await vault.put("one", "1", 1)
    await vault.put("two", "2", 1)
    key = read_key(tmp_path)
    assert unseal(key, "two", seal(key, "one", "1")) is None

    (tmp_path / "secret.key").write_bytes(os.urandom(32))

    assert await vault.open() == ["one", "two"]
    assert dict(vault.values) == {}


@pytest.mark.parametrize(("name", "value"), [("Big Name", "x"), ("../x", "x"), ("ok", "  ")])
async def test_names_and_values_that_make_no_sense_are_refused(
    store: Store, tmp_path: Path, name: str, value: str
) -> None:
    with pytest.raises(ConfigError):
        await Vault(store, tmp_path).put(name, value, 1)


def test_the_key_is_for_the_shops_account_alone(tmp_path: Path) -> None:
    key = read_key(tmp_path)

    assert read_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600
    assert len(list(tmp_path.iterdir())) == 1
    (tmp_path / "secret.key").chmod(0o644)
    with pytest.raises(ConfigError, match="can be read by other accounts"):
        read_key(tmp_path)
    (tmp_path / "secret.key").write_bytes(b"short")
    with pytest.raises(ConfigError, match="damaged"):
        read_key(tmp_path)
