"""Builds one generation beside the one that answers; nothing here touches what customers see."""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import structlog
from anyio.abc import TaskGroup

from shopbell.contracts import Inbox
from shopbell.errors import NotReadyError, ShopbellError
from shopbell.plugin_host.breaker import Breaker
from shopbell.plugin_host.deadline import in_thread
from shopbell.plugin_host.discovery import Found
from shopbell.plugin_host.faults import is_fault, sentence, story
from shopbell.plugin_host.generation import Generation
from shopbell.plugin_host.manifest import FILE_NAME, check_dependencies
from shopbell.plugin_host.marker import Crashes, Marker
from shopbell.plugin_host.own_data import Database, check_kept, plugin_migrations
from shopbell.plugin_host.scope import ShopSide, Surroundings
from shopbell.plugin_host.snapshot import Snapshot, last_change, read_snapshot, signature
from shopbell.plugin_host.states import Failure, Record
from shopbell.plugin_host.wishes import Wishes

log = structlog.get_logger("shopbell.plugins")

LOAD_SECONDS = 10.0  # for the module bodies, and again for the hooks
SETTLE = 0.05  # seconds in which nothing may change: a half-written file can compile
LONGEST_SETTLE = 5.0
STILL = 60.0  # seconds since the last change after which nobody is writing; clocks of network folders may differ
LONGEST_PAUSE = 300.0  # seconds between two retries
FIRST_STEPS = 0.1  # seconds for the tasks of a suspect to show what they do


class Supplies(NamedTuple):
    """What every generation is given by the shop."""

    folder: Path | None
    store: Database
    inbox: Callable[[str, bool], Inbox]
    secret: Callable[[Any], tuple[str, ...]]
    service: Callable[[str], Any]
    marker: Marker | None
    crashes: Crashes | None
    shop_side: ShopSide
    compiled: Path | None = None  # where compiled code is kept for the next start


class Unchanged(Exception):
    """There is nothing to load."""


async def load(
    record: Record, wishes: Wishes, supplies: Supplies, tasks: TaskGroup, *, settle: bool, on_change: Callable[[], None]
) -> None:
    """Bring ``record`` up to what lies on disk: afterwards it has a ``staged`` generation, a ``failure``, or neither
    when what answers is up to date already.

    Args:
        settle: wait until the files keep still; not needed at the start of the shop.
    """
    circumstances = wishes.circumstances(record.name)
    force, record.force, record.again = record.force, False, False
    try:
        snapshot = await _take_snapshot(record, circumstances, supplies, settle=settle)
        fingerprint = (snapshot.sha, *circumstances)
        _check_news(record, snapshot, fingerprint, supplies, force=force)
        record.convicted = False
        record.failed_of, retried = fingerprint, record.failed_of == fingerprint
        record.pauses = record.pauses + 1 if retried else 0
        if force or record.breaker_of != fingerprint:
            record.breaker, record.breaker_of = Breaker(on_change), fingerprint
        generation = await _build_apart(record, snapshot, wishes, supplies, tasks)
    except Unchanged:
        return
    except BaseException as exc:
        if not is_fault(exc):
            raise
        record.failure = failure_of(exc, record.pauses)
        if not record.pauses:  # once, however often it is tried again; what a stranger's error says may be anything
            told = str(exc) if isinstance(exc, ShopbellError) else type(exc).__name__
            log.warning("plugin not taken over", plugin=record.name, reason=told)
    else:
        record.staged, record.staged_of = generation, fingerprint


def failure_of(error: BaseException, pauses: int) -> Failure:
    """What the owner reads, and whether time may heal it."""
    if isinstance(error, NotReadyError | OSError | TimeoutError):
        said = str(error) if isinstance(error, ShopbellError) else sentence(error)
        return Failure(said or "not ready", retry_at=time.monotonic() + min(LONGEST_PAUSE, 2.0**pauses))
    if isinstance(error, ShopbellError):
        return Failure(str(error))
    return Failure(sentence(error), story(error))


