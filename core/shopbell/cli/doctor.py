"""``shopbell doctor``: looks at everything a shop stands on, and says in sentences what is wrong."""

import errno
import importlib
import shutil
import socket
import stat
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

import click
import msgspec

from shopbell.cli.at_hand import AtHand
from shopbell.cli.plugin_commands import connectable
from shopbell.cli.running import config_option, data_option, json_option, reading
from shopbell.config.edit import live_folder
from shopbell.config.file import ShopConfig, load_config
from shopbell.config.settings import ServerSettings
from shopbell.errors import ConfigErrors, ShopbellError
from shopbell.http.local import running_shop
from shopbell.plugin_host.wishes import Wishes
from shopbell.stores.engine import NoShop
from shopbell.stores.lock import Holding, holding
from shopbell.stores.schema import core

State = Literal["ok", "note", "wrong"]

MB = 1024 * 1024
FULL, NEARLY_FULL = 100 * MB, 1024 * MB  # bytes free
RELEASED = datetime(2026, 1, 1, tzinfo=UTC).timestamp()  # a clock before this one has lost its battery
AHEAD_MS = 5 * 60_000
NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs")


class Finding(NamedTuple):
    """What one check found; ``note`` is worth knowing, ``wrong`` keeps a shop from working."""

    check: str
    state: State
    says: str


class Patient(NamedTuple):
    """What is looked at."""

    folder: Path
    data: Path
    config: ShopConfig | None
    problems: tuple[str, ...]  # of the configuration
    holder: Holding | None


@click.command()
@config_option
@data_option
@json_option
def doctor(config: Path, data: Path | None, as_json: bool) -> None:
    """Check machine, folders, database, configuration and port; exit code 1 when something is wrong."""
    findings = list(examine(config, data or config / "data"))
    for finding in findings:
        told = (
            msgspec.json.encode(finding._asdict()) if as_json else f"{finding.state:<6} {finding.check}: {finding.says}"
        )
        click.echo(told)
    if any(finding.state == "wrong" for finding in findings):
        raise SystemExit(1)


def examine(folder: Path, data: Path) -> Iterator[Finding]:
    """All findings; none of the checks changes anything."""
    config: ShopConfig | None = None
    problems: tuple[str, ...] = ()
    try:
        config = load_config(live_folder(folder, data))
    except ConfigErrors as exc:
        problems = tuple(str(problem) for problem in exc.problems)
    patient = Patient(folder, data, config, problems, holding(data))
    for check in CHECKS:
        yield from check(patient)


def _python(patient: Patient) -> Iterator[Finding]:
    words = f"Python {sys.version.split()[0]}"
    yield Finding("python", "ok" if sys.version_info >= (3, 11) else "wrong", f"{words}; 3.11 or newer is needed")


def _clock(patient: Patient) -> Iterator[Finding]:
    now = datetime.now(UTC)
    if now.timestamp() < RELEASED:
        yield Finding("clock", "wrong", f"it is {now:%Y-%m-%d %H:%M} UTC by this machine; set its clock")
    else:
        yield Finding("clock", "ok", f"it is {now:%Y-%m-%d %H:%M} UTC by this machine")


def _folder(patient: Patient) -> Iterator[Finding]:
    data = patient.data
    if not data.exists():
        yield Finding("data folder", "ok", f"{data} is not there yet; the first start makes it")
        return
    if not data.is_dir():
        yield Finding("data folder", "wrong", f"{data} is not a folder")
        return
    mode = stat.S_IMODE(data.stat().st_mode)
    if not _writable(data):
        yield Finding("data folder", "wrong", f"{data} cannot be written by this user")
    elif mode & 0o077:
        yield Finding("data folder", "note", f"other users of this machine can look into it; run: chmod 700 {data}")
    else:
        yield Finding("data folder", "ok", f"{data} can be written, by its owner alone")
    kind = _file_system(data)
    if kind in NETWORK:
        yield Finding("data folder", "wrong", f"it lies on a network drive ({kind}), which a database does not survive")


def _writable(folder: Path) -> bool:
    # Asked by trying: access() knows nothing of read-only mounts of containers. The name is never left behind.
    probe = folder / ".doctor"
    try:
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError:
        return False
    return True


def _file_system(folder: Path) -> str:
    """The kind of file system, by the mount that is nearest above; Linux only."""
    try:
        lines = Path("/proc/mounts").read_text().splitlines()
    except OSError:
        return ""
    mounts = [(fields[1].replace("\\040", " "), fields[2]) for line in lines if len(fields := line.split(" ")) > 2]
    above = [mount for mount in mounts if folder.resolve().is_relative_to(mount[0])]
    return max(above, key=lambda mount: len(mount[0]), default=("", ""))[1]


