"""`shouwang policy`: an operator sees, compares and checks the rules before anything is started."""

import asyncio
import re
import sys
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner, Result

from bot.command import opening, policies, running
from bot.command.cli import main
from bot.command.settings import PREFIX, Settings, load_settings
from bot.practice import demo
from casework.policy.comparing import figures
from casework.policy.editions import load_editions
from casework.policy.policy import Topic
from casework.staffing.people import Role
from handlers.policy import rehearsing

INVITE = ("invite", "--role", "admin", "--unit", "社會局")
OWN = 'edition = "115"\ntitle = "自訂版"\nin_force = 2026-01-01\n[visits]\nhigh_days = 7\n'


@pytest.fixture(autouse=True)
def _a_directory_of_its_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"{PREFIX}{name.upper()}", raising=False)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    (tmp_path / "own.toml").write_text(OWN, encoding="utf-8")
    return Path("own.toml")


def policy(*words: str, **settings: object) -> Result:
    environment = {f"{PREFIX}{name.upper()}": str(value) for name, value in settings.items()}
    return CliRunner().invoke(main, ["policy", *words], env=environment)


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("  ") if cell]


def rows(result: Result) -> dict[str, list[str]]:
    assert result.exit_code == 0, result.output
    return {found[0]: found[1:] for found in map(cells, result.output.splitlines())}


def test_every_figure_is_shown_with_its_source_or_as_the_citys_default() -> None:
    shown = policy("show", "109")
    assert shown.output.startswith("109年推動強化社會安全網跨網絡合作機制實施計畫: edition 109")
    found = rows(shown)
    assert found["meetings.conference.months"] == ["[001] 參三(四)", "3, 6, 9, 11"]
    assert found["visits.high_days"] == ["default", "14"]
    assert found["nudges.digest"] == ["default", "08:30"]
    assert found["ladders.acknowledge"] == ["default", "0 owner, +1d owner+supervisor"]
    assert set(found) >= {one.key for one in figures(load_editions().known[0])}


def test_without_a_name_it_is_the_edition_in_force(own: Path) -> None:
    assert ": edition 112," in policy("show").output
    assert ": edition 115," in policy("show", policy_file=own).output


def test_two_editions_are_compared_in_the_order_they_are_named() -> None:
    found = rows(policy("diff", "108", "109"))
    assert found["key"] == ["108", "109", "source 108", "source 109"]
    keys = [one for one in found if re.fullmatch(r"[a-z_.]+", one)]
    assert [one for one in keys if one.startswith("meetings")] == [
        "meetings.district.attendance",
        "meetings.district.months",
        "meetings.conference.months",
        "meetings.conference.kinds",
        "meetings.conference.agenda",
    ]
    months = found["meetings.district.months"]
    assert months == ["3, 7, 11", "4, 7, 11", "[000] 參二(四) (108)", "[001] 參二(四)；[000] 參二(四) (109)"]
    assert rows(policy("diff", "109", "108"))["meetings.district.months"][:2] == ["4, 7, 11", "3, 7, 11"]


def test_columns_stand_under_each_other_though_chinese_is_wider() -> None:
    head, *below = policy("diff", "108", "109").output.splitlines()
    at = head.encode("big5").index(b"source 108")
    for line in (one for one in below if not one.startswith(" ")):
        assert line.encode("big5")[at - 1 : at + 1] == b" ["


def test_in_a_terminal_a_long_cell_is_folded_and_nothing_of_it_is_lost(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "60")
    policies._table([("meetings.conference.months", "[001] 參三(四)", "網絡工作小組會議" * 8)])
    lines = capsys.readouterr().out.splitlines()
    assert all(cell_len(line) <= 60 for line in lines)
    assert "".join("".join(lines).split()).count("網") == 8
    assert "…" not in "".join(lines)


def test_the_citys_own_file_is_compared_like_any_other(own: Path) -> None:
    found = rows(policy("diff", "112", "115", policy_file=own))
    assert found["visits.high_days"] == ["14", "7", "default", "default"]