def _check_news(
    record: Record, snapshot: Snapshot, fingerprint: tuple[object, ...], supplies: Supplies, *, force: bool
) -> None:
    """Raises ``Unchanged`` when loading again would tell nothing new."""
    crashes = supplies.crashes
    if crashes is not None and record.name in crashes.guilty:
        if crashes.guilty[record.name] == snapshot.sha and not force:
            record.convicted = True
            raise Unchanged
        crashes.pardon(record.name)
    if force:
        return
    if fingerprint == record.live_of:
        record.failure = record.failed_of = None  # a broken change was taken back
        raise Unchanged
    waiting = record.failure is not None and record.failure.retry_at is not None
    if fingerprint == record.failed_of and not waiting and record.failure is not None:
        raise Unchanged


async def _take_snapshot(
    record: Record, circumstances: tuple[object, ...], supplies: Supplies, *, settle: bool
) -> Snapshot:
    found = record.found
    assert found is not None  # noqa: S101 for the type checker: only what was found is loaded
    if settle:
        await _keep_still(found, supplies.folder)
    # Noted before reading: whatever goes wrong from here on, only another change or the retry leads to another attempt.
    record.seen = (signature(found, supplies.folder), circumstances)
    snapshot = await in_thread(
        partial(read_snapshot, found, supplies.folder, record.snapshot, supplies.compiled),
        seconds=LOAD_SECONDS,
        name=found.name,
        ends=True,
    )
    record.seen = (snapshot.signature, circumstances)
    record.snapshot = snapshot
    return snapshot


async def _keep_still(found: Found, folder: Path | None) -> None:
    """Wait for two equal looks ``SETTLE`` seconds apart, when somebody may be writing."""
    if last_change(found, folder) < time.time() - STILL:
        return
    last = signature(found, folder)
    until = time.monotonic() + LONGEST_SETTLE
    while time.monotonic() < until:
        await asyncio.sleep(SETTLE)
        now = signature(found, folder)
        if now == last:
            return
        last = now


async def _build_apart(
    record: Record, snapshot: Snapshot, wishes: Wishes, supplies: Supplies, tasks: TaskGroup
) -> Generation:
    """After a crash, who was loading then is loaded alone: another crash shall tell which of them it was."""
    crashes = supplies.crashes
    if crashes is None or record.name not in crashes.suspects:
        return await _build(record, snapshot, wishes, supplies, tasks)
    async with crashes.one_by_one:
        try:
            generation = await _build(record, snapshot, wishes, supplies, tasks)
            await asyncio.sleep(FIRST_STEPS)
        finally:
            crashes.suspects.discard(record.name)
    return generation


async def _build(
    record: Record, snapshot: Snapshot, wishes: Wishes, supplies: Supplies, tasks: TaskGroup
) -> Generation:
    """Execute, migrate, collect, open.

    Raises:
        BaseException: what the plugin raised; everything of the attempt is undone then.
    """
    check_dependencies(snapshot.manifest, snapshot.root / FILE_NAME)
    generation = Generation(_surroundings(record, snapshot, wishes, supplies))
    marker = supplies.marker
    if marker is not None:
        marker.know(record.name, snapshot.sha)
        slot = marker.enter(record.name, 0)
    try:
        hooks, steps = await in_thread(generation.execute, seconds=LOAD_SECONDS, name=record.name)
        check_kept(record.name, snapshot.manifest.keeps, steps)
        if steps:
            await supplies.store.migrate(plugin_migrations(record.name, steps))
        generation.given = await in_thread(partial(generation.collect, hooks), seconds=LOAD_SECONDS, name=record.name)
        hooks = {}
        alone = record.live is None or not record.live.exclusive_channels
        await generation.open(tasks, exclusive=alone)
    except BaseException:
        await generation.abandon()
        raise
    finally:
        if marker is not None:
            marker.leave(slot)
    return generation


def _surroundings(record: Record, snapshot: Snapshot, wishes: Wishes, supplies: Supplies) -> Surroundings:
    return Surroundings(
        shop=wishes.shop,
        table=wishes.table(record.name),
        snapshot=snapshot,
        store=supplies.store,
        inbox=supplies.inbox,
        secret=supplies.secret,
        service=supplies.service,
        breaker=record.breaker,
        marker=supplies.marker,
        loop=asyncio.get_running_loop(),
        shop_side=supplies.shop_side,
        bundled=record.found is not None and record.found.kind == "bundled",
        folder=supplies.folder,
    )
