"""Being polite: hello, thank you, goodbye, and who is answering here."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.messages import InboundMessage
from shopbell.shop import ShopInfo
from shopbell.testing import TestCustomer, TestShop
from shopbell_smalltalk import SmalltalkSkill
from shopbell_smalltalk.phrases import INTENTS
from shopbell_smalltalk.sayings import SAYINGS

PERSON = "I want to talk to a person"
PARKING = """
from shopbell import Intent, Reply, hookimpl, skill

@skill(Intent("parking", {"en": ["where can I park", "is there parking"]}))
async def parking(turn):
    return Reply(text="Behind the church.")

@hookimpl
def shopbell_skills(scope):
    return [parking]
"""


async def open_shop(shop: TestShop) -> TestCustomer:
    await shop.configure(languages=["en", "de", "fr", "es"])
    await shop.enable("shopbell_smalltalk")
    return shop.customer("ana")


@pytest.mark.parametrize(
    ("said", "fitting"),
    [
        ("Hello!", "How can I help|What can I do|What would you like"),
        ("thanks", "You are welcome|With pleasure|Glad"),
        ("Thanks a lot!!", "You are welcome|With pleasure|Glad"),
        ("bye", "Goodbye|Have a nice day"),
        ("how are you?", "thank you"),
        ("you are great", "hank you"),
        ("you are useless", "sorry"),
        ("hi, I need help", "in a few words|What is it about"),
        ("ich brauche Hilfe", "worum es geht|Worum geht es"),
        ("j'ai besoin d'aide", "de quoi il s'agit|De quoi s'agit-il"),
        ("necesito ayuda", "de qué se trata|De qué se trata"),
        ("Guten Tag", "Guten Tag|Willkommen"),
        ("vielen Dank!", "Gern geschehen|Sehr gern|Schön"),
        ("Tschüss", "Auf Wiedersehen|Einen schönen Tag"),
        ("Bonjour", "Bonjour|Bienvenue"),
        ("merci beaucoup", "Je vous en prie|Avec plaisir|Ravi"),
        ("au revoir", "Au revoir|Bonne journée"),
        ("¡Hola!", "Hola|Bienvenido"),
        ("muchas gracias", "De nada|Con mucho gusto|Me alegro"),
        ("hasta luego", "Adiós|buen día"),
    ],
)
async def test_the_answer_fits(shop: TestShop, said: str, fitting: str) -> None:
    ana = await open_shop(shop)

    reply = await ana.says(said)

    assert any(words in reply.text for words in fitting.split("|")), reply.text


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("Are you a bot?", "automatic assistant"),
        ("am i talking to a human", "automatic assistant"),
        ("Bist du ein Mensch?", "automatische"),
        ("êtes-vous un robot", "assistant automatique"),
        ("¿eres un robot?", "asistente automático"),
    ],
)
async def test_it_never_pretends_to_be_a_person(shop: TestShop, asked: str, answer: str) -> None:
    await shop.configure(phone="+49 30 5550143")
    ana = await open_shop(shop)

    reply = await ana.says(asked)

    assert answer in reply.text
    assert "+49 30 5550143" in reply.text
    assert [option.payload for option in reply.options] == [PERSON]


async def test_the_way_to_a_person_is_one_tap(shop: TestShop) -> None:
    ana = await open_shop(shop)
    await shop.enable("shopbell_handoff")
    reply = await ana.says("are you a robot")

    await ana.says(payload=reply.options[0].payload)

    assert await shop.held("ana")


async def test_a_question_goes_before_the_courtesy_around_it(shop: TestShop) -> None:
    shop.write_plugin("parking", PARKING)
    ana = await open_shop(shop)

    reply = await ana.says("Thank you, and where can I park?")

    assert reply.text == "Behind the church."


@pytest.mark.parametrize(
    ("said", "fitting"),
    [
        ("ok", "Good!|Very good"),
        ("👍🏽👍🏽", "Good!|Very good"),
        ("Yes!", "What is it about|in a few words"),
        ("nope", "All right|No problem"),
        ("no, thanks", "All right|No problem"),
        ("one moment please", "Take your time|No hurry"),
        ("Are you still there??", "I am here"),
        ("That's not what I asked!", "in other words"),
        ("???", "in other words"),
        ("haha", "good spirits|laugh"),
        (":-)", "good spirits|laugh"),
        ("❤️", "hank you"),
        ("🙏", "You are welcome|With pleasure|Glad"),
        ("alles klar", "Gut!|Sehr gut"),
        ("un instant s'il vous plaît", "Prenez votre temps|Rien ne presse"),
        ("no me ha entendido", "otras palabras"),
    ],
)
async def test_what_is_said_between_two_questions_is_understood(shop: TestShop, said: str, fitting: str) -> None:
    ana = await open_shop(shop)

    reply = await ana.says(said)

    assert any(words in reply.text for words in fitting.split("|")), reply.text


async def test_who_got_a_wrong_answer_is_offered_a_person(shop: TestShop) -> None:
    ana = await open_shop(shop)

    reply = await ana.says("you didn't answer my question")

    assert [option.payload for option in reply.options] == [PERSON]


async def test_a_word_that_several_languages_have_changes_none(shop: TestShop) -> None:
    ana = await open_shop(shop)
    await ana.says("Guten Tag")

    told = [(await ana.says(said)).text for said in ("ok", "super", "👍")]

    assert all(text.startswith(("Gut!", "Sehr gut.")) for text in told), told


async def test_what_takes_long_is_no_complaint(shop: TestShop) -> None:
    """ "This takes too long" is known word for word, and says nothing of other questions."""
    ana = await open_shop(shop)

    reply = await ana.says("how long does it take")

    assert "I am here" not in reply.text


async def test_it_does_not_say_the_same_again_and_again(shop: TestShop) -> None:
    ana = await open_shop(shop)

    said = {(await ana.says("thanks")).text for _time in range(3)}

    assert len(said) == 3


class Courtesy:
    """All of a turn that the skill reads."""

    def __init__(self, turn_id: int, text: str, intent: str, score: float) -> None:
        self.id, self.text, self.intent, self.score = turn_id, text, intent, score
        self.message = InboundMessage(channel="testing", account="default", sender="ana", key="1", text=text)
        self.understood = type("Understood", (), {"intents": ((intent, score), ("faq.bread", 0.3))})()


NO_QUESTION = st.text(st.characters(exclude_characters="?"), max_size=50)


@given(st.integers(1, 2**53), NO_QUESTION, st.sampled_from(INTENTS), st.floats(0, 1))
async def test_any_courtesy_is_answered_and_always_the_same(
    turn_id: int, text: str, intent: object, score: float
) -> None:
    skill = SmalltalkSkill(ShopInfo(name="Corner shop"))
    turn = Courtesy(turn_id, text, intent.name, score)  # type: ignore[attr-defined]

    first, again = await skill.answer(turn), await skill.answer(turn)  # type: ignore[arg-type]

    assert first is not None
    assert first == again


def test_every_intent_has_an_answer_of_several() -> None:
    assert {intent.name for intent in INTENTS} == {*SAYINGS, "smalltalk.who_are_you"}
    assert all(len(variants) > 1 for variants in SAYINGS.values())


@pytest.mark.parametrize(
    "talk",
    [
        (("hi there", "?"), ("how are you", "thank"), ("who are you", "assistant"), ("thank you", "!"), ("bye", "!")),
        (
            ("Hallo", "?"),
            ("wie geht's", "anke"),
            ("wer bist du", "Assistent"),
            ("danke schön", "!"),
            ("auf Wiedersehen", "!"),
        ),
    ],
    ids=["English", "German"],
)
async def test_from_hello_to_done(shop: TestShop, talk: tuple[tuple[str, str], ...]) -> None:
    ana = await open_shop(shop)

    for said, answer in talk:
        reply = await ana.says(said)
        assert answer in reply.text, (said, reply.text)
    assert ana.told_automatic
    assert not await shop.held("ana")


async def test_a_question_among_thanks_is_not_answered_by_a_courtesy(shop: TestShop) -> None:
    ana = await open_shop(shop)

    reply = await ana.says("Did anybody find my blue scarf in your shop? Thank you so much!")

    assert reply.text == "Sorry, I did not understand that."
