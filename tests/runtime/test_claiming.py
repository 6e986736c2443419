"""A skill that knows a message for its own is asked before those that only sound like it."""

import pytest

from shopbell.testing import TestCustomer, TestShop

COUNTER = '''"""Answers whoever names an amount."""

from shopbell import Reply, hookimpl


class Counter:
    name = "counter"
    intents = ()

    def claims(self, turn):
        {first}
        return "7" in turn.text

    async def answer(self, turn):
        return Reply(text="Seven of them.") if "plums" in turn.text else None


@hookimpl
def shopbell_skills(scope):
    return [Counter()]
'''
BRIEF_COUNTER = '''"""The same, of a function."""

from shopbell import Reply, hookimpl, skill


@skill(claims=lambda turn: "7" in turn.text)
async def counter(turn):
    return Reply(text="Seven of them.") if "plums" in turn.text else None


@hookimpl
def shopbell_skills(scope):
    return [counter]
'''
FRUIT = '''"""Knows plums and pears."""

from shopbell import Intent, Reply, hookimpl, skill


@skill(Intent("fruit", {"en": ["i would like plums", "do you have pears", "7 plums"]}, threshold=0.0))
async def fruit(turn):
    return Reply(text="Fresh fruit!")


@hookimpl
def shopbell_skills(scope):
    return [fruit]
'''


async def install(shop: TestShop, counter: str = COUNTER, *, first: str = "pass") -> None:
    shop.write_plugin("counter", counter.replace("{first}", first))
    shop.write_plugin("fruit", FRUIT)
    await shop.settle()


@pytest.mark.parametrize("counter", [COUNTER, BRIEF_COUNTER])
@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("i would like 7 nice plums", "Seven of them."),
        ("i would like 7 nice pears", "Fresh fruit!"),  # claimed, and declined after all
        ("i would like nice plums", "Fresh fruit!"),  # not claimed
        ("7 plums", "Fresh fruit!"),  # known word for word
    ],
)
async def test_who_claims_is_asked_first(
    shop: TestShop, customer: TestCustomer, said: str, heard: str, counter: str
) -> None:
    await install(shop, counter)

    assert (await customer.says(said)).text == heard


@pytest.mark.parametrize("counter", [COUNTER, BRIEF_COUNTER])
async def test_who_claims_is_asked_about_nothing_else(shop: TestShop, customer: TestCustomer, counter: str) -> None:
    await install(shop, counter)
    await shop.disable("fruit")

    reply = await customer.says("plums")

    assert reply.text == "Sorry, I did not understand that."


async def test_a_claim_that_fails_is_none_and_is_charged(shop: TestShop, customer: TestCustomer) -> None:
    await install(shop, first="raise SystemExit")

    replies = [(await customer.says(f"i would like 7 nice plums {place}")).text for place in range(12)]

    assert set(replies) == {"Fresh fruit!"}
    assert shop.plugin("counter").state == "quarantined"


SAYS_WHAT_IT_READS = '''"""One claims what asks, one answers all else."""

from shopbell import Reply, hookimpl, skill


@skill(claims=lambda turn: turn.text.startswith("where"))
async def asked(turn):
    return Reply(text=f"Asked: {turn.text}")


@skill()
async def echo(turn):
    return Reply(text=f"Said: {turn.text}")


@hookimpl
def shopbell_skills(scope):
    return [asked, echo]
'''


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("Hello, this is Ana: where can I park? Thanks a lot!", "Asked: where can I park?"),
        ("sorry to bother you, but where can I park", "Asked: where can I park"),
        ("Guten Morgen, kurze Frage: where can I park, danke", "Asked: where can I park,"),
        ("hello again", "Said: hello again"),
        ("Thanks for nothing, where can I park", "Said: Thanks for nothing, where can I park"),
        ("Hi, my dog likes it here. Thank you!", "Said: Hi, my dog likes it here. Thank you!"),
    ],
)
async def test_who_claims_is_given_the_question_alone(
    shop: TestShop, customer: TestCustomer, said: str, answer: str
) -> None:
    shop.write_plugin("reading", SAYS_WHAT_IT_READS)
    await shop.settle()

    assert (await customer.says(said)).text == answer
