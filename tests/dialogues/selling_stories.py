"""Bookings, carts, orders and returns, as the customer lives through them."""

from datetime import date

from tests.dialogues.story import Story

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
RETURN = """
        > start a return
        What is the order number?
        > {number}
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
        [Yes] [No]"""
SELLING = {
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
    "an order in so many words": Story("shopbell_cart", """
        > two rolls please
        Which one would you like?
        [Seed roll] [Nut roll]
        > nut
        In your cart: 2 x Nut roll: €4.00
        [Check out] [Show my cart]
    """, files={"products.csv": "id,title,price,category\nR1,Seed roll,1.00,rolls\nR2,Nut roll,2.00,rolls\n"},
        needs=("shopbell_search",), dialogue="order"),
    "an emptied cart": Story("shopbell_cart", """
        > empty my cart
        Your cart is empty.
    """, files=MUGS, before=MUG, heard_before=MUG_HEARD, dialogue="clear"),
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
    "returns": Story("shopbell_returns", RETURN.format(number="A-1001") + """
        > no
        All right, nothing is announced.
    """, files={
        "orders.csv": "number,status,status_at,postcode,product,title,price\n"
        f"A-1001,delivered,{date.today()},10115,M1,Walnut mug,12.50\n",
    }, needs=("shopbell_order_status",)),
    "a return announced": Story("shopbell_returns", RETURN.format(number="A-100#") + """
        > yes
        ...
    """, files={
        "orders.csv": "number,status,status_at,postcode,product,title,price\n"
        + "".join(f"A-100{one},delivered,{date.today()},10115,M1,Walnut mug,12.50\n" for one in range(40)),
    }, needs=("shopbell_order_status",)),
}  # fmt: skip
