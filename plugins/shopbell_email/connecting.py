"""``shopbell connect email``, and what ``shopbell doctor`` asks the mailbox and the mail server."""

import imaplib
import re
import socket
import ssl
import sys
from collections.abc import Callable, Iterator, Sequence
from email.message import EmailMessage
from email.utils import make_msgid
from typing import Any, cast

import anyio
import click
import msgspec
from msgspec import structs

from shopbell import ConfigError, DeliveryError, ShopAtHand

from .mailbox import LoginRefused, Mailbox
from .sending import check_login, hand_over
from .settings import EmailSettings, Security, ServerSettings

ADDRESS = re.compile(r"[^\s@<>,;:\"]+@[^\s@<>,;:\"]+")
SERVER = re.compile(r"([^\s:/@]+)(?::(\d{1,5}))?")
SECURITY = click.Choice(["tls", "starttls", "none"])
GOODBYE = 0.2  # seconds; the server's own goodbye closes a TLS connection, and comes after the answer
AGAIN = "run: shopbell connect email"
GUIDE = """\
1. Choose the address that customers write to. Mail that lies there already is left alone.
2. Find "IMAP" and "SMTP" in your provider's help: the names of two servers. Some providers want IMAP switched on first.
3. If you sign in with a second step (a code, an app), make a password for programs ("app password") there."""


@click.command("email")
@click.option("--address", help="What customers write to.")
@click.option("--user", help="To sign in with, when it is not the address.")
@click.option("--imap", "imap_at", help="The server mail is fetched from: host, or host:port.")
@click.option("--imap-security", type=SECURITY, help="none is for a server on this machine alone.  [default: tls]")
@click.option("--smtp", "smtp_at", help="The server mail is sent by: host, or host:port.")
@click.option("--smtp-security", type=SECURITY, help="As above.  [default: tls]")
@click.option("--test-to", help="The address that gets the test mail; the shop's own when left out.")
@click.option("--no-test", is_flag=True, help="Send no test mail.")
@click.option("--json", "as_json", is_flag=True, help="Print what was done as JSON.")
@click.pass_obj
def connect(
    shop: ShopAtHand,
    address: str | None,
    user: str | None,
    imap_at: str | None,
    imap_security: str | None,
    smtp_at: str | None,
    smtp_security: str | None,
    test_to: str | None,
    no_test: bool,
    as_json: bool,
) -> None:
    """Connect a mailbox. The password is asked for, or read from standard input; never put it on a command line."""
    asks = sys.stdin.isatty()
    if asks:
        click.echo(GUIDE, err=True)
    old = shop.settings(EmailSettings)
    address = address or _asked("The address that customers write to", old.address, asks, "--address")
    if not ADDRESS.fullmatch(address) or len(address) > 254:
        raise ConfigError("this is no e-mail address")
    domain = address.rpartition("@")[2]
    imap = _server("imap", imap_at, imap_security, old.imap, f"imap.{domain}", asks)
    smtp = _server("smtp", smtp_at, smtp_security, old.smtp, f"smtp.{domain}", asks)
    settings = structs.replace(old, address=address, user=user or old.user, imap=imap, smtp=smtp)
    for key, problem in settings.mistakes():
        raise ConfigError(f"{key} {problem}")
    password, new = shop.ask_secret("Password", old.password)
    if not password:
        raise ConfigError("the password is missing", hint="give it by standard input")
    if wrong := [*mistakes(settings, imap, smtp, (password,))]:
        raise ConfigError("; ".join(wrong), hint="nothing was written down")
    test = "not asked for" if no_test else _send_test(settings, smtp, password, test_to or address, shop.shop.name)
    changed = _write_down(shop, settings, password if new else None)
    done = {"address": address, "imap": imap.host, "smtp": smtp.host, "test": test, "changed": changed}
    then = "the running shop follows at once" if shop.running else "start it with `shopbell run`"
    text = f"{address} is connected; test mail: {test}; {then}."
    click.echo(msgspec.json.encode(done).decode() if as_json else text)


def examine(shop: ShopAtHand) -> Iterator[str]:
    """What is wrong with the mailbox and the mail server, as they answer now."""
    settings = shop.settings(EmailSettings)
    if not settings.address or settings.imap is None or settings.smtp is None:
        yield f"no mailbox is set up; {AGAIN}"
        return
    try:
        passwords = shop.secret(settings.password) if settings.password is not None else ()
    except ConfigError as exc:
        yield str(exc)
        return
    yield from mistakes(settings, settings.imap, settings.smtp, passwords)