def _disk(patient: Patient) -> Iterator[Finding]:
    there = next(path for path in (patient.data.absolute(), *patient.data.absolute().parents) if path.exists())
    free = shutil.disk_usage(there).free
    state: State = "wrong" if free < FULL else "note" if free < NEARLY_FULL else "ok"
    yield Finding("disk", state, f"{free // MB:,} MB free" + ("; a full disk stops the shop" if state != "ok" else ""))


def _files(patient: Patient) -> Iterator[Finding]:
    for name in ("admin.token", "secret.key"):
        path = patient.data / name
        if not path.exists():
            continue
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            yield Finding(name, "wrong", f"other users of this machine can read it; run: chmod 600 {path}")
        else:
            yield Finding(name, "ok", "only its owner can read it")


def _database(patient: Patient) -> Iterator[Finding]:
    newest, latest = 0, []
    try:
        with reading(patient.folder, patient.data) as database:
            wrong, sound = database.examine()
            if not wrong:
                newest = database.fetch("SELECT max(number) FROM migration WHERE owner = 'core'")[0][0] or 0
                latest = database.fetch("SELECT at FROM turn ORDER BY id DESC LIMIT 1")
    except NoShop:
        yield Finding("database", "ok", "there is none yet; the first start makes it")
        return
    except ShopbellError as exc:
        yield Finding("database", "wrong", f"{exc}; `shopbell restore` puts a backup back")
        return
    if wrong:
        yield from (Finding("database", "wrong", sentence) for sentence in wrong)
    elif newest > len(core.steps):
        yield Finding("database", "wrong", "made by a newer Shopbell; install that one again")
    else:
        yield Finding("database", "ok", sound)
    if latest and latest[0][0] > time.time() * 1000 + AHEAD_MS:
        yield Finding("clock", "note", "the last turn lies in the future: the clock was set back since")


def _configuration(patient: Patient) -> Iterator[Finding]:
    for problem in patient.problems:
        yield Finding("configuration", "wrong", problem)
    if patient.config is None:
        return
    found = [problem for table in patient.config.plugins.values() for problem in table.problems]
    for each in found:
        yield Finding("configuration", "wrong", str(each))
    if not found:
        yield Finding("configuration", "ok", f"{patient.config.file} is sound; `shopbell check` looks at plugins, too")


def _running(patient: Patient) -> Iterator[Finding]:
    if patient.holder is None:
        yield Finding("shop", "ok", "it is not running")
        return
    try:
        shop = running_shop(patient.data)
        health = shop.call("GET", "/readyz") if shop else {}
    except ShopbellError as exc:
        yield Finding("shop", "wrong", str(exc))
        return
    reasons = "; ".join(health.get("reasons", ()))
    state: State = "note" if reasons else "ok"
    yield Finding("shop", state, f"it is running ({patient.holder})" + (f": {reasons}" if reasons else ""))


def _port(patient: Patient) -> Iterator[Finding]:
    server = patient.config.server if patient.config else ServerSettings()
    if patient.holder is not None and patient.holder.port == server.port:
        yield Finding("port", "ok", f"{server.port} is this shop's own")
        return
    family = socket.AF_INET6 if ":" in server.host else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((server.host, server.port))
    except OSError as exc:
        taken = exc.errno == errno.EADDRINUSE
        why = "another program listens there; choose another one with --port" if taken else exc.strerror
        yield Finding("port", "wrong", f"{server.host}:{server.port} cannot be used: {why}")
    else:
        yield Finding("port", "ok", f"{server.host}:{server.port} is free")


def _outside(patient: Patient) -> Iterator[Finding]:
    """What plugins that are connected to something find there."""
    if patient.config is None:
        return
    wishes = Wishes.of(patient.config)
    for name, plugin in sorted(connectable().items()):
        if plugin.manifest is None or not wishes.wants(plugin, safe=False)[0]:
            continue
        shop = AtHand(name, plugin.manifest, config=patient.folder, data=patient.data, read=patient.config)
        try:
            wrong = [*importlib.import_module(name).shopbell_examine(shop)]
        except ShopbellError as exc:  # its table, or a secret that is not there
            wrong = [str(exc)]
        short = name.removeprefix("shopbell_")
        yield from (Finding(short, "wrong", sentence) for sentence in wrong)
        if not wrong:
            yield Finding(short, "ok", "it answers, and accepts what was set up")


CHECKS: tuple[Callable[[Patient], Iterator[Finding]], ...] = (
    _python,
    _clock,
    _folder,
    _disk,
    _files,
    _database,
    _configuration,
    _running,
    _port,
    _outside,
)
