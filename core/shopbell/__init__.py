"""Shopbell: the chat counter of a small shop. These names are the plugin author's contract; all else may change."""

from shopbell.addresses import callback_mistake
from shopbell.capabilities import Capabilities
from shopbell.chat import Chat, dialogue
from shopbell.contracts import App, Channel, Inbox, Media, Migration, Policy, Settings, Skill, Write
from shopbell.errors import (
    AskTimeout,
    Cancelled,
    ChildFailed,
    ConfigError,
    Conflict,
    DeliveryError,
    NotReadyError,
    Overloaded,
    PrivateAddressError,
    RequestError,
    ShopbellError,
    StepFailed,
    StoreUnavailable,
    TooManyAttempts,
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
    ReplyPart,
    TextPart,
    Video,
    offer_person,
)
from shopbell.rewording import reworded
from shopbell.scopes import PluginScope, ShopAtHand
from shopbell.secret import Secret
from shopbell.skills import skill
from shopbell.spelling import Spelling, one_slip_away
from shopbell.text import Text
from shopbell.turns import Turn
from shopbell.understanding import Entity, EntityReader, Intent, TrainingSet, Understood
from shopbell.webhooks import sign_webhook, webhook_key
from shopbell.wording import Wording

__all__ = [
    "App",
    "AskTimeout",
    "Attachment",
    "Audio",
    "Cancelled",
    "Capabilities",
    "Card",
    "Carousel",
    "Channel",
    "ChannelEvent",
    "Chat",
    "ChildFailed",
    "ConfigError",
    "Conflict",
    "Customer",
    "DeliveryError",
    "Entity",
    "EntityReader",
    "File",
    "Form",
    "FormField",
    "Image",
    "InboundMessage",
    "Inbox",
    "Intent",
    "ItemList",
    "Location",
    "Media",
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
    "PrivateAddressError",
    "ProductCard",
    "Reply",
    "ReplyPart",
    "RequestError",
    "Secret",
    "Settings",
    "ShopAtHand",
    "ShopEvent",
    "ShopbellError",
    "Skill",
    "Spelling",
    "StepFailed",
    "StoreUnavailable",
    "StoredMessage",
    "Text",
    "TextPart",
    "TooManyAttempts",
    "TrainingSet",
    "Turn",
    "Understood",
    "Video",
    "Wording",
    "Write",
    "callback_mistake",
    "dialogue",
    "hookimpl",
    "offer_person",
    "one_slip_away",
    "reworded",
    "sign_webhook",
    "skill",
    "webhook_key",
]