def test_a_long_list_stands_below_itself_and_widens_no_line() -> None:
    said = policy("diff", "109", "112").output
    assert max(map(len, said.splitlines())) < 200
    assert said.count(" a year)") == 10


def test_the_same_twice_has_no_differences() -> None:
    assert policy("diff", "109", "109").output == "109 and 109 set the same.\n"


@pytest.mark.parametrize("words", [("show", "110"), ("diff", "109", "110")], ids=" ".join)
def test_an_edition_that_is_not_there_is_answered_with_those_that_are(words: tuple[str, ...]) -> None:
    said = policy(*words)
    assert said.exit_code == 1
    assert said.stderr == "There is no edition 110; there are 107, 108, 109, 112.\n"


def test_a_good_file_is_told_in_one_line(own: Path) -> None:
    said = policy("check", "own.toml")
    assert (said.exit_code, said.output) == (0, "own.toml: good: edition 115, in force from 2026-01-01\n")


def test_every_error_of_a_bad_file_is_told_with_its_line_and_key(tmp_path: Path) -> None:
    bad = OWN + 'low_day = 9\n[meetings.district]\nmonths = [4, 13]\n[ladders]\nvisit = ["soon owner"]\n'
    (tmp_path / "own.toml").write_text(bad, encoding="utf-8")
    said = policy("check", "own.toml")
    assert said.exit_code == 1
    assert said.stdout == ""
    assert said.stderr.splitlines() == [
        "own.toml:6: visits.low_day: there is no such key",
        "own.toml:8: meetings.district.months: input should be less than or equal to 12, not 13",
        "own.toml:10: ladders.visit: a rung looks like '-3d owner', '0 owner' or '+12h supervisor+bureau',"
        " not 'soon owner'",
    ]


def test_a_file_that_is_not_there_is_said() -> None:
    said = policy("check", "gone.toml")
    assert (said.exit_code, said.stderr) == (1, "gone.toml: No such file or directory\n")


def test_a_broken_file_in_the_settings_is_said_by_the_other_commands_too(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("visits = 3\n")
    said = policy("show", policy_file="own.toml")
    assert said.exit_code == 1
    assert "own.toml:1: visits: " in said.stderr


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    for words in (("show",), ("diff", "108", "109"), ("check", "own.toml")):
        policy(*words)
    assert not list(tmp_path.iterdir())


def test_a_rehearsal_names_who_would_get_what_when_and_counts_it(own: Path) -> None:
    assert (
        CliRunner()
        .invoke(main, ["invite", "--name", "王測試", "--role", "admin", "--unit", "社會局"])
        .exit_code
        == 0
    )
    shown = policy("rehearse", str(own), "--days", "30")
    assert shown.exit_code == 0, shown.output
    assert shown.output.endswith("0 messages to 0 people; nothing was sent.\n"), "an empty city is silent"


def test_a_rehearsal_of_the_demo_city_names_people_duties_and_days() -> None:
    async def seed() -> None:
        settings = load_settings()
        async with opening.opened(settings, opening.clock_of(settings)) as office:
            await office.transact(partial(demo.seed, office))

    asyncio.run(seed())
    shown = policy("rehearse", "--days", "30")
    assert shown.exit_code == 0, shown.output
    assert "（社工）" in shown.output
    assert "每月回報" in shown.output
    assert re.search(
        r"^[1-9]\d* messages to [1-9]\d* people; nothing was sent\.$", shown.output, re.MULTILINE
    )
    assert policy("rehearse", "--days", "30").output.splitlines()[-1] == shown.output.splitlines()[-1]


def test_a_rehearsal_of_a_broken_file_says_where(own: Path) -> None:
    own.write_text(OWN.replace("= 7", "= 0"))
    tried = policy("rehearse", str(own))
    assert tried.exit_code == 1
    assert tried.output.startswith("own.toml:5: visits.high_days:")
    assert not Path("data").exists(), "nothing was made"


def test_a_rehearsal_where_the_bot_never_ran_makes_nothing(own: Path) -> None:
    tried = policy("rehearse", str(own))
    assert (tried.exit_code, tried.output.strip()) == (
        1,
        "the database is not there: the bot has never run here",
    )
    assert not Path("data").exists()


def test_without_a_word_it_says_what_can_be_asked_of_the_rules() -> None:
    assert "rehearse" in policy().output


def test_a_table_is_two_spaces_wide_between_its_columns_and_has_no_margin(
    capsys: pytest.CaptureFixture[str],
) -> None:
    policies._table([("who", "day"), ("王測試", "2"), ("a", "b")])
    assert capsys.readouterr().out == "who     day\n王測試  2\na       b\n"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ((), "-"),
        ((3, 6), "3, 6"),
        (time(8, 30), "08:30"),
        (Topic(name="毒品防制", unit="衛生局", per_year=4), "毒品防制 (衛生局, 4 a year)"),
        (
            (Topic(name="甲", unit="乙", per_year=1), Topic(name="丙", unit="丁", per_year=2)),
            "甲 (乙, 1 a year)\n丙 (丁, 2 a year)",
        ),
        ("ten letter and then it", "ten letter and then\nit"),
        ("a word of 20 letters", "a word of 20 letters"),
        ("a word of 21 letters!", "a word of 21\nletters!"),
    ],
    ids=str,
)
def test_a_value_is_written_as_an_operator_would(value: object, written: str) -> None:
    assert policies.written(value) == written


