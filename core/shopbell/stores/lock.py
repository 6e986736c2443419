"""One data folder, one process: an exclusive lock on DATA/lock that says who holds it."""

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from shopbell.errors import ShopbellError

PATIENCE_SECONDS = 0.3  # a command that only looks holds the file for microseconds; a shop holds it for days


class Holding(msgspec.Struct, frozen=True):
    """Who holds a data folder. ``port`` is None until the shop listens, and for commands that never do.

    ``pid`` is 0 for one that could not say.
    """

    pid: int
    port: int | None = None
    host: str = "127.0.0.1"

    def __str__(self) -> str:
        return f"process {self.pid}" + (f", port {self.port}" if self.port else "")


class DataInUse(ShopbellError):
    """Another process has this data folder; ``by`` says which."""

    def __init__(self, folder: Path, by: Holding) -> None:
        super().__init__(f"{folder} is in use by another Shopbell ({by}); stop it first, or use another data folder")
        self.by = by


class DataLock:
    """Holds DATA/lock until released, or until the process ends in whatever way.

    ``flock`` and not ``lockf``: POSIX locks vanish as soon as this process closes any other handle of the file. The
    file stays when the lock goes; deleting it would let two processes lock two files of one name.
    """

    def __init__(self, folder: Path) -> None:
        """Take the lock; make the folder (0700) if it is not there.

        Raises:
            DataInUse: another process has it.
            ShopbellError: the folder cannot be written.
        """
        self.folder = folder
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._file = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as exc:
            raise ShopbellError(f"the data folder {folder} cannot be written: {exc.strerror}") from exc
        try:
            if not _taken(self._file):
                raise DataInUse(folder, _read(self._file))
            self.announce(None)
        except BaseException:
            os.close(self._file)
            raise

    def announce(self, port: int | None, host: str = "127.0.0.1") -> None:
        """Say where this process listens, for commands that want to talk to it.

        Raises:
            ShopbellError: the disk is full.
        """
        text = msgspec.json.encode(Holding(os.getpid(), port, host)) + b"\n"
        try:
            os.pwrite(self._file, text, 0)
            os.ftruncate(self._file, len(text))
        except OSError as exc:
            raise ShopbellError(f"{self.folder / 'lock'} cannot be written: {exc.strerror}") from exc

    def release(self) -> None:
        """Let the next process in."""
        os.ftruncate(self._file, 0)
        os.close(self._file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def holding(folder: Path) -> Holding | None:
    """Who has this data folder now; None when nobody has (a crash leaves text behind, but no lock)."""
    try:
        file = os.open(folder / "lock", os.O_RDONLY)
    except OSError:
        return None
    try:
        return None if _free(file) else _read(file)
    finally:
        os.close(file)


def _free(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _taken(file: int) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                return False
            time.sleep(0.02)
        else:
            return True


def _read(file: int) -> Holding:
    """What the holder wrote; it may be about to, so look again for a moment."""
    until = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return msgspec.json.decode(os.pread(file, 4096, 0), type=Holding)
        except msgspec.DecodeError:
            if time.monotonic() > until:
                return Holding(0)
            time.sleep(0.02)
