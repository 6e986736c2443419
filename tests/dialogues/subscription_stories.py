"""What customers subscribe to, what they hear then, and how it ends: the stories of ``shopbell_subscriptions``."""

from tests.dialogues.story import Story
from tests.skills.subscribing import ASKED, NEWS, ONCE, STOCK_ASKED

PLUGIN = "shopbell_subscriptions"
WARES = {
    "products.csv": "id,title,price,stock\nM1,Walnut mug,12.50,5\nC1,Beeswax candle,9.00,0\n",
}
STOCK = STOCK_ASKED.format(title="Beeswax candle")
FOR_A_PRICE = ("tell me when the walnut mug is under 10", "yes")
FOR_STOCK = ("tell me when the beeswax candle is back", "yes")

SUBSCRIPTIONS = {
    "the newsletter": Story(PLUGIN, f"""
        > subscribe to your newsletter
        Where would you like to read our newsletter?
        [By e-mail] [Here]
        > here
        {NEWS}
        [Yes] [No]
        > yes
        Done, you get our newsletter here.
    """),
    "a price alert": Story(PLUGIN, f"""
        > price alert for the walnut mug
        Walnut mug costs €12.50 now. At which price shall I tell you?
        > 10
        {ASKED}
        [Yes] [No]
        > yes
        {ONCE}
    """, files=WARES),
    "a stock alert": Story(PLUGIN, f"""
        > tell me when the beeswax candle is back
        {STOCK}
        [Yes] [No]
        > yes
        {ONCE}
    """, files=WARES),
    "a price has fallen": Story(PLUGIN, """
        ! product.price_fallen
        Walnut mug costs €9.50 now.
    """, files=WARES, before=FOR_A_PRICE, heard_before=f"{ASKED}\n[Yes] [No]\n{ONCE}",
        event={"product": "M1", "price": 950, "currency": "EUR"}, dialogue="price_fallen"),
    "back in stock": Story(PLUGIN, """
        ! product.back_in_stock
        Beeswax candle is in stock again.
    """, files=WARES, before=FOR_STOCK, heard_before=f"{STOCK}\n[Yes] [No]\n{ONCE}",
        event={"product": "C1"}, dialogue="back_in_stock"),
    "the end of a subscription": Story(PLUGIN, """
        > end a subscription
        What shall end?
        [Walnut mug at €10.00 or less] [Beeswax candle in stock again] [All of it]
        > all of it
        Done, that has ended.
    """, files=WARES, before=(*FOR_A_PRICE, *FOR_STOCK),
        heard_before=f"{ASKED}\n[Yes] [No]\n{ONCE}\n{STOCK}\n[Yes] [No]\n{ONCE}", dialogue="end"),
}  # fmt: skip
