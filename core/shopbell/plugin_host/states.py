"""What the host knows about each plugin, and how it is told to the owner."""

import time
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from shopbell.plugin_host.breaker import Breaker
from shopbell.plugin_host.discovery import Found
from shopbell.plugin_host.generation import Generation
from shopbell.plugin_host.snapshot import Signature, Snapshot

State = Literal["disabled", "starting", "enabled", "retrying", "failed", "quarantined", "stopping"]

Fingerprint = tuple[object, ...]  # (sha of the files, shop, settings): what a generation is made of


class Failure(NamedTuple):
    """Why the last attempt came to nothing."""

    reason: str  # for the owner
    trace: str = ""  # for the author; empty when the owner can help himself
    retry_at: float | None = None  # monotonic seconds; None: when something changes


class PluginStatus(NamedTuple):
    """One line of ``shopbell plugins``."""

    name: str
    version: str
    kind: str  # bundled, pip, folder
    state: State
    reason: str  # a sentence for the owner; empty when there is nothing to say
    traceback: str
    generation: int | None  # the number of the one that answers
    contributions: dict[str, list[str]]
    errors: list[str]  # troubles of single channels
    summary: str = ""


@dataclass
class Record:
    """One plugin's place in the reconciler. ``live`` answers; ``staged`` is ready to take over."""

    name: str
    found: Found | None = None
    wanted: bool = False
    unwanted_because: str = ""
    held_back: str = ""  # why it is not started although it is wanted, or not stopped although it is not
    live: Generation | None = None
    live_of: Fingerprint | None = None
    staged: Generation | None = None
    staged_of: Fingerprint | None = None
    failed_of: Fingerprint | None = None  # not tried again before something changes
    failure: Failure | None = None
    pauses: int = 0  # retries in a row
    busy: bool = False  # a job is loading it
    again: bool = False  # look at the content whatever ``stat`` says
    force: bool = False  # load it again whatever the content says
    seen: tuple[Signature, tuple[object, ...]] | None = None  # what the last job went by
    snapshot: Snapshot | None = None
    breaker: Breaker = field(default_factory=Breaker)
    breaker_of: Fingerprint | None = None
    convicted: bool = False  # found guilty of ending the process
    leaving: list[Generation] = field(default_factory=list)

    @property
    def state(self) -> State:
        """In which state the owner sees it."""
        if self.convicted or (self.live is not None and not self.live.breaker.ok):
            return "quarantined"
        if self.live is not None:
            return "enabled"
        if not self.wanted:
            return "stopping" if self.leaving else "disabled"
        if self.failure is not None and not self.busy:
            return "retrying" if self.failure.retry_at is not None else "failed"
        if self.held_back:
            return "failed"
        return "starting"

    @property
    def reason(self) -> str:
        """Why."""
        if self.convicted:
            return "taken out: the shop ended twice in the same place of it; change it or reload it to try again"
        if self.live is not None and not self.live.breaker.ok:
            left = max(0.0, self.live.breaker.until - time.monotonic())
            return f"{self.live.breaker.reason}; tried again in {left:.0f} s"
        if self.live is not None and self.failure is not None:
            return f"the change was not taken over, the version before goes on: {self.failure.reason}"
        if self.held_back:
            return self.held_back
        if self.failure is not None:
            return self.failure.reason
        if self.live is not None and self.live.troubles:
            return "; ".join(self.live.troubles.values())
        return "" if self.wanted else self.unwanted_because

    def status(self) -> PluginStatus:
        """For the owner, as plain data."""
        manifest = self.found.manifest if self.found else None
        trace = self.failure.trace if self.failure else ""
        return PluginStatus(
            name=self.name,
            version=manifest.version if manifest else "",
            kind=self.found.kind if self.found else "",
            state=self.state,
            reason=self.reason,
            traceback=trace or (self.live.breaker.last_error if self.live and not self.live.breaker.ok else ""),
            generation=self.live.number if self.live else None,
            contributions=self.live.summary if self.live else {},
            errors=list(self.live.troubles.values()) if self.live else [],
            summary=manifest.summary if manifest else "",
        )