def test_what_would_go_out_is_printed_in_its_order_and_counted_by_day_and_person(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A message is told when it goes, to whom and in which words."""
    assert CliRunner().invoke(main, [*INVITE, "--name", "王測試"]).exit_code == 0
    people = {
        1: SimpleNamespace(name="王測試", role=Role.WORKER),
        2: SimpleNamespace(name="林示範", role=Role.CHIEF),
    }
    taken = SimpleNamespace(roll=SimpleNamespace(people=people))
    monday = datetime(2026, 6, 1, 0, 30, tzinfo=UTC)
    sent = [
        SimpleNamespace(at=monday + timedelta(days=n), to=to) for n, to in ((0, 2), (0, 1), (1, 1), (1, 1))
    ]

    async def snapshot(settings: Settings) -> tuple[Any, Any]:
        async with opening.opened(settings, opening.clock_of(settings)) as office:
            return office, taken

    monkeypatch.setattr(running, "snapshot", snapshot)
    monkeypatch.setattr(rehearsing, "rehearse", lambda *_: sent)
    monkeypatch.setattr(rehearsing, "said", lambda one, *_: f"to {one.to}\nat once")
    assert policy("rehearse").output.splitlines() == [
        *("115年6月1日（一） 08:30  林示範（里長）", "    to 2", "    at once"),
        *("115年6月1日（一） 08:30  王測試（社工）", "    to 1", "    at once"),
        *("115年6月2日（二） 08:30  王測試（社工）", "    to 1", "    at once") * 2,
        "",
        "who             day         messages",
        "王測試（社工）  2026-06-01  1",
        "林示範（里長）  2026-06-01  1",
        "王測試（社工）  2026-06-02  2",
        "4 messages to 2 people; nothing was sent.",
    ]


def test_the_edition_that_is_tried_is_the_one_that_is_rehearsed(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert CliRunner().invoke(main, [*INVITE, "--name", "王測試"]).exit_code == 0
    tried: list[str] = []

    def rehearse(office: Any, chosen: Any, *days: Any) -> list[Any]:
        tried.append(chosen.edition)
        return []

    monkeypatch.setattr(rehearsing, "rehearse", rehearse)
    policy("rehearse", str(own))
    policy("rehearse")
    assert tried == ["115", "112"]
