"""The shop, as plugins read it: what it is (``scope.shop``), and its data, which plugins provide as services.

A service is looked up by name, ``turn.service("orders")``: ``catalogue`` (`Catalogue`), ``orders`` (`OrderBook`),
``ordering`` (`Ordering`), ``carts`` (`Carts`), ``bookings`` (`Bookings`), ``offers`` (`Offers`), ``payments``
(`Payments`), ``customers`` (`CustomerDirectory`), ``delivery`` (`Delivery`), ``search`` (`ProductSearch`) and
``recommender`` (`Recommender`). Times are milliseconds UTC, money counts the smallest coin.
"""

from shopbell.shop.asking import (
    after_greeting,
    asks_for_a_rule,
    asks_for_more,
    asks_for_one,
    asks_for_similar,
    asks_for_some,
    asks_for_the,
    asks_for_the_sum,
    goes_on_ordering,
    speaks_of_theirs,
    takes_it,
    thinks_again,
)
from shopbell.shop.bookings import Bookable, Booking, Bookings, Slot
from shopbell.shop.carts import Cart, CartLine, Carts, Reckoning, reckon
from shopbell.shop.catalogue import Catalogue, Picture, Product, Rating, Variant, Wish, pages, pieces_on
from shopbell.shop.delivery import DAYS_LOOKED, Delivery, DeliveryArea, NoPromise, Promise, area_for, promise
from shopbell.shop.hours import read_hours
from shopbell.shop.info import DAYS, OpeningHours, ShopInfo, Span
from shopbell.shop.money import Money, minor_digits, parse_money, say_money, total
from shopbell.shop.naming import named_in
from shopbell.shop.ordering import NewOrder, NotPlaced, Ordering
from shopbell.shop.orders import (
    Compensation,
    Order,
    OrderBook,
    OrderLine,
    OrderState,
    Purchase,
    StatusChange,
    Tracking,
    order_number_in,
    same_number,
    same_postcode,
)
from shopbell.shop.recommending import Reason, Recommender, Relation, Suggestion
from shopbell.shop.search import Criteria, Found, ProductSearch, SearchOrder
from shopbell.shop.selling import CustomerDirectory, KnownCustomer, Offer, Offers, PaymentLink, Payments
from shopbell.shop.showing import product_card
from shopbell.shop.variants import variant_labels, variants_meant

__all__ = [
    "DAYS",
    "DAYS_LOOKED",
    "Bookable",
    "Booking",
    "Bookings",
    "Cart",
    "CartLine",
    "Carts",
    "Catalogue",
    "Compensation",
    "Criteria",
    "CustomerDirectory",
    "Delivery",
    "DeliveryArea",
    "Found",
    "KnownCustomer",
    "Money",
    "NewOrder",
    "NoPromise",
    "NotPlaced",
    "Offer",
    "Offers",
    "OpeningHours",
    "Order",
    "OrderBook",
    "OrderLine",
    "OrderState",
    "Ordering",
    "PaymentLink",
    "Payments",
    "Picture",
    "Product",
    "ProductSearch",
    "Promise",
    "Purchase",
    "Rating",
    "Reason",
    "Reckoning",
    "Recommender",
    "Relation",
    "SearchOrder",
    "ShopInfo",
    "Slot",
    "Span",
    "StatusChange",
    "Suggestion",
    "Tracking",
    "Variant",
    "Wish",
    "after_greeting",
    "area_for",
    "asks_for_a_rule",
    "asks_for_more",
    "asks_for_one",
    "asks_for_similar",
    "asks_for_some",
    "asks_for_the",
    "asks_for_the_sum",
    "goes_on_ordering",
    "minor_digits",
    "named_in",
    "order_number_in",
    "pages",
    "parse_money",
    "pieces_on",
    "product_card",
    "promise",
    "read_hours",
    "reckon",
    "same_number",
    "same_postcode",
    "say_money",
    "speaks_of_theirs",
    "takes_it",
    "thinks_again",
    "total",
    "variant_labels",
    "variants_meant",
]
