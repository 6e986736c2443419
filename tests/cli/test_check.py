"""``shopbell check`` tells all mistakes at once, and --fix repairs what leaves no doubt."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from shopbell.cli.check import check

PARCEL = """
from typing import ClassVar, Mapping
from shopbell import Secret, Settings

class ParcelSettings(Settings, frozen=True, kw_only=True):
    renamed: ClassVar[Mapping[str, str]] = {"colour": "tone"}
    tone: str = "warm"
    timeout: float = 5.0
    loud: bool = False
    token: Secret | None = None
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A shop with a plugin of its own."""
    plugin = tmp_path / "plugins" / "parcel"
    plugin.mkdir(parents=True)
    (plugin / "__init__.py").write_text(PARCEL)
    (plugin / "plugin.toml").write_text('name = "parcel"\nversion = "1"\napi = 1\n')
    return tmp_path


def run(folder: Path, text: str, *options: str) -> Result:
    (folder / "shopbell.toml").write_text(text)
    return CliRunner().invoke(check, ["--config", str(folder), *options])


def lines(result: Result) -> list[str]:
    return [line.partition("shopbell.toml:")[2] for line in result.stdout.splitlines()]


def test_a_shop_without_mistakes_says_so(folder: Path) -> None:
    result = run(folder, '[shop]\nname = "Ana"\n[plugins.parcel]\ntone = "x"\n')

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "No mistakes.\n")


def test_mistakes_of_the_core_and_of_plugins_come_together(folder: Path) -> None:
    result = run(
        folder,
        '[shop]\nnmae = "Ana"\nname = "Ana"\n[plugins.parcel]\ntone = 3\ntoken = { env = "SHOPBELL_NOT_SET" }\n'
        "timeuot = 1\n[plugins.parcle]\n[plugins.webchat]\n[plugins.off]\nenabled = 'no'\n",
    )

    told = lines(result)
    assert result.exit_code == 1
    assert [line.split(":")[0] for line in told] == ["2", "5", "7", "8", "9", "10", "11"]
    assert "did you mean parcel?" in told[3]
    assert "did you mean shopbell_webchat?" in told[4]


def test_a_missing_secret_is_told_with_the_way_to_set_it(folder: Path) -> None:
    result = run(folder, '[shop]\nname = "Ana"\n[plugins.parcel]\ntoken = { store = "parcel" }\n')

    assert lines(result) == ['4: the secret {store = "parcel"} is not there (set it with: shopbell secrets set parcel)']


def test_a_plugin_that_cannot_be_loaded_is_told(folder: Path) -> None:
    (folder / "plugins" / "parcel" / "__init__.py").write_text("raise SystemExit('no')\n")

    result = run(folder, '[shop]\nname = "Ana"\n[plugins.parcel]\n')

    assert result.exit_code == 1
    assert "plugin parcel cannot be loaded: no" in result.stdout


def test_fix_repairs_names_and_quotes_and_keeps_comments(folder: Path) -> None:
    result = run(
        folder,
        "# Ana's\n[shop]\nnmae = 'Ana' # as on the door\nphone = 123\n[sever]\nprot = '80' # the port\n"
        "[plugins.parcle] # parcels\ncolour = 'x'\nloud = Yes\nenabled = 'true'\n[plugins.webchat]\nenabled = false\n",
        "--fix",
    )

    assert (folder / "shopbell.toml").read_text() == (
        "# Ana's\n[shop]\nname = 'Ana' # as on the door\nphone = \"123\"\n[server]\nport = 80 # the port\n"
        "[plugins.parcel] # parcels\ntone = 'x'\nloud = true\nenabled = true\n[plugins.shopbell_webchat]\n"
        "enabled = false\n"
    )
    assert result.exit_code == 0
    assert "-nmae = 'Ana' # as on the door\n" in result.stdout
    assert "+name = 'Ana' # as on the door\n" in result.stdout


def test_fix_leaves_what_is_not_sure_and_says_so(folder: Path) -> None:
    text = '[shop]\nname = "Ana"\ncurrency = "euro"\n[server]\nxyz = 1\nport = 99999\n'

    result = run(folder, text, "--fix")

    assert (folder / "shopbell.toml").read_text() == text
    assert (result.exit_code, len(lines(result))) == (1, 3)


def test_fix_never_makes_two_settings_of_one_name(folder: Path) -> None:
    text = '[shop]\nname = "Ana"\nnmae = "Bo"\n'

    run(folder, text, "--fix")

    assert (folder / "shopbell.toml").read_text() == text


def test_a_renamed_setting_is_a_warning_only(folder: Path) -> None:
    result = run(folder, '[shop]\nname = "Ana"\n[plugins.parcel]\ncolour = "x"\n', "--json")

    row = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (row["line"], row["warning"], row["repairable"]) == (4, True, True)
    assert row["problem"] == "[plugins.parcel] colour is now called tone; the old name will stop working"


def test_no_shop_at_all_is_one_sentence(tmp_path: Path) -> None:
    result = CliRunner().invoke(check, ["--config", str(tmp_path)])

    assert result.exit_code == 1
    assert "there is no shopbell.toml in" in result.stderr
