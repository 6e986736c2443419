"""Moves a shop's clock to a weekday and time."""

from datetime import UTC, datetime, timedelta

from shopbell.clock import Clock


def move_to(clock: Clock, moment: str) -> datetime:
    """Go on to the next ``wed 10:00`` (UTC, a test shop's zone) that is at least a minute away; returns it."""
    day, at = moment.split()
    hour, minute = map(int, at.split(":"))
    now = datetime.fromtimestamp(clock.now() / 1000, UTC)
    days = (("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(day) - now.weekday()) % 7
    wanted = now.replace(hour=hour, minute=minute, second=0, microsecond=0) + timedelta(days=days)
    if wanted < now + timedelta(minutes=1):
        wanted += timedelta(days=7)
    # A few seconds into the minute: what the test does takes time too.
    clock.advance(int((wanted - now).total_seconds() * 1000) + 2_000)
    return wanted
