"""Every dialogue and flow that comes with the shop, as its customer lives through it.

A new one joins ``STORIES`` with one line: what it comes with, and its transcript. Everything that can happen to a
dialogue (``test_every_dialogue.py``, ``test_every_crash.py``) is then tried on it.
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from tests.dialogues.flow_stories import TALKS


class Story(NamedTuple):
    """``talk`` is a transcript as for ``customer.plays``; ``! KIND`` is a shop event, ``...`` stands for any line, and
    ``#`` for the customer's number, where each needs something of their own.
    """

    plugin: str  # a folder in skills/, or "flows": the template of the story's name
    talk: str
    later: str = ""  # what is said by itself afterwards
    files: Mapping[str, str] = {}  # what lies in the shop's folder, for ``shopbell_files``
    needs: tuple[str, ...] = ()  # bundled plugins that are switched on with it
    before: tuple[str, ...] = ()  # what the customer said before it begins
    heard_before: str = ""
    event: Mapping[str, object] = {}  # what a shop event tells, beside its subject; an order that is None is theirs
    days: int = 3  # until all is over
    dialogue: str = ""  # which one it is, where what was said before belongs to another one of the plugin
    forgets: bool = False  # nothing of the customer is left

    @property
    def runs(self) -> str:
        """The runs that count, as SQL's LIKE writes it."""
        plugin = "shopbell_flows" if self.plugin == "flows" else self.plugin.removeprefix("shopbell_")
        return f"{plugin}/{self.dialogue or '%'}"


TABLE = {
    "bookables.csv": "id,title,minutes,places,people,days,hours\ntable,Table,60,1000,4,90,mon-sun 10-12\n",
}
BOOKED = ("I would like to book an appointment", "2", "in 9 days", "11", "Ana", "yes")
BOOKED_HEARD = """For how many people?
For which day?
Which time suits you?
[10:00] [11:00]
Under which name shall I book it?
Table
...
For 2 people
Name: Ana
Shall I book it?
[Yes] [No]
...
(File)"""
MUGS = {"products.csv": "id,title,price\nM1,Walnut mug,12.50\n"}
MUG = ("add the walnut mug to my cart",)
MUG_HEARD = "In your cart: 1 x Walnut mug: €12.50\n[Check out] [Show my cart]"
ORDERED = (
    *MUG,
    "checkout",
    "bring it to me",
    "10115",
    "that suits me",
    "Mill Lane 3, Berlin",
    "Ana",
    "ana@example.com",
    "yes",
)
ORDERED_HEARD = f"""{MUG_HEARD}
How would you like to get it?
[Bring it to me] [I pick it up]
Which postcode shall it go to?
...
[That suits me] [Another day]
Street, number and town, please?
Your name, please?
And your e-mail address, for the order?
1 x Walnut mug: €12.50
...
To: Mill Lane 3, Berlin, 10115
In all: €17.00
Shall I place this order?
[Yes] [No]
...
(PaymentRequest)"""
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
    "an order shipped": Story("shopbell_order_status", """
        ! order.shipped
        News of order CR-1001:
        It is on its way to you.
        Follow the parcel: https://track.example/1
    """, files={
        "orders.csv": "number,status,postcode,tracking_url\nCR-1001,packed,10115,https://track.example/1\n",
    }, before=("notify me when it ships", "CR-1001", "10115"), heard_before="""What is the order number?
And the postcode or the e-mail address of that order?
All right, I will tell you here when something happens to order CR-1001.""",
        event={"order": "CR-1001"}, dialogue="order_news_shipped"),
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
    "another time for a booking": Story("shopbell_booking", """
        > move my appointment
        ...
        For which day?
        > in 8 days
        Which time suits you?
        [10:00] [11:00]
        > 10
        ...
        Shall I move it?
        [Yes] [No]
        > yes
        ...
        (File)
    """, later="...", files=TABLE, before=BOOKED, heard_before=BOOKED_HEARD, days=10, dialogue="booking_move"),
    "a booking cancelled": Story("shopbell_booking", """
        > cancel my appointment
        ...
        Shall I cancel it?
        [Yes] [No]
        > yes
        It is cancelled.
    """, files=TABLE, before=BOOKED, heard_before=BOOKED_HEARD, days=10, dialogue="booking_cancel"),
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
    "another quantity": Story("shopbell_cart", """
        > change my cart
        How many of Walnut mug shall it be?
        > 3
        3 x Walnut mug: €37.50
        In all: €37.50, without delivery
    """, files=MUGS, before=MUG, heard_before=MUG_HEARD, dialogue="change"),
    "a voucher": Story("shopbell_cart", """
        > I have a voucher code
        What is the code?
        > SPRING
        I have noted the voucher SPRING.
        1 x Walnut mug: €12.50
        Spring: -€2.00
        In all: €10.50, without delivery
    """, files={**MUGS, "vouchers.csv": "code,title,off\nSPRING,Spring,2.00\n"},
        before=MUG, heard_before=MUG_HEARD, dialogue="voucher"),
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
    "to be forgotten": Story("shopbell_privacy", """
        > forget me
        Everything that you have written to us, on every channel that is yours, and all notes about you
        Orders stay in the shop's books as long as the law demands it
        Shall I erase it for ever?
        [Yes] [No]
        > yes
        It is being erased now. If you write to us again, we will not know each other. Farewell.
    """, forgets=True),
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
        **MUGS,
        "delivery.csv": "name,fee,days\nbike,4.50,1\n",
    }, needs=("shopbell_cart", "shopbell_demo_payments"), before=MUG,
       heard_before=MUG_HEARD),
    "a payment": Story("shopbell_checkout", """
        ! payment.succeeded
        ...
    """, files={**MUGS, "delivery.csv": "name,fee,days\nbike,4.50,1\n"},
        needs=("shopbell_cart", "shopbell_demo_payments"), before=ORDERED, heard_before=ORDERED_HEARD,
        event={"order": None, "amount": 1_700, "currency": "EUR"}, dialogue="paid"),
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
    "a return announced": Story("shopbell_returns", """
        > start a return
        What is the order number?
        > A-100#
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
        > yes
        ...
    """, files={
        "orders.csv": "number,status,status_at,postcode,product,title,price\n"
        + "".join(f"A-100{one},delivered,{date.today()},10115,M1,Walnut mug,12.50\n" for one in range(40)),
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
