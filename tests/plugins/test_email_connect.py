"""``shopbell connect email``, over TLS and STARTTLS with a certificate of the test, and what the doctor says."""

import asyncio
import json
import os
import shutil
import ssl
import tempfile
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from click.testing import CliRunner, Result

from shopbell.cli import main
from tests.cli.terminal import terminal
from tests.plugins.mail_house import ADDRESS, Postman, dovecot, free_port, self_signed

PASSWORD = "correct-horse"  # noqa: S105
TOML = """\
# The corner bakery.
[shop]
name = "Bakery"
currency = "EUR"
languages = ["en"]
time_zone = "Europe/Berlin"
"""


class Mail:
    """Both servers, and a shop's folder."""

    def __init__(self, folder: Path, postman: Postman, certificate: Path, imap: dict[str, int], smtp: int) -> None:
        self.folder, self.postman, self.certificate = folder, postman, certificate
        self.imap, self.smtp = imap, smtp

    async def run(self, *words: str, typed: str = "") -> Result:
        """A command has a loop of its own."""
        return await asyncio.to_thread(
            CliRunner().invoke, main, [*words, "--config", str(self.folder)], input=typed, catch_exceptions=False
        )

    async def connect(self, security: str, *more: str, password: str = PASSWORD, host: str = "localhost") -> Result:
        where = ["--imap", f"{host}:{self.imap[security]}", "--smtp", f"{host}:{self.smtp}"]
        how = ["--imap-security", security, "--smtp-security", security, "--address", ADDRESS]
        return await self.run("connect", "email", *where, *how, *more, typed=password + "\n")

    async def examined(self) -> list[str]:
        rows = [json.loads(line) for line in (await self.run("doctor", "--json")).stdout.splitlines()]
        return [row["says"] for row in rows if row["check"] == "email" and row["state"] == "wrong"]


def judge(server: Any, session: Any, envelope: Any, mechanism: Any, data: Any) -> AuthResult:
    return AuthResult(success=data.password == PASSWORD.encode(), handled=False)


@asynccontextmanager
async def mail(folder: Path, security: str) -> AsyncIterator[Mail]:
    """Servers that speak ``security``."""
    (folder / "shopbell.toml").write_text(TOML)
    base, postman = Path(tempfile.mkdtemp(prefix="shopbell-mail-")), Postman()
    os.chmod(base, 0o755)  # noqa: S103
    certificate, tls_port = self_signed(base), free_port()
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    tls: dict[str, Any] = {
        "tls": {"ssl_context": context, "auth_require_tls": False},
        "starttls": {"tls_context": context, "require_starttls": True, "auth_required": True},
    }[security]
    try:
        async with dovecot(base, certificate, tls_port) as (port, _):
            smtp = Controller(postman, hostname="localhost", port=free_port(), authenticator=judge, **tls)
            smtp.start()
            try:
                yield Mail(folder, postman, certificate, {"tls": tls_port, "starttls": port, "none": port}, smtp.port)
            finally:
                smtp.stop()
    finally:
        shutil.rmtree(base, ignore_errors=True)


@pytest.fixture(params=["tls", "starttls"])
def security(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def servers(tmp_path: Path, security: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Mail]:
    """Servers whose certificate this machine believes."""
    async with mail(tmp_path, security) as servers:
        monkeypatch.setenv("SSL_CERT_FILE", str(servers.certificate))
        yield servers


async def test_a_mailbox_is_connected(servers: Mail, security: str) -> None:
    result = await servers.connect(security, "--json")

    assert result.exit_code == 0, result.output
    done = json.loads(result.stdout)
    assert (done["address"], done["test"], done["changed"]) == (ADDRESS, "sent", True)
    (sent,) = await servers.postman.wait_for(1)
    assert (sent["To"], sent["Auto-Submitted"]) == (ADDRESS, "auto-generated")
    text = (servers.folder / "shopbell.toml").read_text()
    table = tomllib.loads(text)["plugins"]["shopbell_email"]
    assert table["password"] == {"store": "mailbox"}
    assert table["imap"]["security"] == table["smtp"]["security"] == security
    assert "# The corner bakery." in text
    assert PASSWORD not in text + result.output
    assert await servers.examined() == []


async def test_an_owner_at_a_terminal_is_guided(tmp_path: Path) -> None:
    def answers(servers: Mail) -> tuple[int, str]:
        words = ("connect", "email", "--config", str(servers.folder))
        with terminal(*words, SSL_CERT_FILE=str(servers.certificate)) as owner:
            owner.expects('Find "IMAP" and "SMTP"')
            for asked, typed in (
                ("The address that customers write to:", ADDRESS),
                ("IMAP server [imap.shop.example]:", f"localhost:{servers.imap['tls']}"),
                ("SMTP server [smtp.shop.example]:", f"localhost:{servers.smtp}"),
                ("Password:", PASSWORD),
            ):
                owner.expects(asked)
                owner.types(typed)
            owner.expects(f"{ADDRESS} is connected; test mail: sent")
            return owner.ends(), owner.shown

    async with mail(tmp_path, "tls") as servers:
        code, shown = await asyncio.to_thread(answers, servers)
        await servers.postman.wait_for(1)

    assert code == 0
    assert PASSWORD not in shown
    table = tomllib.loads((tmp_path / "shopbell.toml").read_text())["plugins"]["shopbell_email"]
    assert (table["address"], table["imap"]["security"], table["smtp"]["security"]) == (ADDRESS, "tls", "tls")


async def test_a_wrong_password_is_told_and_nothing_is_written(servers: Mail, security: str) -> None:
    result = await servers.connect(security, password="battery-staple")  # noqa: S106

    assert result.exit_code == 1
    assert "the imap server localhost does not accept the password" in result.output
    assert "the smtp server localhost does not accept the password" in result.output
    assert "battery-staple" not in result.output
    assert (servers.folder / "shopbell.toml").read_text() == TOML
    assert servers.postman.taken == []


async def test_the_doctor_tells_a_changed_password(servers: Mail, security: str) -> None:
    await servers.connect(security, "--no-test")
    await servers.run("secrets", "set", "mailbox", typed="old-password\n")

    wrong = await servers.examined()

    assert len(wrong) == 2
    assert all("does not accept the password" in sentence for sentence in wrong)


async def test_a_server_that_cannot_prove_who_it_is_never_gets_the_password(tmp_path: Path, security: str) -> None:
    async with mail(tmp_path, security) as servers:
        result = await servers.connect(security)

        assert result.exit_code == 1
        assert "the imap server localhost cannot prove that it is localhost" in result.output
        assert "the smtp server localhost cannot prove that it is localhost" in result.output
        assert (tmp_path / "shopbell.toml").read_text() == TOML


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--address", "nobody"), "this is no e-mail address"),
        (("--address", ADDRESS), "--imap is missing"),
        (("--address", ADDRESS, "--imap", "a b"), "--imap is no server"),
        (("--address", ADDRESS, "--imap", "h:99999"), "--imap is no server"),
        (
            ("--address", ADDRESS, "--imap", "mail.example", "--imap-security", "none", "--smtp", "mail.example"),
            "imap.security may be none only for a server on this machine",
        ),
    ],
)
def test_a_mistake_is_one_sentence(tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    (tmp_path / "shopbell.toml").write_text(TOML)

    result = CliRunner().invoke(main, ["connect", "email", *words, "--config", str(tmp_path)], input=PASSWORD)

    assert result.exit_code == 1
    assert told in result.output
