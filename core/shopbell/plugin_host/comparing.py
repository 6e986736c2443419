"""Compares what lies on disk and in the configuration with what runs: what is wanted, and what stands in the way."""

from collections.abc import Mapping

from shopbell.plugin_host.epoch import Epoch
from shopbell.plugin_host.looking import Sight
from shopbell.plugin_host.manifest import overlap
from shopbell.plugin_host.routes import Unavailable, away_prefixes
from shopbell.plugin_host.states import Failure, Record
from shopbell.plugin_host.wishes import Wishes


def compare(records: dict[str, Record], sights: Mapping[str, Sight], wishes: Wishes, *, safe: bool) -> None:
    """Note in every record what is wanted; add new plugins, forget those whose files are gone."""
    for name, sight in sights.items():
        record = records.setdefault(name, Record(name))
        record.found = sight.found
        record.wanted, record.unwanted_because = wishes.wants(sight.found, safe=safe)
        if sight.found.problem is not None:
            record.failure, record.failed_of = Failure(str(sight.found.problem)), None
    for name, record in list(records.items()):
        if name not in sights:
            record.wanted, record.unwanted_because = False, "its files are gone"
            if record.live is None and record.staged is None and not record.leaving and not record.busy:
                del records[name]
    for record in records.values():
        record.held_back = _waits_for(record, records) if record.wanted else _needed_by(record, records)


def _waits_for(record: Record, records: Mapping[str, Record]) -> str:
    """Why a wanted plugin cannot start yet: what it requires is not there."""
    for name in record.found.manifest.requires if record.found and record.found.manifest else ():
        other = records.get(name)
        if other is None:
            return f"needs the plugin {name}, which is not installed"
        if other.live is None and other.staged is None:
            return f"needs the plugin {name}, which is {other.state}"
    return ""


def _needed_by(record: Record, records: Mapping[str, Record]) -> str:
    """Why an unwanted plugin goes on: somebody enabled requires it."""
    if record.live is None:
        return ""
    for other in records.values():
        manifest = other.found.manifest if other.found and other.wanted else None
        if manifest is not None and record.name in manifest.requires and other.live is not None:
            return f"cannot be switched off: {other.name} needs it"
    return ""


def say_who_is_away(away: dict[str, Unavailable], records: Mapping[str, Record], epoch: Epoch) -> None:
    """Fill ``away`` with the paths of known plugins that do not answer now, without those another one serves."""
    taken = [prefix for one in epoch.members for prefix in one.generation.around.snapshot.manifest.prefixes]
    away.clear()
    for record in records.values():
        if record.live is None:
            manifest = record.found.manifest if record.found else None
            answer = Unavailable(record.name, record.reason or record.state)
            for prefix in away_prefixes(record.name, manifest.prefixes if manifest else ()):
                if not any(overlap(prefix, other) for other in taken):
                    away[prefix] = answer
