"""Every kind of mistake in shopbell.toml is told with its line and what to write instead, all at once."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopbell.config.file import examine, load_config, read_config
from shopbell.errors import ConfigError, ConfigErrors

GOOD = '[shop]\nname = "Ana"\n'


def mistakes(text: str) -> list[str]:
    """The problems of a file as ``line: sentence``."""
    return [str(problem).removeprefix("/shop/shopbell.toml:") for problem in examine(Path("/shop"), text).problems]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[shop]\nnmae = 'x'\nname = 'Ana'\n", "2: [shop] nmae is not a setting (did you mean name?)"),
        ("[shop]\ncurrency = 'EUR'\n", "1: [shop] name is missing: text in quotes of 1 to 200 characters"),
        ("", "1: [shop] name is missing: text in quotes of 1 to 200 characters"),
        (GOOD + "enabled = false\n", "3: [shop] enabled is not a setting (known here: name, currency"),
        (GOOD + "currency = 'euro'\n", '3: [shop] currency has a form that does not fit: three capital letters'),
        (GOOD + "languages = ['en', 7]\n", "3: [shop] languages[1] must be text in quotes, not the number 7"),
        (GOOD + "languages = []\n", "3: [shop] languages must be a list of 1 to 20 entries, each text in quotes"),
        (GOOD + "languages = 'de'\n", '3: [shop] languages must be a list of 1 to 20 entries, each text in quotes, '),
        (GOOD + "time_zone = 'Europe/Wien'\n", "3: [shop] time_zone is no time zone (did you mean Europe/"),
        (GOOD + "country = 'UK'\n", '3: [shop] country is no country of ISO 3166 (the United Kingdom is "GB")'),
        (GOOD + "country = 'Germany'\n", '3: [shop] country has a form that does not fit: two capital letters'),
        (GOOD + "[shop.hours]\nmon-fri='9-18'\nfri='9-12'\n", "5: [shop] hours.fri names fri a second time"),
        (GOOD + "hours = { moon = '9-18' }\n", "3: [shop] hours.moon is no day: use mon, tue"),
        (GOOD + "[server]\nport = '80'\n", "4: [server] port must be a whole number from 1 to 65535, not text "
                                            "in quotes (write port = 80)"),
        (GOOD + "[server]\nport = 0\n", "4: [server] port must be a whole number from 1 to 65535, not the number 0"),
        (GOOD + "server.shutdown_grace = true\n", "3: [shop] server is not a setting"),
        (GOOD + "[server]\ntrusted_proxies = [\n '10.0.0.1',\n 'here']\n", "6: [server] trusted_proxies[1] is no addr"),
        (GOOD + "[storage]\nurl = 'mysql://x'\n", "4: [storage] url is no database"),
        (GOOD + "[storage]\nurl = 'postgresql://u:p@h/d'\n", "4: [storage] url holds a password; leave it out here"),
        (GOOD + "[storage.retention]\nturn_days = 3\n", "4: [storage] retention.turn_days is not a setting "
                                                        "(did you mean turns_days?)"),
        (GOOD + "[sever]\nport = 1\n", "3: [sever] is no table of a shop (did you mean [server]?)"),
        (GOOD + "[shopbell_faq]\n", "3: [shopbell_faq] is no table of a shop (a plugin's table is called "
                                    "[plugins.shopbell_faq])"),
        ("plugins = 3\n" + GOOD, "1: [plugins] must be a table, not the number 3"),
        ("shop = 3\n", "1: [shop] must be a table, not the number 3"),
        (GOOD + "phone = 123\n", '3: [shop] phone must be text in quotes of 1 to 200 characters, not the number 123 '
                                 '(write phone = "123")'),
    ],
)  # fmt: skip
def test_a_wrong_setting_is_told_with_its_line_and_the_right_one(text: str, told: str) -> None:
    assert mistakes(text)[0].startswith(told)
    assert len(mistakes(text)) == 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[shop]\nname = Ana\n", '2: is no TOML: invalid value (text needs quotes, as in name = "Ana")'),
        (GOOD + "[plugins.a]\nenabled = True\n", "4: is no TOML: invalid value (a switch is written true or false"),
        ("[shop]\nname = 'Ana\n", '2: is no TOML: expected "\'" (a quote is not closed in this line)'),
        ('[shop]\nname = "Ana\n', "2: is no TOML: illegal character '\\n' (a quote is not closed in this line)"),
        (GOOD + "name = 'Bo'\n", "3: is no TOML: cannot overwrite a value (it stands in the file twice; keep one)"),
        (GOOD + "[shop]\n", "3: is no TOML: cannot declare ('shop',) twice (this table stands in the file twice"),
        ("[shop\nname = 'Ana'\n", "1: is no TOML: expected ']' at the end of a table declaration"),
        (GOOD + "languages = ['en'\n", "3: is no TOML: unclosed array (a bracket is not closed before this line)"),
        (GOOD + "= 3\n", "3: is no TOML: invalid statement"),
        (GOOD + "\n\n[plugins", "5: is no TOML: expected ']'"),
        ("x = " + "[" * 5000, "1: holds a value that is too deep or too long to read"),
        ("x = " + "1" * 5000, "1: holds a value that is too deep or too long to read"),
    ],
)
def test_what_is_no_toml_is_told_with_its_line(text: str, told: str) -> None:
    assert mistakes(text)[0].startswith(told)


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    told = mistakes("[shop]\nname = Ana\ncurrency = 'x'\ntime_zone = 'x'\n[server]\nport = 'x'\nhots = 'x'\n[sever]\n")

    assert [line.split(":")[0] for line in told] == ["2", "3", "4", "6", "7", "8"]


def test_a_mistake_never_repeats_a_value_that_may_be_a_secret() -> None:
    told = "".join(mistakes(GOOD + "[server]\ntoken = 'hunter2'\nport = 'hunter2'\npublic_url = 'hunter2'\n"))

    assert "hunter2" not in told


def test_a_mistake_in_a_plugins_table_does_not_stop_the_shop() -> None:
    config = read_config(Path("/shop"), GOOD + "[plugins.a]\nenabled = 'false'\norder = 1\n[plugins]\nb = true\n")

    a, b = config.plugin("a"), config.plugin("b")
    assert [problem.line for problem in (*a.problems, *b.problems)] == [4, 7]
    assert not a.enabled  # what was meant to be off is not started by a quote
    assert config.plugin("never named").enabled


def test_no_file_at_all_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigErrors, match=r"there is no shopbell.toml in .* \(make one with: shopbell init"):
        load_config(tmp_path)


def test_a_file_in_another_encoding_says_where(tmp_path: Path) -> None:
    (tmp_path / "shopbell.toml").write_bytes(b'[shop]\nname = "Caf\xe9"\n')

    with pytest.raises(ConfigErrors, match="toml:2: has a character that is not UTF-8"):
        load_config(tmp_path)


def test_windows_line_ends_and_marks_are_fine(tmp_path: Path) -> None:
    (tmp_path / "shopbell.toml").write_bytes(b'\xef\xbb\xbf[shop]\r\nname = "Ana"\r\n')

    assert load_config(tmp_path).shop.name == "Ana"


def test_the_errors_of_a_configuration_are_one_error() -> None:
    with pytest.raises(ConfigError) as caught:
        read_config(Path("/shop"), GOOD + "nmae = 1\n")

    assert isinstance(caught.value, ConfigErrors)
    assert caught.value.line == caught.value.problems[0].line == 3


@given(st.text(max_size=200))
def test_any_text_is_a_configuration_or_a_list_of_mistakes(text: str) -> None:
    found = examine(Path("/shop"), text)

    assert (found.config is None) == bool(found.problems)


pieces = st.sampled_from(
    ["[shop]", "name", "=", '"', "'", "x", "\n", "[", "]", "{", "}", ",", "#", "1", ".", "plugins"]
)


@given(st.lists(pieces, max_size=40))
def test_any_broken_toml_is_a_configuration_or_a_list_of_mistakes(words: list[str]) -> None:
    found = examine(Path("/shop"), "".join(words))

    assert (found.config is None) == bool(found.problems)
