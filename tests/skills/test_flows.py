"""An owner writes a conversation into a file; customers have it."""

import ast
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from shopbell.cli import main
from shopbell.testing import TestShop
from shopbell_flows.expressions import ExpressionError, names_in, value_of
from tests.dialogues.flow_stories import FLOWS
from tests.dialogues.stories import STORIES

pytestmark = pytest.mark.storage

SIZES = """
title = "your size"
start = "size"

[begins]
en = ["which size do I need"]

[nodes.size]
kind = "choice"
text = "Which size do you wear?"
options = [{ label = "Small", value = "S", next = "feet" }, { label = "Large", value = "L", next = "feet" }]

[nodes.feet]
kind = "question"
text = "How long are your feet, in cm?"
answer = "number"
least = 10
most = 40
save = "cm"
next = "which"

[nodes.which]
kind = "condition"
ways = [{ when = "cm > 28 and size == 'L'", next = "big" }]
otherwise = "said"

[nodes.big]
kind = "message"
text = "Those are large."
next = "said"

[nodes.said]
kind = "set"
values = { double = "cm * 2" }
next = "end"

[nodes.end]
kind = "end"
text = "Size {size}, {cm} cm, twice that is {double}."
"""


async def open_shop(shop: TestShop, **flows: str) -> None:
    for name, text in flows.items():
        shop.write(f"flows/{name}.toml", text)
    status = await shop.enable("shopbell_flows")
    await shop.settle()
    assert status.state == "enabled", status.reason


async def test_a_flow_asks_decides_counts_and_ends(shop: TestShop) -> None:
    await open_shop(shop, sizes=SIZES)

    await shop.customer("ana").plays("""
        > which size do I need?
        Which size do you wear?
        [Small] [Large]
        > the large one
        How long are your feet, in cm?
        > as my hand
        Please give a number, for example 2.
        How long are your feet, in cm?
        > back
        Which size do you wear?
        [Small] [Large]
        > 2
        How long are your feet, in cm?
        > 30
        Those are large.
        Size L, 30 cm, twice that is 60.
    """)


async def test_a_change_of_the_file_is_live_and_keeps_the_answers(shop: TestShop) -> None:
    await open_shop(shop, sizes=SIZES)
    customer = shop.customer("ana")
    await customer.says("which size do I need")
    await customer.says("Small")

    shop.write("flows/sizes.toml", SIZES.replace("Size {size}", "You need {size}"))
    await shop.settle()
    reply = await customer.says("25")

    assert reply.text == "You need S, 25 cm, twice that is 50."


async def test_a_node_put_in_before_is_asked_and_the_rest_is_kept(shop: TestShop) -> None:
    await open_shop(shop, sizes=SIZES)
    customer = shop.customer("ana")
    await customer.says("which size do I need")
    await customer.says("Small")

    asked = '[nodes.colour]\nkind = "question"\ntext = "Which colour?"\nnext = "feet"\n\n'
    shop.write("flows/sizes.toml", SIZES.replace('next = "feet"', 'next = "colour"') + "\n" + asked)
    await shop.settle()

    assert (await customer.says("25")).text == "This form was just updated; I kept your answers.\nWhich colour?"
    assert (await customer.says("red")).text == "Size S, 25 cm, twice that is 50."


async def test_a_mistake_leaves_the_flow_before_it_answering(shop: TestShop) -> None:
    await open_shop(shop, sizes=SIZES)

    shop.write("flows/sizes.toml", SIZES.replace('next = "which"', 'next = "witch"'))
    await shop.settle()

    assert (await shop.customer("ana").says("which size do I need")).text == "Which size do you wear?"
    assert "did you mean which?" in shop.plugin("shopbell_flows").reason


MISTAKES = {
    "unreachable": (SIZES + '\n[nodes.lost]\nkind = "end"\n', "lost: no way leads to this node", 41),
    "dead end": (SIZES.replace('next = "which"', 'next = "nowhere"'), "next leads to 'nowhere'", 20),
    "unknown variable": (SIZES.replace("{cm} cm", "{meters} cm"), "no node sets 'meters'", 39),
    "unknown in a condition": (SIZES.replace("cm > 28", "inches > 28"), "no node sets 'inches'", 24),
    "no condition": (SIZES.replace("cm > 28 and", "cm >>> and"), "cannot be read as a condition", 24),
    "attributes": (SIZES.replace("cm > 28 and size == 'L'", "cm.__class__"), "uses Attribute", 24),
    "missing branch": (SIZES.replace('otherwise = "said"\n', ""), "a condition needs 'otherwise'", 22),
    "for ever": (SIZES.replace('next = "end"', 'next = "which"'), "goes round for ever", 22),
    "unknown key": (SIZES.replace("least = 10", "lest = 10"), "unknown field `lest`", 17),
    "no answer kind": (SIZES.replace('answer = "number"', 'answer = "numbr"'), "did you mean number?", 16),
    "no such kind": (SIZES.replace('kind = "question"', 'kind = "qestion"'), "did you mean question?", 14),
    "no start": (SIZES.replace('start = "size"', 'start = "sise"'), "did you mean size?", 3),
    "no TOML": (SIZES.replace("[begins]", "[begins"), "", 5),
}


