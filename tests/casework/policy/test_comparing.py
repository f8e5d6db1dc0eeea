"""What changed between two editions, figure by figure ([000] is such a table)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.policy.comparing import Difference, differences, figures, read_names
from casework.policy.editions import load_editions
from casework.policy.policy import Policy

KNOWN = load_editions().known


def changed(policy: Policy, part: str, **values: object) -> Policy:
    return policy.model_copy(update={part: getattr(policy, part).model_copy(update=values)})


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """Return an edition with some figures changed."""
    days = st.integers(1, 366)
    policy = changed(draw(st.sampled_from(KNOWN)), "visits", high_days=draw(days), low_days=draw(days))
    months = tuple(sorted(draw(st.sets(st.integers(1, 12), min_size=1))))
    district = policy.meetings.district.model_copy(update={"months": months})
    ladders = {**policy.ladders, **draw(st.sampled_from(KNOWN)).ladders}
    policy = changed(policy, "meetings", district=district)
    return policy.model_copy(update={"ladders": ladders, "nudges": draw(st.sampled_from(KNOWN)).nudges})


def named(one: str) -> Policy:
    return next(policy for policy in KNOWN if policy.edition == one)


def turned(one: Difference) -> Difference:
    return Difference(one.new, one.old)


@given(policies())
def test_an_edition_does_not_differ_from_itself(policy: Policy) -> None:
    assert differences(policy, policy) == ()


@given(policies(), policies())
def test_seen_from_the_other_side_it_is_the_same_table(old: Policy, new: Policy) -> None:
    assert differences(new, old) == tuple(map(turned, differences(old, new)))


@given(policies(), policies())
def test_every_difference_is_real_and_none_is_missing(old: Policy, new: Policy) -> None:
    found = differences(old, new)
    was, now = ({one.key: one.value for one in figures(each)} for each in (old, new))
    sources = [{one.key: one.ours for one in figures(each)} for each in (old, new)]
    changed = {key for key in was if was[key] != now[key] or sources[0][key] != sources[1][key]}
    assert {one.key for one in found} == changed
    for one in found:
        assert (one.old.value, one.new.value) == (was[one.key], now[one.key])


@given(policies(), policies())
def test_what_was_added_and_dropped_makes_the_new_out_of_the_old(old: Policy, new: Policy) -> None:
    for one in differences(old, new):
        if isinstance(one.old.value, tuple) and isinstance(one.new.value, tuple):
            assert set(one.new.value) == set(one.old.value) - set(one.dropped) | set(one.added)


def test_between_108_and_109_it_is_the_table_of_the_document() -> None:
    found = {one.key: one for one in differences(named("108"), named("109"))}
    reasons = {
        "joint_plan.procedure": "因應新增對象所需",  # [000] 參三(六)2(5)
        "search.procedure": "因應新增對象所需",  # [000] 參三(六)2(4)
        "meetings.district.attendance": "文字修正",  # [000] 參二(三)1
        "meetings.district.months": "配合個案研討會議修正時間",  # [000] 參二(四)
        "meetings.conference.months": "以季為頻率，修正月份",  # [000] 參三(四)
        "meetings.conference.kinds": "增列行方不明兒少及共案個案",
        "meetings.conference.agenda": "增列行方不明兒少及共案個案",  # [000] 參三(六)3(2)
        "kinds.suicide_hardship": "差異比較表未列出此項修正",  # [000] does not list it
        "kinds.suicide_hardship_when": "差異比較表未列出此項修正",
        "kinds.child_missing": "鑑於非自願性案家",  # [000] 參三(六)1(4)
        "kinds.shared": "因應本年將建置本府社安網資訊平台",  # [000] 參三(六)1(5)
        "kinds.notice": "文字修正",  # [000] 參三(六)2(6)
    }
    assert list(found) == list(reasons)
    for key, why in reasons.items():
        assert found[key].new.why.startswith(why)
    months = found["meetings.district.months"]
    assert (months.dropped, months.added) == ((3,), (4,))
    assert months.old.source == "[000] 參二(四) (108)"
    assert months.new.source.startswith("[001] 參二(四)")


def test_between_109_and_112_it_names_what_the_plan_of_112_no_longer_sets() -> None:
    """[004] names no months, no week for the minutes, no month ahead and no kinds (faults 21)."""
    dropped = {
        one.key for one in differences(named("109"), named("112")) if one.new.ours and not one.old.ours
    }
    assert dropped >= {
        "meetings.district.months",
        "meetings.district.minutes_days",
        "meetings.conference.months",
        "meetings.conference.minutes_days",
        "meetings.conference.propose_months",
        "meetings.conference.kinds",
        "kinds.child_missing",
    }


def test_107_asked_nobody_to_propose_a_month_ahead() -> None:
    """[000] 參三, its third column (faults 21): the month is 108's."""
    [one] = [
        each
        for each in differences(named("107"), named("108"))
        if each.key == "meetings.conference.propose_months"
    ]
    assert (one.old.value, one.new.value) == (0, 1)


def test_figures_stand_in_the_order_of_the_documents() -> None:
    keys = [one.key for one in figures(KNOWN[0])]
    meeting = (
        "chair",
        "attendance",
        "invites",
        "every_months",
        "months",
        "minutes_days",
        "secretariat",
    )  # [001] 參二(二)–(五)
    at = keys.index("meetings.district.chair")
    assert keys[at : at + 7] == [f"meetings.district.{name}" for name in meeting]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("差異 108 109", ("108", "109")),
        ("差異108 109", ("108", "109")),
        ("差異 109 與 108", ("109", "108")),
        ("差異 108與109", ("108", "109")),
        ("差異　１０８　１０９", ("108", "109")),
        ("差異：108、109", ("108", "109")),
        ("差異 108-109", ("108", "109")),
        ("差異 民國108年 民國109年", ("108", "109")),
        ("差異108年109年", ("108", "109")),
        ("差異 108年度計畫和109年度計畫", ("108", "109")),
        ("108年與109年的差異？", ("108", "109")),
        ("108 109 差異", ("108", "109")),
        ("108 109 DIFF", ("108", "109")),
        ("108\n109\n差異", ("108", "109")),
        ("diff 108 109", ("108", "109")),
        ("Diff 109 and 108", ("109", "108")),
        ("diff 108 vs. 109", ("108", "109")),
        ("差異 109", ("109",)),
        ("差異", ()),
        ("差異 109 115-平鎮", ("109", "115-平鎮")),
    ],
)
def test_a_wish_to_compare_is_read_as_people_write_it(text: str, names: tuple[str, ...]) -> None:
    assert read_names(text) == names


@pytest.mark.parametrize(
    "text", ["差異很大的一家人", "different", "109 戶的名單有差異", "A-115-0012", "平鎮 逾期", "108 109", ""]
)
def test_other_words_are_no_wish_to_compare(text: str) -> None:
    assert read_names(text) is None
