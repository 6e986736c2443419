"""Whatever a customer answers: a helpful question, and in the end a person, or a clean end; never an error's words."""

import pytest

from shopbell.testing import TestShop
from tests.dialogues.shops import use

KINDS = ("choice", "number", "days", "money", "date", "time", "moment", "email", "phone", "address", "order_number",
         "photo", "product", "file", "yes_no")  # fmt: skip
ASKING = "\n".join(
    f"""
@dialogue("{kind}", Intent("{kind}", {{"en": ["ask me for {kind}"]}}))
async def {kind}(chat):
    answer = await chat.ask("Well?", kind="{kind}", options={["Small", "Large"] if kind == "choice" else []}, key="q")
    await chat.say(f"Taken: {{answer}}")


@dialogue("caught {kind}", Intent("caught_{kind}", {{"en": ["ask me nicely for {kind}"]}}))
async def caught_{kind}(chat):
    try:
        await chat.ask("Well?", kind="{kind}", options={["Small", "Large"] if kind == "choice" else []}, key="q")
    except (AskTimeout, TooManyAttempts):
        await chat.say("Then another time.")
"""
    for kind in KINDS
)
BAD = {
    "30 February": "30 February",
    "31.04.2026": "31.04.2026",
    "tomorrow at 25:00": "tomorrow at 25:00",
    "emoji": "🎂🎂🎂",
    "five thousand characters": "la " * 1_666 + "la",
    "SQL": "Robert'); DROP TABLE run;--",
    "HTML": "<script>alert(document.cookie)</script>",
    "a phone of nowhere": "+999 12",
    "braces": "{name.__class__} %s {price}",
    "signs only": "?!?",
    "control characters": "\x00\x07\u202e\u200b",
}
TAKEN = {  # what is an answer to that question after all
    "date": {"tomorrow at 25:00"},
    "order_number": {
        "30 February",
        "31.04.2026",
        "tomorrow at 25:00",
        "a phone of nowhere",
        "five thousand characters",
    },
    "days": {"30 February", "a phone of nowhere"},
    "number": {"30 February", "a phone of nowhere"},
    "money": {"30 February", "a phone of nowhere"},
    "address": {"30 February", "tomorrow at 25:00"},
}
NO_WORDS_FOR_A_CUSTOMER = ("Error", "Traceback", "Exception", "None", "invalid", "went wrong", "literal", "Unfit")


@pytest.mark.parametrize("kind", KINDS)
async def test_a_bad_answer_is_helped_with_and_never_an_error(shop: TestShop, kind: str) -> None:
    await use(shop, ASKING)

    for number, (name, said) in enumerate(BAD.items()):
        customer = shop.customer(f"customer {number}")
        await customer.says(f"ask me for {kind}")
        reply = await customer.says(said)

        assert not any(word in reply.text for word in NO_WORDS_FOR_A_CUSTOMER), reply.text
        if reply.text.startswith("Taken: "):
            assert name in TAKEN.get(kind, ()), reply.text
        else:
            assert reply.text.startswith(("Please ", "There is no such day", "It cannot be", "And at what time?"))
            state = await shop.state(customer.name)
            assert len(state.dialogues) == 1
            assert not await shop.held(customer.name)


@pytest.mark.parametrize("kind", KINDS)
async def test_after_three_of_them_comes_a_person_or_what_the_author_wants(shop: TestShop, kind: str) -> None:
    await use(shop, ASKING)
    ana, ben = shop.customer("ana"), shop.customer("ben")
    await ana.says(f"ask me for {kind}")
    await ben.says(f"ask me nicely for {kind}")

    for said in ("🎂🎂🎂", "?!?", "<b></b>"):
        to_ana, to_ben = await ana.says(said), await ben.says(said)

    assert to_ana.text == "I am sorry, I do not get on here. A person will help you."
    assert await shop.held("ana")
    assert to_ben.text == "Then another time."
    assert not await shop.held("ben")


@pytest.mark.parametrize("kind", KINDS)
async def test_silence_ends_it_cleanly(shop: TestShop, kind: str) -> None:
    await use(shop, ASKING)
    await shop.customer("ana").says(f"ask me for {kind}")
    await shop.customer("ben").says(f"ask me nicely for {kind}")

    await shop.passes(hours=25)

    assert sorted(await shop.fetch("SELECT status FROM run")) == [("expired",), ("finished",)]
    assert not await shop.held("ana")
    assert (await shop.state("ana")).dialogues == (await shop.state("ben")).dialogues == []


PHONES = [
    ("020 7946 0958", "Please"), ("+44 20 7946 0958", "+442079460958"), ("0044 20 7946 0958", "+442079460958"),
    ("(+33) 1 23 45 67 89", "+33123456789"), ("+1 (212) 555-0123", "+12125550123"), ("+39 06 1234567", "+39061234567"),
    ("+999 12345678", "Please"), ("110", "Please"), ("0170 1234567", "+491701234567"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "heard"), PHONES)
async def test_a_foreign_number_is_taken_with_its_country(shop: TestShop, said: str, heard: str) -> None:
    await shop.configure(country="DE")
    await use(shop, ASKING)
    await shop.customer("ana").says("ask me for phone")

    assert heard in (await shop.customer("ana").says(said)).text
