"""One reply part of each kind, with what must reach the customer of it, and replies of any shape."""

from hypothesis import strategies as st

from shopbell.capabilities import Capabilities
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
    ReplyPart,
    TextPart,
    Video,
)
from tests.adapt.channels import CHANNELS

SHOP = "https://bakery.example"

RYE = Card(
    title="Rye loaf", subtitle="Dark and dense", image=f"{SHOP}/rye.jpg", image_alt="a dark loaf", url=f"{SHOP}/rye",
    options=(Option("Add rye", "add:rye"), Option("Recipe", url=f"{SHOP}/recipe")),
)  # fmt: skip
SIZES = tuple(Option(f"Size {letter}", f"size:{letter}") for letter in "ABCDE")

PARTS: dict[str, tuple[ReplyPart, tuple[str, ...]]] = {
    "text": (TextPart(text="We bake **daily**.", markdown=True), ("We bake", "daily")),
    "options": (Options(options=SIZES), ("Size A", "Size E", "size:A", "size:E")),
    "link": (Options(options=(Option("Our shop", url=SHOP),)), ("Our shop", SHOP)),
    "card": (
        RYE,
        ("Rye loaf", "Dark and dense", f"{SHOP}/rye.jpg", f"{SHOP}/rye", "add:rye", "Recipe", f"{SHOP}/recipe"),
    ),
    "carousel": (
        Carousel(
            cards=tuple(
                Card(title=f"Cake {n}", url=f"{SHOP}/{n}", options=(Option("Add", f"add:{n}"),)) for n in range(12)
            )
        ),
        tuple(f"{what}{n}" for n in range(12) for what in ("Cake ", f"{SHOP}/", "add:")),
    ),
    "image": (Image(url=f"{SHOP}/a.jpg", alt="our shop front"), (f"{SHOP}/a.jpg", "our shop front")),
    "captioned": (Image(url=f"{SHOP}/a.jpg", caption="Fresh today"), (f"{SHOP}/a.jpg", "Fresh today")),
    "video": (Video(url=f"{SHOP}/a.mp4", caption="How we knead"), (f"{SHOP}/a.mp4", "How we knead")),
    "audio": (Audio(url=f"{SHOP}/a.mp3", transcript="Good morning!"), (f"{SHOP}/a.mp3", "Good morning!")),
    "file": (File(url=f"{SHOP}/menu.pdf", name="menu.pdf"), (f"{SHOP}/menu.pdf", "menu.pdf")),
    "list": (
        ItemList(title="Which cake?", items=tuple(Option(f"Cake {n}", f"cake:{n}") for n in range(8))),
        ("Which cake?", "Cake 0", "Cake 7", "cake:0", "cake:7"),
    ),
    "form": (
        Form(name="order", title="Your order", fields=(FormField("size", "Which size?", "select", options=SIZES),)),
        ("Your order", "Which size?", "Size A", "Size E"),
    ),
    "location": (
        Location(latitude=52.5, longitude=13.4, name="Our bakery", address="Main St 1"),
        ("Our bakery", "Main St 1", "52.5", "13.4"),
    ),
    "product": (
        ProductCard(
            product="7", title="Stollen", price=1250, currency="EUR", url=f"{SHOP}/7", image=f"{SHOP}/7.jpg",
            options=(Option("Add it", "add:7"),),
        ),
        ("Stollen", f"{SHOP}/7", f"{SHOP}/7.jpg", "add:7"),
    ),
    "payment": (
        PaymentRequest(reference="r1", title="Order 12", amount=4200, currency="EUR", url=f"{SHOP}/pay/r1"),
        ("Order 12", f"{SHOP}/pay/r1"),
    ),
}  # fmt: skip


labels = st.text(min_size=1, max_size=30).filter(lambda text: bool(text.strip()))
urls = st.integers(0, 99).map(lambda n: f"{SHOP}/{n}")
options = st.builds(Option, labels, st.none() | st.text(min_size=1, max_size=80), st.none() | urls)
menus = st.lists(options, max_size=15).map(tuple)
cards = st.builds(
    Card,
    title=labels,
    subtitle=st.none() | st.text(max_size=120),
    image=st.none() | urls,
    url=st.none() | urls,
    options=menus,
)
anything = st.one_of(
    st.builds(TextPart, text=st.text(max_size=300), markdown=st.booleans()),
    st.builds(Options, options=menus),
    cards,
    st.builds(Carousel, cards=st.lists(cards, max_size=12).map(tuple)),
    st.builds(ItemList, title=st.text(max_size=100), items=menus),
    st.builds(Image, url=urls, alt=st.text(max_size=20), caption=st.none() | st.text(max_size=90)),
    st.sampled_from([part for part, _ in PARTS.values()]),
)
abilities = st.builds(
    Capabilities,
    text_max=st.integers(160, 500),
    text_unit=st.sampled_from(["characters", "utf16", "bytes"]),
    markdown=st.booleans(),
    options_max=st.integers(0, 13),
    options_text_max=st.sampled_from([0, 40, 100]),
    options_need_text=st.booleans(),
    option_label_max=st.integers(2, 40),
    option_payload_max=st.integers(21, 100),
    option_urls=st.booleans(),
    cards=st.booleans(),
    card_text_max=st.sampled_from([0, 20]),
    card_options_max=st.integers(0, 4),
    card_option_urls=st.booleans(),
    carousel_max=st.integers(0, 10),
    caption_max=st.sampled_from([0, 50]),
    list_max=st.integers(0, 12),
    images=st.booleans(),
    products=st.booleans(),
    payments=st.booleans(),
) | st.sampled_from(list(CHANNELS.values()))
