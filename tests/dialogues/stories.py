"""Every dialogue and flow that comes with the shop, as its customer lives through it.

A new one joins ``STORIES`` with one line: what it comes with, and its transcript. Everything that can happen to a
dialogue (``test_every_dialogue.py``, ``test_every_crash.py``) is then tried on it.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from tests.dialogues.flow_stories import TALKS


class Story(NamedTuple):
    """``talk`` is a transcript as for ``customer.plays``; ``! KIND`` is a shop event, ``...`` stands for any line."""

    plugin: str  # a folder in skills/, or "flows": the template of the story's name
    talk: str
    later: str = ""  # what is said by itself afterwards
    files: Mapping[str, str] = {}  # what lies in the shop's folder, for ``shopbell_files``
    needs: tuple[str, ...] = ()  # bundled plugins that are switched on with it
    before: str = ""  # what the customer said before it begins, to one of these
    heard_before: str = ""
    days: int = 3  # until all is over


TABLE = {
    "bookables.csv": "id,title,minutes,places,people,days,hours\ntable,Table,60,1000,4,90,mon-sun 10-12\n",
}
STORIES = {
    "callback": Story("shopbell_callback", """
        > please call me back
        What is it about?
        > my order
        When shall we call you?
        > tomorrow at 10
        Which number may we call?
        > +44 20 7946 0958
        And your name, please?
        > Ben
        Ben, +442079460958
        ...
        About: my order
        Shall I pass this on?
        [Yes] [No]
        > yes
        ...
    """, later="Thank you, a person will answer you here as soon as possible."),
    "feedback after a delivery": Story("shopbell_feedback", """
        ! order.delivered
        How satisfied were you with us?
        [Very good] [Good] [All right] [Not so good] [Bad] [Do not ask me again]
        > good
        Thank you! Would you like to add something?
        > nice people
        We are glad. See you soon!
    """),
    "feedback after a conversation": Story("shopbell_feedback", """
        ! conversation.resolved
        How satisfied were you with us?
        [Very good] [Good] [All right] [Not so good] [Bad] [Do not ask me again]
        > bad
        I am sorry to hear that. What went wrong?
        > nobody answered
        Thank you for telling us. A person will look into it and write to you here.
    """),
    "order status": Story("shopbell_order_status", """
        > where is my order
        What is the order number?
        > CR-1001
        And the postcode or the e-mail address of that order?
        > 10115
        Order CR-1001:
        It is on its way to you.
        Follow the parcel: https://track.example/1
    """, files={
        "orders.csv": "number,status,postcode,tracking_url\nCR-1001,shipped,10115,https://track.example/1\n",
    }),
    "guided selection": Story("shopbell_product_search", """
        > help me choose
        What shall it be?
        [candle] [mug] [No matter]
        > mug
        What is the occasion?
        [birthday] [wedding] [No matter]
        > birthday
        I would take one of these:
        (ProductCard)
        (ProductCard)
    """, files={
        "products.csv": "id,title,category,price,occasion\n"
        + "".join(f"M{one},Mug {one},mug,10.00,birthday\n" for one in (1, 2))
        + "".join(f"M{one},Mug {one},mug,10.00,wedding\n" for one in (3, 4))
        + "".join(f"C{one},Candle {one},candle,10.00,birthday\n" for one in (1, 2, 3, 4)),
    }),
    "news of an order": Story("shopbell_order_status", """
        > notify me when it ships
        What is the order number?
        > CR-1001
        And the postcode or the e-mail address of that order?
        > 10115
        All right, I will tell you here when something happens to order CR-1001.
    """, files={"orders.csv": "number,status,postcode\nCR-1001,packed,10115\n"}),
    "leads": Story("shopbell_leads", """
        > I need a quote
        With pleasure. What do you need?
        > a wedding cake
        What is your name?
        > Ana
        And your e-mail address?
        > ana@example.com
        Thank you. We will get back to you soon.
    """),
    "booking": Story("shopbell_booking", """
        > I would like to book an appointment
        For how many people?
        > 2
        For which day?
        > in 9 days
        Which time suits you?
        [10:00] [11:00]
        > 11
        Under which name shall I book it?
        > Ana
        Table
        ...
        For 2 people
        Name: Ana
        Shall I book it?
        [Yes] [No]
        > yes
        ...
        (File)
    """, later="...", files=TABLE, days=10),
    "cart": Story("shopbell_cart", """
        > add the walnut mug to my cart
        With engraving?
        [Yes] [No]
        > yes
        Which engraving?
        > Grandma
        It will read “Grandma”. Is every letter right?
        [Yes] [No]
        > yes
        Which handle?
        [red] [white] [Without]
        > white
        In your cart: 1 x Walnut mug (engraving: Grandma) (handle: white): €12.50
        [Check out] [Show my cart]
    """, files={
        "products.csv": 'id,title,price,wishes\nM1,Walnut mug,12.50,"engraving (text, 12); handle (red | white)"\n',
    }),
    "a correction": Story("shopbell_privacy", """
        > correct my data
        What is wrong?
        [My name] [My language] [Something else]
        > my name
        What is your name?
        > Ana
        Thank you, I have corrected it.
    """),
    "to stay known": Story("shopbell_privacy", """
        > forget me
        Everything that you have written to us, on every channel that is yours, and all notes about you
        Orders stay in the shop's books as long as the law demands it
        Shall I erase it for ever?
        [Yes] [No]
        > no
        All right, everything stays as it is.
    """),
    "checkout": Story("shopbell_checkout", """
        > checkout
        How would you like to get it?
        [Bring it to me] [I pick it up]
        > bring it to me
        Which postcode shall it go to?
        > 10115
        ...
        [That suits me] [Another day]
        > that suits me
        Street, number and town, please?
        > Mill Lane 3, Berlin
        Your name, please?
        > Ana
        And your e-mail address, for the order?
        > ana@example.com
        1 x Walnut mug: €12.50
        ...
        To: Mill Lane 3, Berlin, 10115
        In all: €17.00
        Shall I place this order?
        [Yes] [No]
        > yes
        ...
        (PaymentRequest)
    """, later="...", files={
        "products.csv": "id,title,price\nM1,Walnut mug,12.50\n",
        "delivery.csv": "name,fee,days\nbike,4.50,1\n",
    }, needs=("shopbell_cart", "shopbell_demo_payments"), before="add the walnut mug to my cart",
       heard_before="In your cart: 1 x Walnut mug: €12.50\n[Check out] [Show my cart]"),
    "returns": Story("shopbell_returns", """
        > start a return
        What is the order number?
        > A-1001
        And the postcode or the e-mail address of that order?
        > 10115
        ...
        It was delivered.
        Shall something of this order come back?
        [Yes] [No]
        > yes
        Why does Walnut mug come back?
        [It does not fit] [It is not what I expected] [It is damaged] [I have changed my mind]
        > it does not fit
        What would you like instead?
        [My money back] [Another one]
        > my money back
        Walnut mug: €12.50
        It does not fit
        My money back
        Shall I announce this return?
        [Yes] [No]
        > no
        All right, nothing is announced.
    """, files={
        "orders.csv": "number,status,status_at,postcode,product,title,price\n"
        f"A-1001,delivered,{date.today()},10115,M1,Walnut mug,12.50\n",
    }, needs=("shopbell_order_status",)),
    "an e-mail address": Story("shopbell_identity", """
        > confirm my e-mail address
        Which e-mail address is it?
        > ana@mail.example
        I have sent a code to ana@mail.example. Type it here, please.
    """),
    **{name: Story("flows", talk) for name, talk in TALKS.items()},
}  # fmt: skip
"""By name; a flow's name is its file's."""


def exchanges(talk: str) -> list[tuple[str, str]]:
    """What happens (``> said``, ``! event``, with the sign) and what the shop says then."""
    found: list[tuple[str, list[str]]] = []
    for line in filter(None, map(str.strip, talk.strip().splitlines())):
        if line[0] in ">!":
            found.append((line, []))
        else:
            found[-1][1].append(line)
    return [(happens, "\n".join(heard)) for happens, heard in found]


def question_in(shown: str) -> str:
    """The last line that is no row of buttons: what the customer is to answer."""
    lines = [line for line in shown.splitlines() if not line.startswith("[")]
    return lines[-1] if lines else ""


def fits(shown: str, expected: str) -> bool:
    """Line by line the same; ``...`` stands for one line, or alone for anything."""
    if expected in ("", "..."):
        return True
    lines, wanted = shown.splitlines(), expected.splitlines()
    return len(lines) == len(wanted) and all(two in ("...", one) for one, two in zip(lines, wanted, strict=True))
