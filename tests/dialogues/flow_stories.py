"""Every flow that comes with Shopbell, the templates' and the demo shops', as its customer lives through it.

By the name of its file; ``stories.py`` takes them up.
"""

from pathlib import Path

ROOT = Path(__file__).parents[2]
FLOWS = {
    path.stem: path
    for folder in (ROOT / "skills" / "shopbell_flows" / "templates", *sorted(ROOT.glob("config/*/flows")))
    for path in sorted(folder.glob("*.toml"))
}
TALKS = {
    "welcome": """
        > what can you do
        What can we do for you?
        [Hours and address] [Something about my order] [Talk to a person]
        > hours
        Ask me any time, for example: when are you open?
        Anything else?
        [Back to the menu] [No, thank you]
        > back to the menu
        What can we do for you?
        [Hours and address] [Something about my order] [Talk to a person]
        > something about my order
        Which order number is it?
        > A-1234
        And what is it about?
        > it is late
        Thank you. A person will look at order A-1234 and answer you here.
    """,
    "lead": """
        > I would like an offer
        With pleasure. What do you need?
        > cakes for a wedding
        For how many people?
        > 120
        That is a large one. For which day?
        > 2030-06-01
        What is your name?
        > Ana
        And your e-mail address, Ana?
        > ana@example.com
        Thank you, Ana. We will write to ana@example.com with an offer for 120 people.
    """,
    "charger": """
        > my charger does not charge
        (Image)
        Let us find out together. Is the small light on the charger on?
        [Yes] [No] [It flickers]
        > no
        Please try another socket. Is the light on now?
        [Yes, now it is] [Still no]
        > still no
        Then it is probably the charger. How many months ago did you buy it?
        > 5
        It is under warranty: we exchange it. What is the order number?
        > 100234
        Thank you. A person will arrange the exchange for order 100234 with you here.
    """,
    "quiz": """
        > let us play
        Which flour makes the darkest bread?
        [Wheat 405] [Rye 1800]
        > rye
        How many rolls are a dozen?
        > twelve
        All 2 right! Say BREAD at the counter and get a roll.
    """,
    "bread": """
        > which bread suits me
        Light or dark, or must it be without wheat?
        [Light] [Dark] [No wheat]
        > dark
        For how many days shall it last?
        > 5
        Then rye: on day 5 it tastes better than on the first.
    """,
    "selling": """
        > i want to sell you a book
        Gladly looked at. Is it one book, or more?
        [One book] [A few] [A whole library]
        > a whole library
        Then we would rather come than guess. Which town, and about how many shelves?
        > Peebles, about forty
        Which number may Hamish ring?
        > +44 20 7946 0958
        ...
    """,
    "size": """
        > which size am i
        What is it for?
        [Dress or top] [Trousers or skirt] [Shoes]
        > shoes
        How long is the longer foot, heel to toe, in inches?
        > 9.5
        With 9.5 inches you wear a US 7. Espadrilles have no half sizes: take the next one up.
    """,
    "strauss": """
        > which bouquet should I take
        For which occasion?
        [Birthday] [Love] [Hospital visit] [Mourning]
        > Love
        How many years is it already?
        > 7
        For 7 years: as many single Red Naomi, one for each. We tie them with eucalyptus.
    """,
    "charging": """
        > the dock gives no power
        First of all: is anything hot, swollen, or does it smell?
        [Yes] [No]
        > no
        What is to be charged?
        [A laptop] [A phone] [A power bank]
        > a laptop
        How many watts does the laptop want? It stands on its own power supply.
        > 100
        ...
    """,
    "gift": """
        > gift ideas please
        Who is it for?
        [Parents or grandparents] [A couple] [A colleague] [A child]
        > a child
        How old will the child be?
        > 7
        ...
    """,
}  # fmt: skip
