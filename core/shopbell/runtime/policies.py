"""Policies: they change how a reply is said to this customer, one after the other; each is contained."""

from shopbell.replies import Reply
from shopbell.rewording import owned_by
from shopbell.runtime.epochs import Epoch
from shopbell.runtime.turn import LiveTurn


def apply_policies(turn: LiveTurn, reply: Reply, epoch: Epoch) -> tuple[Reply, tuple[str, ...]]:
    """The reply as the policies leave it, and the names (plugin/policy) of those that changed it."""
    changed: tuple[str, ...] = ()
    asked_of = turn.asked_of
    for entry in epoch.policies:
        if not entry.breaker.ok:
            continue
        turn.asked_of = entry.plugin  # what it remembers is its own, not the skill's that answered
        try:
            said = entry.policy.adapt(turn, reply)
            if not isinstance(said, Reply):
                raise TypeError(f"adapt() returned {type(said).__name__}, not a Reply")
            if said is reply:
                continue  # mostly; and its words are another plugin's
            said = owned_by(said, entry.plugin)
        except BaseException as exc:  # a policy's mistake costs its change, never the answer
            entry.breaker.failed(repr(type(exc)))
            continue
        changed += (f"{entry.plugin}/{entry.policy.name}",)
        reply = said
    turn.asked_of = asked_of
    return reply, changed
