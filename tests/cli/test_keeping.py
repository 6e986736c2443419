"""The commands that keep a shop: backup, restore, outbox, why."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from shopbell.cli.backup import backup
from shopbell.cli.outbox import outbox
from shopbell.cli.restore import restore
from shopbell.cli.running import call
from shopbell.cli.why import why
from shopbell.contracts import Write
from shopbell.errors import ShopbellError
from shopbell.runtime.record import TurnRecord, encode_record
from shopbell.stores.lock import DataLock
from shopbell.stores.store import open_store
from tests.stores.shops import NOW, ShopOnDisk, make_shop

RECORD = TurnRecord(
    epoch=3,
    outcome="answered",
    channel="web",
    language="en",
    stages=(10, 200, 3000, 40),
    intents=(("parking", 0.91), ("opening_hours", 0.2)),
    intent="parking",
    skill="shopbell_faq/faq",
    replies=1,
)


@pytest.fixture
async def shop(tmp_path: Path) -> ShopOnDisk:
    made = await make_shop(tmp_path)
    store = await open_store(made.data)
    await store.commit(
        [
            Write("UPDATE outbox SET state = 'parked', reason = 'the address does not answer'", ()),
            Write(
                "INSERT INTO outbox (id, turn_id, conversation_id, channel, account, address, thread, reply_to,"
                " purpose, payment, body, state, reason, attempts, created_at, due_at)"
                " SELECT 33, 2, 1, channel, account, address, thread, NULL, purpose, payment, body,"
                " 'sent', '', 1, created_at, due_at FROM outbox WHERE id = 17",
                (),
            ),
            Write(
                "INSERT INTO turn (id, conversation_id, at, record) VALUES (1, 1, ?, ?)", (NOW, encode_record(RECORD))
            ),
            Write("INSERT INTO inbox VALUES (2, 'message', 'web', 'main', 'x', 0, 0, 0, x'00')", ()),
            Write("INSERT INTO inbox VALUES (3, 'message', 'web', 'main', 'y', 0, 1, 0, NULL)", ()),
        ]
    )
    await store.close()
    return made


def run(command: click.Command, *words: object) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False)


def places(shop: ShopOnDisk) -> tuple[object, ...]:
    return ("--config", shop.config, "--data", shop.data)


@contextmanager
def running(shop: ShopOnDisk) -> Iterator[list[str]]:
    """A process that holds the data folder and answers; yields the requests it got."""
    heard: list[str] = []

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            heard.append(f"{self.command} {self.path} {self.headers['Authorization']}")
            known = self.path == "/api/v1/outbox/17/redrive"
            answer = {"id": 17} if known else {"title": "Not Found", "detail": "There is no such message."}
            body = json.dumps(answer).encode()
            self.send_response(200 if known else 404)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 the library's name
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Answers) as server, DataLock(shop.data) as lock:
        lock.announce(server.server_port)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield heard
        finally:
            server.shutdown()
            thread.join()


def test_a_backup_says_what_it_holds_and_what_not(shop: ShopOnDisk, tmp_path: Path) -> None:
    result = run(backup, tmp_path / "bakery.zip", *places(shop))

    assert result.exit_code == 0
    assert "2 customers, 2 messages, 1 media files, 2 files of configuration" in result.stdout
    assert "Stored secrets are not in it" in result.stderr


def test_a_backup_without_configuration_says_so(shop: ShopOnDisk, tmp_path: Path) -> None:
    result = run(backup, tmp_path / "bakery.zip", "--config", tmp_path, "--data", shop.data, "--with-secrets", "--json")

    assert json.loads(result.stdout)["counts"]["configuration"] == 0
    assert json.loads(result.stdout)["secrets"] is True


def test_a_second_backup_of_that_name_is_one_sentence_and_exit_code_1(shop: ShopOnDisk, tmp_path: Path) -> None:
    run(backup, tmp_path / "bakery.zip", *places(shop))
    result = run(backup, tmp_path / "bakery.zip", *places(shop))

    assert result.exit_code == 1
    assert (
        result.stderr
        == f"Error: {tmp_path / 'bakery.zip'} exists already; choose another name, or replace it with --force\n"
    )
    assert run(backup, tmp_path / "bakery.zip", *places(shop), "--force").exit_code == 0


def test_a_restored_shop_names_what_it_kept_and_what_waits(shop: ShopOnDisk, tmp_path: Path) -> None:
    run(outbox, "redrive", "17", *places(shop))  # on its way when the backup is made
    run(backup, tmp_path / "bakery.zip", *places(shop))

    assert "--force" in run(restore, tmp_path / "bakery.zip", *places(shop)).stderr
    result = run(restore, tmp_path / "bakery.zip", *places(shop), "--force")

    assert result.exit_code == 0
    assert "Restored the shop as of" in result.stdout
    assert f"What was there before is in {shop.data / 'before-restore-'}" in result.stdout
    assert "1 unsent messages wait" in result.stdout
    assert "secrets set" in result.stderr


def test_a_running_shop_is_not_restored_over(shop: ShopOnDisk, tmp_path: Path) -> None:
    run(backup, tmp_path / "bakery.zip", *places(shop))
    with running(shop):
        result = run(restore, tmp_path / "bakery.zip", *places(shop), "--force")

    assert result.exit_code == 1
    assert "is in use by another Shopbell (process" in result.stderr


def test_restore_as_json(shop: ShopOnDisk, tmp_path: Path) -> None:
    run(backup, tmp_path / "bakery.zip", *places(shop))
    result = run(restore, tmp_path / "bakery.zip", "--data", tmp_path / "new", "--no-config", "--json")

    told = json.loads(result.stdout)
    assert (told["aside"], told["parked"], told["secrets"]) == ([], 0, False)


def test_the_outbox_is_listed_without_words_or_addresses(shop: ShopOnDisk) -> None:
    result = run(outbox, "list", *places(shop))

    assert "parked" in result.stdout
    assert "the address does not answer" in result.stdout
    assert "good day" not in result.stdout
    assert "ana" not in result.stdout
    assert result.stderr == "1 sent, 1 parked\n"


def test_the_outbox_by_state_as_json(shop: ShopOnDisk) -> None:
    result = run(outbox, "list", "--state", "parked", "--json", *places(shop))

    [row] = [json.loads(line) for line in result.stdout.splitlines()]
    assert (row["id"], row["turn"], row["state"]) == (17, 1, "parked")
    assert run(outbox, "list", "--state", "lost", *places(shop)).exit_code == 2


def test_a_parked_message_is_sent_again_when_no_shop_runs(shop: ShopOnDisk) -> None:
    result = run(outbox, "redrive", "17", *places(shop))

    assert result.stdout == "1 message is sent again when the shop runs.\n"
    assert '"state":"due"' in run(outbox, "list", "--json", *places(shop)).stdout
    again = run(outbox, "redrive", "17", *places(shop))
    assert again.stderr == "Error: message 17 is due; only parked ones are sent again\n"


@pytest.mark.parametrize("words", [("redrive",), ("redrive", "17", "--all")])
def test_redrive_needs_one_message_or_all(shop: ShopOnDisk, words: tuple[str, ...]) -> None:
    assert run(outbox, *words, *places(shop)).exit_code == 2


def test_all_parked_messages(shop: ShopOnDisk) -> None:
    assert run(outbox, "redrive", "--all", *places(shop)).stdout == "1 message is sent again when the shop runs.\n"
    assert run(outbox, "redrive", "--all", *places(shop)).stdout == "0 messages are sent again when the shop runs.\n"


def test_a_running_shop_is_asked_with_its_own_token(shop: ShopOnDisk) -> None:
    with running(shop) as heard:
        result = run(outbox, "redrive", "--all", *places(shop))
        refused = run(outbox, "redrive", "4", *places(shop))
        listed = run(outbox, "list", *places(shop))  # reading needs no lock

    assert result.stdout == "1 message is sent again.\n"
    assert heard[0] == "POST /api/v1/outbox/17/redrive Bearer token"
    assert refused.stderr == "Error: There is no such message.\n"
    assert listed.exit_code == 0


def test_asking_a_shop_that_does_not_run_is_one_sentence(shop: ShopOnDisk) -> None:
    with pytest.raises(ShopbellError, match=r"no shop is running on .*; start it with `shopbell run`"):
        call(shop.data, "GET", "/api/v1/plugins")


def test_why_tells_in_sentences(shop: ShopOnDisk) -> None:
    result = run(why, "1", *places(shop))

    assert result.stdout.startswith("Turn 1 of conversation 1, 2023-11-14 22:13:20 UTC.\n")
    assert "The skill shopbell_faq/faq answered because the message looked like 'parking'." in result.stdout
    assert "Message 17 to web is parked: the address does not answer." in result.stdout


def test_why_as_json(shop: ShopOnDisk) -> None:
    told = json.loads(run(why, "1", "--json", *places(shop)).stdout)

    assert told["skill"] == "shopbell_faq/faq"
    assert told["outbox"] == [{"id": 17, "channel": "web", "state": "parked", "reason": "the address does not answer"}]


@pytest.mark.parametrize(
    ("turn", "sentence"),
    [
        (2, "turn 2 is not decided yet"),
        (3, "turn 3 is done, but its record is no longer kept"),
        (9, "there is no turn 9"),
    ],
)
def test_why_of_a_turn_without_a_record(shop: ShopOnDisk, turn: int, sentence: str) -> None:
    result = run(why, turn, *places(shop))

    assert result.exit_code == 1
    assert sentence in result.stderr


@pytest.mark.parametrize(
    ("command", "words"),
    [(outbox, ("list",)), (outbox, ("redrive", "--all")), (outbox, ("redrive", "1")), (why, ("1",))],
)
def test_a_folder_without_a_shop_is_one_sentence(
    tmp_path: Path, command: click.Command, words: tuple[str, ...]
) -> None:
    result = run(command, *words, "--data", tmp_path / "nothing")

    assert result.exit_code == 1
    assert result.stderr == f"Error: there is no shop in {tmp_path / 'nothing'}\n"
    assert not (tmp_path / "nothing").exists()
