"""A mail server on loopback, just large enough to be talked to by any SMTP client."""

import asyncio
import base64
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class MailServer:
    """Takes letters, or refuses as told. ``passwords``: a log-in is demanded and must use one of them."""

    def __init__(self, passwords: tuple[str, ...] = ()) -> None:
        self.letters: list[EmailMessage] = []
        self.refusals = 0  # so many letters are refused for the time being
        self.attempts = self.visits = 0
        self.port = 0
        self._passwords = passwords
        self._news = asyncio.Event()

    async def received(self, count: int, seconds: float = 20.0) -> None:
        """Wait until so many letters are there."""
        await self._until(lambda: len(self.letters) >= count, seconds)

    async def tried(self, count: int, seconds: float = 20.0) -> None:
        """Wait until somebody has tried so often to leave a letter."""
        await self._until(lambda: self.attempts >= count, seconds)

    async def visited(self, count: int, seconds: float = 20.0) -> None:
        """Wait until somebody has come and gone so often, whatever they did."""
        await self._until(lambda: self.visits >= count, seconds)

    async def _until(self, enough: Callable[[], bool], seconds: float) -> None:
        async with asyncio.timeout(seconds):
            while not enough():
                self._news.clear()
                await self._news.wait()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            self.visits += 1
            self._news.set()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        admitted = not self._passwords
        writer.write(b"220 mail.example\r\n")
        while line := await reader.readline():
            verb, _, rest = line.decode().strip().partition(" ")
            match verb.upper():
                case "EHLO":
                    writer.write(
                        b"250-mail.example\r\n250 AUTH PLAIN\r\n" if self._passwords else b"250 mail.example\r\n"
                    )
                case "AUTH":
                    admitted = _password(rest) in self._passwords
                    self._tried(not admitted)
                    writer.write(b"235 welcome\r\n" if admitted else b"535 no\r\n")
                case "MAIL" if not admitted:
                    writer.write(b"530 who are you\r\n")
                case "MAIL" if self.refusals:
                    self.refusals -= 1
                    self._tried(True)
                    writer.write(b"451 come back later\r\n")
                case "DATA":
                    writer.write(b"354 go on\r\n")
                    body = await reader.readuntil(b"\r\n.\r\n")
                    letter = message_from_bytes(body[:-3], policy=policy.default)
                    assert isinstance(letter, EmailMessage)
                    self.letters.append(letter)
                    self._tried(True)
                    writer.write(b"250 taken\r\n")
                case "QUIT":
                    writer.write(b"221 bye\r\n")
                    return
                case _:
                    writer.write(b"250 ok\r\n")

    def _tried(self, counts: bool) -> None:
        self.attempts += counts
        self._news.set()


def _password(plain: str) -> str:
    return base64.b64decode(plain.rpartition(" ")[2]).split(b"\0")[-1].decode()


@asynccontextmanager
async def open_mail_server(*passwords: str) -> AsyncIterator[MailServer]:
    """A mail server on a free port of this machine."""
    mail = MailServer(passwords)
    server = await asyncio.start_server(mail.serve, "127.0.0.1", 0)
    mail.port = server.sockets[0].getsockname()[1]
    async with server:
        yield mail