def mistakes(
    settings: EmailSettings, imap: ServerSettings, smtp: ServerSettings, passwords: Sequence[str]
) -> Iterator[str]:
    """Sign in to both servers; each sentence says what to do."""
    if wrong := _trouble("imap", imap, lambda: _look(settings, imap, passwords)):
        yield wrong
    if wrong := _trouble("smtp", smtp, lambda: anyio.run(check_login, settings, smtp, lambda: passwords)):
        yield wrong


def _look(settings: EmailSettings, imap: ServerSettings, passwords: Sequence[str]) -> None:
    box = Mailbox(settings, imap, lambda: passwords)
    try:
        box.open()
        box.place()
    finally:
        box.hang_up()


def _trouble(key: str, server: ServerSettings, work: Callable[[], None]) -> str:
    """Do it; what is wrong, or nothing."""
    where = f"{key} server {server.host}"
    try:
        work()
    except (ssl.SSLError, DeliveryError, imaplib.IMAP4.error, OSError, EOFError, ValueError) as exc:
        cause: BaseException = exc.__cause__ if isinstance(exc, DeliveryError) and exc.__cause__ else exc
        if _caused_by(exc, ssl.SSLCertVerificationError):
            return f"the {where} cannot prove that it is {server.host}; check the name with your provider"
        if _caused_by(exc, ssl.SSLError):
            return f"the {where} speaks no {server.security} at this port; check security and port of {key}"
        if _caused_by(exc, socket.gaierror):
            return f"there is no {where}; check the name with your provider"
        if getattr(exc, "kind", "") == "auth" or isinstance(exc, LoginRefused):
            return f"the {where} does not accept the password; some want an app password: {AGAIN}"
        return f"the {where} does not answer as it should ({type(cause).__name__}); check host, port and security"
    return ""


def _caused_by(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None:
        if isinstance(error, kind):
            return True
        error = error.__cause__ or error.__context__
    return False


def _send_test(settings: EmailSettings, smtp: ServerSettings, password: str, to: str, shop: str) -> str:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = settings.address, to, "Your shop is connected"
    mail["Message-ID"] = make_msgid(domain=settings.address.rpartition("@")[2])
    mail["Auto-Submitted"] = "auto-generated"  # no shop answers it, this one included
    mail.set_content(f"Mail to {settings.address} is answered by {shop} from now on.\n")

    async def sending() -> None:
        await hand_over(mail, settings.address, settings, smtp, lambda: (password,))
        await anyio.sleep(GOODBYE)

    try:
        anyio.run(sending)
    except DeliveryError as exc:
        raise ConfigError(f"the test mail was not taken: {exc.reason}", hint="nothing was written down") from exc
    return "sent"


# -- what the owner says -------------------------------------------------------------------------------------


def _asked(text: str, default: str, asks: bool, flag: str) -> str:
    if asks:
        return str(click.prompt(text, default=default or None, err=True)).strip()
    if not default:
        raise ConfigError(f"{flag} is missing", hint="see: shopbell connect email --help")
    return default


def _server(
    key: str, at: str | None, security: str | None, old: ServerSettings | None, guess: str, asks: bool
) -> ServerSettings:
    """One server: as said on the command line, as it stands in the file, or as asked for."""
    said = cast("Security | None", security)  # click lets nothing else through
    if at is None and old is not None and not asks:
        return structs.replace(old, security=said or old.security)
    default = f"{old.host}:{old.port}" if old and old.port else old.host if old else guess if asks else ""
    found = SERVER.fullmatch(at or _asked(f"{key.upper()} server", default, asks, f"--{key}"))
    port = int(found[2]) if found and found[2] else None
    if found is None or (port is not None and not 1 <= port <= 65_535):
        raise ConfigError(f"--{key} is no server", hint="write imap.provider.example or imap.provider.example:993")
    usual: Security = "starttls" if port in (143, 587) else "tls"
    return ServerSettings(host=found[1], port=port, security=said or (old.security if old else usual))


def _write_down(shop: ShopAtHand, settings: EmailSettings, password: str | None) -> bool:
    values: dict[tuple[str, ...], Any] = {("address",): settings.address}
    if settings.user:
        values[("user",)] = settings.user
    if password is not None:
        shop.keep_secret("mailbox", password)
        values[("password",)] = {"store": "mailbox"}
    for key in ("imap", "smtp"):
        server: ServerSettings = getattr(settings, key)
        table = {"host": server.host, "port": server.port, "security": server.security}
        values[(key,)] = {name: value for name, value in table.items() if value is not None}
    return shop.configure(values)
