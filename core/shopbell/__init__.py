"""Shopbell: the chat counter of a small shop. These names are the plugin author's contract; all else may change."""

from shopbell.capabilities import Capabilities
from shopbell.contracts import App, Channel, Inbox, Migration, PluginScope, Policy, Settings, Skill, Turn, Write
from shopbell.errors import (
    ConfigError,
    DeliveryError,
    NotReadyError,
    Overloaded,
    RequestError,
    ShopbellError,
    StoreUnavailable,
)
from shopbell.hookspecs import hookimpl
from shopbell.messages import (
    Attachment,
    ChannelEvent,
    InboundMessage,
    MessageContext,
    OutboundMessage,
    ShopEvent,
    StoredMessage,
)
from shopbell.people import Customer
from shopbell.replies import (
    Audio,
    Card,
    Carousel,
    File,
    Form,
    FormField,
    Image,
    ItemList,
    Location,
    Option,
    Options,
    PaymentRequest,
    ProductCard,
    Reply,
    TextPart,
    Video,
)
from shopbell.secret import Secret
from shopbell.skills import skill
from shopbell.text import Text
from shopbell.understanding import Entity, Intent, TrainingSet, Understood

__all__ = [
    "App",
    "Attachment",
    "Audio",
    "Capabilities",
    "Card",
    "Carousel",
    "Channel",
    "ChannelEvent",
    "ConfigError",
    "Customer",
    "DeliveryError",
    "Entity",
    "File",
    "Form",
    "FormField",
    "Image",
    "InboundMessage",
    "Inbox",
    "Intent",
    "ItemList",
    "Location",
    "MessageContext",
    "Migration",
    "NotReadyError",
    "Option",
    "Options",
    "OutboundMessage",
    "Overloaded",
    "PaymentRequest",
    "PluginScope",
    "Policy",
    "ProductCard",
    "Reply",
    "RequestError",
    "Secret",
    "Settings",
    "ShopEvent",
    "ShopbellError",
    "Skill",
    "StoreUnavailable",
    "StoredMessage",
    "Text",
    "TextPart",
    "TrainingSet",
    "Turn",
    "Understood",
    "Video",
    "Write",
    "hookimpl",
    "skill",
]
