"""Every dialogue and flow that comes with the shop, as its customer lives through it.

A new one joins ``STORIES`` with one line: what it comes with, and its transcript. Everything that can happen to a
dialogue (``test_every_dialogue.py``, ``test_every_crash.py``) is then tried on it.
"""

from tests.dialogues.flow_stories import TALKS
from tests.dialogues.selling_stories import SELLING
from tests.dialogues.story import Story
from tests.dialogues.subscription_stories import SUBSCRIPTIONS

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
    "nobody is here": Story("shopbell_handoff", """
        > I want to talk to a person
        Nobody is here to answer you right now.
        Shall I take a message?
        [Leave a message] [No, thank you]
        > yes
        What is it about?
        > my parcel came open, and the jar in it is broken
        “my parcel came open, and the jar in it is broken”
        Shall I pass this on?
        [Yes] [No]
        > yes
        Thank you, I have passed it on. Somebody will answer you as soon as possible.
    """, shop={"hours": {"2026-01-01": "closed"}}),
    "no message": Story("shopbell_handoff", """
        > I want to talk to a person
        Nobody is here to answer you right now.
        Shall I take a message?
        [Leave a message] [No, thank you]
        > no thank you
        All right. If you change your mind, just ask for a person again.
    """, shop={"hours": {"2026-01-01": "closed"}}),
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
    "something for a delay": Story("shopbell_order_status", """
        > do I get some compensation for the late order
        What is the order number?
        > CR-1001
        And the postcode or the e-mail address of that order?
        > 10115
        A person looks at what can be done for order CR-1001, and answers you here.
    """, files={"orders.csv": "number,status,postcode\nCR-1001,packed,10115\n"}, dialogue="order_sorry"),
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
    "an e-mail address": Story("shopbell_identity", """
        > confirm my e-mail address
        Which e-mail address is it?
        > ana@mail.example
        I have sent a code to ana@mail.example. Type it here, please.
    """),
    **SELLING,
    **SUBSCRIPTIONS,
    **{name: Story("flows", talk) for name, talk in TALKS.items()},
}  # fmt: skip
"""By name; a flow's name is its file's."""
