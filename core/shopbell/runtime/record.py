"""The decision record: why a turn ended as it did, in a few hundred bytes, without the customer's words."""

from typing import Any

import msgspec


class TurnRecord(msgspec.Struct, array_like=True):
    """What was decided. Kept 30 days; sentences are made at display time. Fields are only ever appended."""

    epoch: int
    outcome: (
        str  # answered, choice, asked again, woken, clarify, fallback, held, silent, automatic, flooded,
        # looped, apology, event, control
    )
    channel: str
    language: str
    stages: tuple[int, ...]  # microseconds: identify, understand, route+answer, adapt
    intents: tuple[tuple[str, float], ...] = ()  # the best five
    intent: str | None = None
    skill: str | None = None  # plugin/skill
    declined: tuple[str, ...] = ()  # asked before, said "not mine"
    failed: tuple[str, ...] = ()  # asked before, raised or ran out of time
    policies: tuple[str, ...] = ()  # that changed the reply
    losses: tuple[str, ...] = ()  # what the channel could not show
    entities: tuple[tuple[str, int, int], ...] = ()  # kind and span, never text
    holder: str = "bot"
    handover: str | None = None
    replies: int = 0
    money: bool = False  # money moved: kept 365 days
    waited: int = 0  # microseconds from accept to the turn's start
    run: int = 0  # of the dialogue that the turn took further; 0: none
    gate: tuple[str, ...] = ()  # purpose, verdict, reason: where the gate was asked
    also: tuple[str, ...] = ()  # plugin/skill (intent): who answered other questions of the same message


encode_record = msgspec.msgpack.Encoder().encode
decode_record = msgspec.msgpack.Decoder(TurnRecord).decode

_PURPOSES = {"conversational": "an answer", "transactional": "a notice", "marketing": "an offer"}
STAGES = ("found the customer", "understood", "chose and answered", "shaped the reply")

_OUTCOMES = {
    "answered": "It was answered.",
    "choice": "The customer chose an option that was offered before.",
    "asked again": "It did not answer the question that was open, so that was asked again.",
    "woken": "Nobody wrote: a dialogue went on because its time had come or its event had happened.",
    "clarify": "Two questions fitted about equally well, so the customer was asked which was meant.",
    "fallback": "No skill had an answer that fitted well enough, so the shop said it did not understand.",
    "held": "A person holds the conversation: the bot stayed silent.",
    "silent": "There was nothing to answer.",
    "automatic": "No person wrote it (an auto-reply, a bot), so it is kept and not answered.",
    "proof": "The message showed who its sender is, or was meant to: a code, or a link from another channel.",
    "stop": "The customer wants no more offers.",
    "stop_all": "The customer wants nothing more that they did not ask for.",
    "start": "The customer wants to hear from the shop again.",
    "looped": "It looked as if two machines were writing to each other, so the shop stopped and asked for a person.",
    "flooded": "The sender wrote faster than the limit allows.",
    "apology": "Something failed, so the shop apologised and asked for a person.",
    "event": "It was an event, not a message.",
    "control": "A person changed who answers.",
}


def explain(record: TurnRecord) -> list[str]:
    """The record as sentences for the owner."""
    lines = [_OUTCOMES.get(record.outcome, record.outcome)]
    if record.skill:
        why = f" because the message looked like {record.intent!r}" if record.intent else ""
        lines.append(f"The skill {record.skill} answered{why}.")
    lines += [f"{other} answered another question of the same message." for other in record.also]
    if record.intents:
        scored = ", ".join(f"{name} {score:.2f}" for name, score in record.intents)
        lines.append(f"Scored: {scored}.")
    lines += [f"{skill} was asked first and said it was not for it." for skill in record.declined]
    lines += [f"{skill} failed and was left out." for skill in record.failed]
    lines += [f"The policy {policy} changed how it was said." for policy in record.policies]
    lines += [f"On {record.channel}: {loss}." for loss in record.losses]
    if record.gate:
        purpose, verdict, reason = record.gate
        lines.append(f"The gate: as {_PURPOSES[purpose]} it was {verdict}" + (f" ({reason})." if reason else "."))
    if record.handover:
        lines.append(f"The conversation went to a person ({record.handover}).")
    lines.append(
        f"Language {record.language}; {record.replies} message(s) in reply; plugins as of epoch {record.epoch}."
    )
    times = ", ".join(f"{name} {us / 1000:.1f} ms" for name, us in zip(STAGES, record.stages, strict=False))
    lines.append(f"It waited {record.waited / 1000:.1f} ms; then: {times}.")
    return lines


def record_as_json(record: TurnRecord) -> dict[str, Any]:
    """The record for ``GET /api/v1/turns/{id}`` and ``why --json``."""
    fields = {name: getattr(record, name) for name in record.__struct_fields__}
    return {**msgspec.to_builtins(fields), "explained": explain(record)}
