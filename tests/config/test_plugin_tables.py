"""A plugin's table becomes its settings, or a list of mistakes; secrets are references and nothing else."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, ClassVar, Literal

import msgspec
import pytest
from msgspec import Meta
from structlog.testing import capture_logs

from shopbell import ConfigError, Secret, Settings
from shopbell.config.decode import settings_schema
from shopbell.config.file import PluginTable, read_config
from shopbell.errors import ConfigErrors


class Account(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One account of a channel."""

    page: str
    token: Secret


class ParcelSettings(Settings, frozen=True, kw_only=True):
    """A table with one of everything."""

    renamed: ClassVar[Mapping[str, str]] = {"colour": "tone"}

    tone: Literal["warm", "brief"] = "warm"
    timeout: Annotated[float, Meta(gt=0, le=60)] = 5.0  # seconds
    token: Secret | None = None
    accounts: tuple[Account, ...] = ()
    limits: dict[str, Annotated[int, Meta(ge=0)]] = {}  # noqa: RUF012 - msgspec copies it

    def mistakes(self) -> Iterable[tuple[str, str]]:
        """Both settings together may be wrong."""
        if self.tone == "brief" and self.timeout > 30:
            yield "timeout", "is too long for a brief shop"


def table(body: str) -> PluginTable:
    return read_config(Path("/shop"), f'[shop]\nname = "Ana"\n[plugins.parcel]\n{body}\n').plugin("parcel")


def mistakes(body: str) -> list[str]:
    with pytest.raises(ConfigErrors) as caught:
        table(body).decode(ParcelSettings)
    return [str(problem).removeprefix("/shop/shopbell.toml:") for problem in caught.value.problems]


def test_a_right_table_becomes_settings() -> None:
    settings = table('order = 3\ntone = "brief"\ntimeout = 7\nlimits = { a = 1 }').decode(ParcelSettings)

    assert (settings.order, settings.tone, settings.timeout, settings.limits) == (3, "brief", 7.0, {"a": 1})


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("tne = 1", "4: [plugins.parcel] tne is not a setting (did you mean tone?)"),
        ("timeuot = 1", "4: [plugins.parcel] timeuot is not a setting (did you mean timeout?)"),
        ("timeout = 0", "4: [plugins.parcel] timeout must be a number of at most 60 above 0, not the number 0"),
        ("tone = 'warn'", '4: [plugins.parcel] tone must be one of "brief", "warm" (did you mean "warm"?)'),
        ("order = 'first'", "4: [plugins.parcel] order must be a whole number, not text in quotes"),
        ("limits = { a = 1, b = -1 }", "4: [plugins.parcel] limits.b must be a whole number of at least 0, not the n"),
        ("tone = 'brief'\ntimeout = 40", "5: [plugins.parcel] timeout is too long for a brief shop"),
        ("[[plugins.parcel.accounts]]\npage = 'a'", "4: [plugins.parcel] accounts[0].token is missing: a reference to"),
        ("accounts = [\n{ page = 'a', token = { env = 'A' } },\n{ page = 1, token = { env = 'A' } }]",
         "6: [plugins.parcel] accounts[1].page must be text in quotes, not the number 1"),
        ("colour = 'warm'\ntone = 'warm'", "4: [plugins.parcel] colour is the old name of tone, which is set as well"),
    ],
)  # fmt: skip
def test_a_wrong_table_says_what_and_where(body: str, told: str) -> None:
    assert len(mistakes(body)) == 1
    assert mistakes(body)[0].startswith(told)


def test_several_mistakes_are_told_at_once() -> None:
    told = mistakes("tone = 'loud'\ntimeout = -1\nlimits = { a = -1 }\norder = 'x'\nnothing_like_it = 1")

    assert [line.split(":")[0] for line in told] == ["4", "5", "6", "7", "8"]


@pytest.mark.parametrize(
    "written",
    [
        '"sk-123456"',
        "123456",
        '["sk-123456"]',
        '{ env = "sk 123456" }',
        '{ key = "sk-123456" }',
        "[]",
        '[{env="A"},{env="B"},{env="C"}]',
        '{ env = "A", file = "B" }',
    ],
)
def test_a_secret_written_into_the_file_is_refused_without_repeating_it(written: str) -> None:
    (told,) = mistakes(f"token = {written}")

    assert told.startswith("4: [plugins.parcel] token ")
    assert "123456" not in told
    assert '{env = "NAME"}' in told or "one reference" in told


def test_a_secret_knows_where_it_stands() -> None:
    token = table('\ntoken = [{ env = "NEW" }, { file = "/run/secrets/old" }]').decode(ParcelSettings).token

    assert token is not None
    assert str(token) == '[{env = "NEW"}, {file = "/run/secrets/old"}]'
    assert (token.file, token.line) == (Path("/shop/shopbell.toml"), 5)


def test_an_old_name_still_works_and_says_the_new_one() -> None:
    with capture_logs() as logs:
        settings = table("colour = 'brief'").decode(ParcelSettings)

    assert settings.tone == "brief"
    assert logs[0]["advice"] == "[plugins.parcel] colour is now called tone; the old name will stop working"


def test_settings_cannot_be_changed_and_refuse_what_they_do_not_know() -> None:
    class Lazy(Settings):  # type: ignore[misc]  # without repeating frozen, kw_only
        limit: int = 1

    with pytest.raises(AttributeError):
        Lazy().limit = 2
    with pytest.raises(ConfigError):
        table("limti = 1").decode(Lazy)


def test_two_tables_that_say_the_same_are_equal_wherever_they_stand() -> None:
    assert table("order = 3") == table("# moved\n\norder = 3")
    assert table("order = 3") != table("order = 4")


def test_settings_have_a_schema_for_the_form() -> None:
    schema = settings_schema(ParcelSettings)["$defs"]["ParcelSettings"]["properties"]

    assert schema["timeout"] == {"type": "number", "exclusiveMinimum": 0, "maximum": 60, "default": 5.0}
    assert schema["tone"]["enum"] == ["brief", "warm"]
    assert "env" in str(schema["token"])
