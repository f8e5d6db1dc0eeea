import re
from pathlib import Path

import pytest
from pydantic.fields import FieldInfo

from bot.command.settings import PREFIX, Settings, SettingTrouble, load_settings

ROOT = Path(__file__).parents[3]
TOKEN = "123:made-up"


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_stands_in_the_example(name: str) -> None:
    assert f"#{PREFIX}{name.upper()}=" in (ROOT / ".env.example").read_text()


@pytest.mark.parametrize(("name", "field"), Settings.model_fields.items())
def test_every_setting_stands_in_the_readme_with_its_default(name: str, field: FieldInfo) -> None:
    [row] = re.findall(rf"^\| `{PREFIX}{name.upper()}` \|(.+?)\|", (ROOT / "README.md").read_text(), re.M)
    default = field.default
    if default is not None:
        assert row.strip() == f"`{default}`"


def test_without_settings_everything_lies_in_the_data_directory(tmp_path: Path) -> None:
    settings = load_settings()
    assert settings.token() is None
    assert settings.database == f"sqlite+aiosqlite:///{tmp_path}/data/demo/shouwang.db"
    assert settings.key == Path("data/demo/key.json")


def test_the_demo_city_never_lies_beside_real_people(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    demo = load_settings()
    (tmp_path / "token").write_text(TOKEN)
    monkeypatch.setenv("SHOUWANG_TOKEN_FILE", str(tmp_path / "token"))
    real = load_settings()
    assert (demo.database, demo.key) != (real.database, real.key)


def test_the_token_is_read_from_its_file_and_shown_nowhere(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    monkeypatch.setenv("SHOUWANG_TOKEN_FILE", str(tmp_path / "token"))
    settings = load_settings()
    assert settings.token() == TOKEN
    assert TOKEN not in repr(settings)


@pytest.mark.parametrize("content", ["", "secret-without-number", "12 3:abc"])
def test_what_is_no_token_is_refused_without_repeating_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str
) -> None:
    (tmp_path / "token").write_text(content)
    monkeypatch.setenv("SHOUWANG_TOKEN_FILE", str(tmp_path / "token"))
    with pytest.raises(SettingTrouble, match=r"SHOUWANG_TOKEN_FILE: .*not a bot token") as trouble:
        load_settings().token()
    assert not content or content not in str(trouble.value)


def test_a_token_file_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUWANG_TOKEN_FILE", "nowhere/token")
    with pytest.raises(SettingTrouble, match="nowhere/token: No such file"):
        load_settings().token()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SHOUWANG_TOKEN", TOKEN, "write the token into a file"),
        ("SHOUWANG_DATABSE_URL", "x", "SHOUWANG_DATABSE_URL: there is no such setting"),
        ("SHOUWANG_SANDBOX_PORT", "many", "SHOUWANG_SANDBOX_PORT: "),
        ("SHOUWANG_LOG_LEVEL", "loud", "SHOUWANG_LOG_LEVEL: "),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str, value: str, said: str
) -> None:
    (tmp_path / ".env").write_text(f"{name}={value}\n")
    with pytest.raises(SettingTrouble, match=said) as from_file:
        load_settings()
    (tmp_path / ".env").unlink()
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingTrouble, match=said) as from_environment:
        load_settings()
    assert TOKEN not in f"{from_file.value} {from_environment.value}"


def test_an_empty_setting_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOUWANG_TOKEN_FILE", "")
    monkeypatch.setenv("SHOUWANG_LOG_LEVEL", "WARNING")
    settings = load_settings()
    assert settings.token_file is None
    assert settings.log_level == "warning"


@pytest.mark.parametrize(
    ("name", "value", "taken"),
    [
        ("MESSAGES_PER_SECOND", "1", True),
        ("MESSAGES_PER_SECOND", "0", False),
        ("SANDBOX_PORT", "0", True),
        ("SANDBOX_PORT", "65535", True),
        ("SANDBOX_PORT", "65536", False),
    ],
)
def test_a_figure_is_taken_where_it_can_be(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, taken: bool
) -> None:
    monkeypatch.setenv(f"{PREFIX}{name}", value)
    if taken:
        assert str(getattr(load_settings(), name.lower())) == value
    else:
        with pytest.raises(SettingTrouble, match=name):
            load_settings()


def test_a_token_file_that_is_no_text_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "token").write_bytes(b"\xff\xfe")
    monkeypatch.setenv("SHOUWANG_TOKEN_FILE", str(tmp_path / "token"))
    with pytest.raises(SettingTrouble, match="not a text"):
        load_settings().token()


def test_settings_that_are_no_text_are_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SHOUWANG_DATA=資料\n", encoding="big5")
    with pytest.raises(SettingTrouble, match=r"\.env: not a text"):
        load_settings()
