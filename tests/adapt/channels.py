"""What seven channels can show, as CHANNELS section 1.1 lists it: the widest and the narrowest in each direction."""

from shopbell.capabilities import EVERYTHING, Capabilities

SMS = Capabilities(text_max=1_600)
WEBCHAT = EVERYTHING
EMAIL = Capabilities(text_max=1_000_000, markdown=True, images=True, caption_max=1_000_000)
MESSENGER = Capabilities(
    text_max=2_000, options_max=13, options_text_max=640, option_label_max=20, option_payload_max=1_000, cards=True,
    card_text_max=80, card_options_max=3, carousel_max=10, images=True, video=True, audio=True, files=True, typing=True,
)  # fmt: skip
INSTAGRAM = Capabilities(
    text_max=1_000, text_unit="bytes", options_max=13, option_label_max=20, option_payload_max=1_000, cards=True,
    card_text_max=80, card_options_max=3, carousel_max=10, images=True, video=True, audio=True, files=True, typing=True,
)  # fmt: skip
WHATSAPP = Capabilities(
    text_max=4_096, options_max=3, options_text_max=1_024, option_label_max=20, option_payload_max=256, list_max=10,
    list_label_max=24, caption_max=1_024, images=True, video=True, audio=True, files=True, location=True,
)  # fmt: skip
TELEGRAM = Capabilities(
    text_max=4_096, text_unit="utf16", options_max=100, option_label_max=40, option_payload_max=64, option_urls=True,
    caption_max=1_024, images=True, video=True, audio=True, files=True, location=True, typing=True,
)  # fmt: skip

CHANNELS = {
    "sms": SMS, "webchat": WEBCHAT, "email": EMAIL, "messenger": MESSENGER, "instagram": INSTAGRAM,
    "whatsapp": WHATSAPP, "telegram": TELEGRAM,
}  # fmt: skip
