"""The ``[plugins.shopbell_api]`` table."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shopbell import Secret, Settings


class AppSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``[plugins.shopbell_api.apps.NAME]``: an app whose server wants to be called. NAME is the name of its API key.

    ``secret`` is a reference to a signing secret (``{env = "X"}``, or a list of two while it is rotated), each
    ``whsec_`` and base64, as Standard Webhooks has it.
    """

    callback: str  # https://..., or http:// on this machine
    secret: Secret


class ApiSettings(Settings, frozen=True, kw_only=True):
    """Who is called back, and how patiently."""

    apps: dict[str, AppSettings] = msgspec.field(default_factory=dict)
    callback_timeout: Annotated[float, Meta(gt=0, le=60)] = 15.0  # seconds for one call
    private_callbacks: bool = False  # may a callback lead into the shop's own network
