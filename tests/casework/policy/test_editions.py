"""The editions hold what the documents say, and a bad file says where and why."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from casework.policy.editions import BrokenPolicy, Editions, load_editions, load_policy
from casework.policy.policy import DEFAULT, Duty

NAMED = 'edition = "115-x"\ntitle = "自訂"\nin_force = 2026-01-01\n'
NAMES = ("107", "108", "109", "112")


def edition(name: str):
    found = load_editions().named(name)
    assert found is not None
    return found


def own(tmp_path: Path, text: str = "", head: str = NAMED) -> Path:
    file = tmp_path / "own.toml"
    file.write_text(head + text, encoding="utf-8")
    return file


def refusal(file: Path) -> list[str]:
    with pytest.raises(BrokenPolicy) as caught:
        load_policy(file)
    return str(caught.value).splitlines()


@pytest.mark.parametrize(
    ("name", "district", "conference"),
    [
        ("107", (2, 5, 8, 11), (3, 6, 9, 12)),  # [000] 參二4 (107); no months are named for the conference
        ("108", (3, 7, 11), (2, 5, 8, 11)),  # [000] 參二(四), 參三(四) (108)
        ("109", (4, 7, 11), (3, 6, 9, 11)),  # [001] 參二(四), 參三(四)
        ("112", (4, 7, 11), (3, 6, 9, 11)),  # [004] names no months: those of 109 go on
    ],
)
def test_each_edition_meets_in_the_months_of_its_document(name: str, district, conference) -> None:
    meetings = edition(name).meetings
    assert meetings.district.months == district
    assert meetings.conference.months == conference


@pytest.mark.parametrize("name", NAMES)
def test_minutes_are_due_within_a_week_in_every_edition(name: str) -> None:
    meetings = edition(name).meetings
    assert (meetings.district.minutes_days, meetings.conference.minutes_days) == (7, 7)


@pytest.mark.parametrize(
    ("name", "months"), [("107", (3, 3)), ("108", (4, 4)), ("109", (4, 4)), ("112", (4, 4))]
)
def test_city_and_districts_met_each_quarter_in_107_and_every_four_months_since(name: str, months) -> None:
    meetings = edition(name).meetings
    assert (meetings.city.every_months, meetings.district.every_months) == months


def test_109_brings_two_more_kinds_of_case_to_the_conference() -> None:
    before, after = edition("108").meetings.conference.kinds, edition("109").meetings.conference.kinds
    assert after == (*before, "行方不明兒少", "共案")  # [000] 參三(六)1(4), (5)


def test_112_lists_the_meetings_on_topics_of_its_table() -> None:
    topics = {topic.name: topic.per_year for topic in edition("112").meetings.topics}
    assert len(topics) == 10
    assert topics["兒童及少年保護個案跨網絡合作會議"] == 12  # [004] 參一(二)：每月
    assert topics["網絡工作小組會議"] == 4


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_says_which_document_sets_it_or_that_it_is_the_citys(name: str) -> None:
    policy = edition(name)
    assert policy.source("visits.first_days") == "兒少權法 54；脆弱家庭辦法 5"
    assert policy.source("visits.high_days") == DEFAULT


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2017, 1, 1), "107"),
        (date(2018, 4, 3), "107"),
        (date(2019, 1, 1), "108"),
        (date(2022, 12, 31), "109"),
        (date(2023, 1, 1), "112"),
    ],
)
def test_one_edition_is_in_force_on_each_day(day: date, name: str) -> None:
    assert load_editions().on(day).edition == name


def test_the_citys_own_edition_holds_from_its_day_on_and_names_only_what_differs(tmp_path: Path) -> None:
    editions = load_editions(own(tmp_path, "[visits]\nhigh_days = 7\n"))
    assert editions.on(date(2025, 12, 31)).edition == "112"
    ours = editions.on(date(2026, 1, 1))
    assert (ours.visits.high_days, ours.visits.low_days) == (7, 90)
    assert ours.meetings == edition("112").meetings, "the document's edition goes on below it"


@pytest.mark.parametrize(
    "day",
    ['"2026-01-01"', '{ is = 2026-01-01, source = "市政會議" }', "2026-01-01T00:00:00"],
    ids=["as text", "with its source", "with an hour"],
)
def test_however_its_first_day_is_written_the_documents_edition_goes_on_below_it(
    tmp_path: Path, day: str
) -> None:
    """It was laid over the defaults alone: the city had the meetings of no plan, and the file was good."""
    ours = load_policy(own(tmp_path, head=NAMED.replace("2026-01-01", day)))
    assert (ours.in_force, ours.meetings) == (date(2026, 1, 1), edition("112").meetings)


def test_the_citys_own_edition_stands_for_a_shipped_one_of_its_name(tmp_path: Path) -> None:
    head = NAMED.replace("115-x", "109")
    editions = load_editions(own(tmp_path, head=head))
    assert [one.edition for one in editions.known] == ["107", "108", "112", "109"]
    assert editions.named("109") is editions.own


def test_without_an_own_file_the_shipped_editions_are_known_oldest_first() -> None:
    assert [one.edition for one in Editions(load_editions().shipped).known] == list(NAMES)


def test_a_bare_figure_over_one_with_a_source_is_the_citys_own(tmp_path: Path) -> None:
    policy = load_policy(own(tmp_path, "[visits]\nfirst_days = 5\n"))
    assert policy.source("visits.first_days") == DEFAULT


BAD = {
    "unknown key": ("[visits]\nfirst_day = 3", 5, "visits.first_day", "there is no such key"),
    "unknown duty": ('[ladders]\nsreen = ["0 owner"]', 5, "ladders.sreen", "there is no such key"),
    "text": (
        '[visits]\nhigh_days = "14"',
        5,
        "visits.high_days",
        "input should be a valid integer, not '14'",
    ),
    "yes": ("[visits]\nhigh_days = true", 5, "visits.high_days", "input should be a valid integer, not True"),
    "table": ("visits = 3", 4, "visits", "input should be a valid dictionary or instance of Visits, not 3"),
    "month 13": (
        "[meetings.district]\nmonths = [4, 13]",
        5,
        "meetings.district.months",
        "input should be less than or equal to 12, not 13",
    ),
    "months back": (
        "[meetings.district]\nmonths = [7, 4]",
        5,
        "meetings.district.months",
        "each stands once, in the order of the year",
    ),
    "falling ladder": (
        '[ladders]\nvisit = ["0 owner", "-1d owner"]',
        5,
        "ladders.visit",
        "the rungs must rise",
    ),
    "bad rung": (
        '[ladders]\nvisit = ["soon owner"]',
        5,
        "ladders.visit",
        "a rung looks like '-3d owner', '0 owner' or '+12h supervisor+bureau', not 'soon owner'",
    ),
    "unknown hearer": (
        '[ladders]\nvisit = ["0 boss"]',
        5,
        "ladders.visit",
        "input should be 'owner', 'supervisor' or 'bureau', not 'boss'",
    ),
    "an order that leaves a list to nobody": (
        '[new_year]\norder = ["tipvda"]',
        4,
        "new_year",
        "new_year.order names every list once",
    ),
    "looks that nobody hears of": (
        "[looks]\nmany = 11",
        5,
        "looks.many",
        "more than hourly, so that nobody would hear of it",
    ),
    "beside whom": (
        '[rosters]\nbeside = ["原住民"]',
        5,
        "rosters.beside",
        "'原住民' looks like '原住民:indigenous'",
    ),
    "beside no kind of unit": (
        '[rosters]\nbeside = ["原住民:somebody"]',
        5,
        "rosters.beside",
        "'原住民:somebody' looks like '原住民:indigenous'",
    ),
    "no ladder": ("[ladders]\nvisit = []", 5, "ladders.visit", "a duty without nudges"),
    "a number for a time of day": (
        "[nudges]\ndigest = 8",
        5,
        "nudges.digest",
        "must be a time of day as 07:30, not 8",
    ),
    "digest in quiet hours": ("[nudges]\ndigest = 06:00:00", 5, "nudges.digest", "lies in the quiet hours"),
    "quiet hours over the digest": (
        "[nudges]\nquiet_until = 09:00:00",
        4,
        "nudges.digest",
        "lies in the quiet hours",
    ),
    "half a source": (
        "visits.low_days = { is = 3, sauce = 'x' }",
        4,
        "visits.low_days",
        'a figure with a source is written { is = …, source = "…" }',
    ),
    "no value": (
        "[visits]\nhigh_days 3",
        5,
        "visits",
        "Expected '=' after a key in a key/value pair",
    ),
    "no value, and more below": (
        "[visits]\nhigh_days 3\n[ladders]\nvisit = []",
        5,
        "visits",
        "Expected '=' after a key in a key/value pair",
    ),
    "open list": ("[meetings.city]\nmonths = [3,", 5, "meetings.city.months", "Invalid value"),
}


@pytest.mark.parametrize(("text", "line", "key", "why"), BAD.values(), ids=BAD)
def test_a_bad_file_names_file_line_key_and_reason(
    tmp_path: Path, text: str, line: int, key: str, why: str
) -> None:
    file = own(tmp_path, f"{text}\n")
    assert refusal(file) == [f"{file}:{line}: {key}: {why}"]


def test_a_file_without_its_name_says_so_in_its_first_line(tmp_path: Path) -> None:
    file = own(tmp_path, head='title = "自訂"\nin_force = 2026-01-01\n')
    assert refusal(file) == [f"{file}:1: edition: is missing"]


def test_a_ladder_is_written_in_days_or_hours_and_at_the_deadline_without(tmp_path: Path) -> None:
    written = ["-3d owner", "0 owner", "+12h supervisor+bureau"]
    rungs = load_policy(own(tmp_path, f"ladders.visit = {written}\n")).ladders[Duty.VISIT]
    assert [one.written for one in rungs] == written
    assert [one.offset for one in rungs] == [timedelta(days=-3), timedelta(), timedelta(hours=12)]
    assert [one.by_day for one in rungs] == [True, True, False]


def test_an_edition_that_begins_on_no_day_says_so(tmp_path: Path) -> None:
    file = own(tmp_path, head=NAMED.replace("2026-01-01", '"soon"'))
    [why] = refusal(file)
    assert why.startswith(f"{file}:3: in_force: input should be a valid date")


def test_an_edition_that_begins_in_the_middle_of_a_day_says_so(tmp_path: Path) -> None:
    file = own(tmp_path, head=NAMED.replace("2026-01-01", "2026-01-01T08:00:00"))
    [why] = refusal(file)
    assert why.startswith(f"{file}:3: in_force: ")


def test_every_error_is_named_from_top_to_bottom(tmp_path: Path) -> None:
    text = '[ladders]\nscreen = []\nvisit = ["0 owner", "0 owner"]\n[visits]\nhigh_days = 0\nlow_day = 9\n'
    said = refusal(own(tmp_path, text))
    assert [line.split(":")[1] for line in said] == ["5", "6", "8", "9"]


def test_a_file_that_is_not_there_or_no_text_is_said(tmp_path: Path) -> None:
    assert refusal(tmp_path / "gone.toml") == [f"{tmp_path}/gone.toml: No such file or directory"]
    (tmp_path / "own.toml").write_bytes(b"\xff\xfe")
    assert refusal(tmp_path / "own.toml") == [f"{tmp_path}/own.toml: not UTF-8"]


@pytest.mark.parametrize("name", NAMES)
def test_every_shipped_edition_nudges_for_every_duty(name: str) -> None:
    assert set(edition(name).ladders) == set(Duty)


BOUNDS = {
    "visits.high_days": (1, 366),
    "follow_up.grace_days": (0, 27),
    "meetings.conference.propose_months": (0, 12),
    "merit.shown_day": (1, 28),
    "rosters.day": (1, 28),
    "looks.again_times": (2, None),
    "looks.decoys": (0, None),
    "keeping.closed_days": (0, None),
    "keeping.shown_hours": (1, 47),
    "keeping.evidence_megabytes": (1, 20),
    "keeping.evidence_files": (1, 90),
    "files.megabytes": (1, 20),
    "files.rows": (1, 100_000),
    "nudges.soon_days": (0, 30),
    "nudges.lines": (1, 20),
    "nudges.postponements": (0, 30),
    "nudges.flood": (1, None),
    "overdue.weekday": (1, 7),
    "overdue.month_day": (1, 28),
}


@pytest.mark.parametrize(("key", "bounds"), BOUNDS.items(), ids=BOUNDS)
def test_a_figure_lies_within_what_can_be(tmp_path: Path, key: str, bounds: tuple[int, int | None]) -> None:
    """A day of each month, a message that can still be taken back, a file that Telegram gives."""
    least, most = bounds
    for fits in (least, most):
        if fits is not None:
            load_policy(own(tmp_path, f"{key} = {fits}\n"))
    for wrong in (least - 1, None if most is None else most + 1):
        if wrong is not None:
            [why] = refusal(own(tmp_path, f"{key} = {wrong}\n"))
            assert f"{key}: input should be" in why


@pytest.mark.parametrize(
    "text",
    [
        "meetings.city.months = [1]",
        "meetings.city.months = [12]",
        'meetings.city.chair = "長"',
        'meetings.conference.kinds = ["共案"]',
        'meetings.topic_agenda = [{ about = "words", title = "伍" }]',
        'glass.reasons = ["danger"]',
        'meetings.topics = [{ name = "甲", unit = "乙", per_year = 1 }]',
        'meetings.topics = [{ name = "甲", unit = "乙", per_year = 12 }]',
    ],
)
def test_one_month_one_kind_one_point_or_one_reason_is_enough(tmp_path: Path, text: str) -> None:
    load_policy(own(tmp_path, f"{text}\n"))


@pytest.mark.parametrize(
    "text",
    [
        "meetings.city.months = []",
        "meetings.city.months = [0]",
        "meetings.city.months = [4, 4]",
        'meetings.city.chair = ""',
        "meetings.conference.kinds = []",
        "glass.reasons = []",
        'meetings.topics = [{ name = "甲", unit = "乙", per_year = 13 }]',
        'meetings.topics = [{ name = "甲", unit = "乙", per_year = 0 }]',
    ],
)
def test_no_month_no_kind_and_no_reason_is_refused(tmp_path: Path, text: str) -> None:
    assert refusal(own(tmp_path, f"{text}\n"))