@pytest.mark.parametrize(("text", "problem", "line"), MISTAKES.values(), ids=list(MISTAKES))
def test_check_finds_mistakes_with_their_line(tmp_path: Path, text: str, problem: str, line: int) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "shopbell.toml").write_text('[shop]\nname = "Corner shop"\n')
    (tmp_path / "flows" / "sizes.toml").write_text(text)

    told = CliRunner().invoke(main, ["check", "--config", str(tmp_path)])

    assert told.exit_code == 1
    assert problem in told.output
    assert f"sizes.toml:{line}: " in told.output


def test_check_is_content_with_the_templates(tmp_path: Path) -> None:
    (tmp_path / "shopbell.toml").write_text('[shop]\nname = "Corner shop"\n')
    for name in ("welcome", "lead", "charger", "quiz"):
        added = CliRunner().invoke(main, ["flows", "add", name, "--config", str(tmp_path)])
        assert added.exit_code == 0, added.output

    told = CliRunner().invoke(main, ["check", "--config", str(tmp_path)])

    assert told.exit_code == 0, told.output


@pytest.mark.parametrize("name", [name for name, story in STORIES.items() if story.plugin == "flows"])
async def test_a_flow_works_as_it_comes(shop: TestShop, name: str) -> None:
    await open_shop(shop, **{name: FLOWS[name].read_text()})

    await shop.customer("ana").plays(STORIES[name].talk)

    assert await shop.held("ana") == (name in ("charger", "lead", "selling", "welcome"))
    assert await shop.fetch("SELECT status FROM run") == [("finished",)]


async def test_a_plugin_contributes_a_kind_of_node(shop: TestShop) -> None:
    shop.write_plugin(
        "dice",
        '''"""Rolls."""
from shopbell import hookimpl


async def roll(chat, node, values):
    values["rolled"] = 1 + int(chat.random() * node["sides"])
    return node["next"]


@hookimpl
def shopbell_services(scope):
    return {"flow node dice": roll}
''',
    )
    flow = """
title = "dice"
start = "roll"
[begins]
en = ["roll the dice"]
[nodes.roll]
kind = "dice"
more = { sides = 1 }
save = "rolled"
next = "ask"
[nodes.ask]
kind = "question"
text = "You rolled {rolled}. Again?"
answer = "yes_no"
next = "again"
[nodes.again]
kind = "condition"
ways = [{ when = "ask", next = "roll" }]
otherwise = "bye"
[nodes.bye]
kind = "end"
text = "Bye."
"""
    await open_shop(shop, dice=flow)

    await shop.customer("ana").plays("""
        > roll the dice
        You rolled 1. Again?
        [Yes] [No]
        > yes
        You rolled 1. Again?
        [Yes] [No]
        > no
        Bye.
    """)


def test_a_condition_is_read_although_a_plugin_is_loading_at_that_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Python up to 3.11.7 fails one parse in some thousand when threads parse at once."""
    parse, disturbed = ast.parse, iter([True, True])

    def parse_beside_others(*given: Any, **options: Any) -> ast.AST:
        if next(disturbed, False):
            raise SystemError("AST constructor recursion depth mismatch (before=18, after=12)")
        return parse(*given, **options)

    monkeypatch.setattr(ast, "parse", parse_beside_others)

    assert value_of("pairs * 2 + 4", {"pairs": 3}) == 10


@pytest.mark.parametrize(
    "code", ["__import__('os')", "().__class__", "open('x')", "[x for x in y]", "lambda: 1", "a := 1"]
)
def test_a_condition_is_no_program(code: str) -> None:
    with pytest.raises(ExpressionError):
        names_in(code)
    with pytest.raises(ExpressionError):
        value_of("2 ** 9999999999", {})


async def test_what_a_flow_began_with_may_have_chosen_in_other_words(shop: TestShop) -> None:
    gift = """
title = "your gift"
start = "whom"
[begins]
en = ["help me find a gift", "a gift for somebody"]
[nodes.whom]
kind = "choice"
text = "Who is it for?"
options = [
    { label = "Parents", next = "tea", also = ["mother", "dad"] },
    { label = "A child", next = "toys", also = ["niece"] },
]
[nodes.tea]
kind = "end"
text = "Tea for two."
[nodes.toys]
kind = "end"
text = "A wooden fox."
"""
    await open_shop(shop, gift=gift)

    assert (await shop.customer("ana").says("help me find a gift for my mother")).text == "Tea for two."
    assert (await shop.customer("ben").says("help me find a gift")).text == "Who is it for?"
    assert (await shop.customer("ben").says("it is for my niece")).text == "A wooden fox."
