"""``shopbell keys``: the same words whether the shop runs or not."""

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shopbell.cli.keys import keys
from shopbell.stores.lock import DataLock
from tests.http.conftest import House
from tests.stores.shops import options

pytestmark = pytest.mark.storage


def command(data: Path, *words: str) -> Result:
    return CliRunner().invoke(keys, [*words, *options(data)])


def test_a_key_is_made_listed_and_ended_while_no_shop_runs(tmp_path: Path) -> None:
    made = command(tmp_path, "create", "phone", "--scope", "chat", "--scope", "events", "--json")
    limited = command(tmp_path, "create", "web", "--scope", "read", "--days", "30", "--limited")
    ended = command(tmp_path, "revoke", "1")
    listed = [json.loads(line) for line in command(tmp_path, "list", "--json").stdout.splitlines()]

    assert json.loads(made.stdout)["key"].startswith("sb_")
    assert limited.stdout.startswith("sb_")
    assert limited.stdout.count("\n") == 1
    assert "phone has ended" in ended.stdout
    assert [(info["app"], info["scopes"], info["limited"]) for info in listed] == [
        ("phone", ["chat", "events"], False),
        ("web", ["read"], True),
    ]
    assert listed[0]["ends_at"] < listed[1]["ends_at"]


def test_without_any_shop_there_are_no_keys(tmp_path: Path) -> None:
    told = command(tmp_path / "nowhere", "list")

    assert (told.exit_code, told.output) == (0, "")


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["create", "phone"], 2),
        (["create", "phone", "--scope", "root"], 2),
        (["create", "a:b", "--scope", "chat"], 1),
        (["revoke", "7"], 1),
        (["revoke", "x"], 2),
    ],
)
def test_mistakes_are_told_in_one_sentence(tmp_path: Path, words: list[str], status: int) -> None:
    told = command(tmp_path, *words)

    assert told.exit_code == status
    assert "Traceback" not in told.output


async def test_the_running_shop_knows_a_new_key_at_once(house: House) -> None:
    async def run(*words: str) -> tuple[int, str]:
        call = [sys.executable, "-c", "from shopbell.cli.keys import keys; keys()", *words, *options(house.data)]
        process = await asyncio.create_subprocess_exec(*call, stdout=PIPE, stderr=PIPE)
        out, err = await process.communicate()
        assert b"Traceback" not in err
        return process.returncode or 0, out.decode() or err.decode()

    async def status(key: str) -> int:
        return (await house.ask("GET", "/api/v1/plugins", key=key)).status

    with DataLock(house.data) as lock:
        early = await run("create", "till", "--scope", "read")
        lock.announce(house.listening.port)
        made = await run("create", "till", "--scope", "read")
        key = made[1].strip()
        before = await status(key)
        listed = await run("list")
        ended = await run("revoke", "1")
        unknown = await run("revoke", "99")

    assert [told[0] for told in (early, made, listed, ended, unknown)] == [1, 0, 0, 0, 1]
    assert "till" in listed[1]
    assert key not in listed[1]
    assert "no such key" in unknown[1]
    assert (before, await status(key)) == (200, 401)
