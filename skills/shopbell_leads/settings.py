"""The ``[plugins.shopbell_leads]`` table."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta

from shopbell import Secret, Settings, callback_mistake


class LeadsSettings(Settings, frozen=True, kw_only=True):
    """What becomes of a lead, by its points, and where it is sent."""

    appointment: Annotated[int, Meta(ge=0)] | None = None  # from so many points on an appointment is offered
    person: Annotated[int, Meta(ge=0)] | None = None  # from so many points on a person takes over at once
    webhook: Annotated[str, Meta(max_length=500)] = ""  # each lead is posted there, signed (standardwebhooks.com)
    secret: Secret | None = None  # whsec_ and base64
    retry: Annotated[float, Meta(gt=0, le=3_600)] = 15.0  # seconds after the first failure; doubles up to an hour

    def mistakes(self) -> Iterable[tuple[str, str]]:
        """An address that is none, and one that nobody signs for."""
        if not self.webhook:
            return
        if mistake := callback_mistake(self.webhook):
            yield "webhook", mistake
        if self.secret is None:
            yield "secret", 'is missing: calls are signed; set secret = {env = "LEADS_SECRET"}'
