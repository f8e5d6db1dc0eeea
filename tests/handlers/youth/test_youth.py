"""A list of dropouts becomes youth at the committee; what came of one goes back [004] 五(三)."""

from datetime import timedelta

from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from casework.text.dates import local_day, months_before
from casework.youth import NOTE, OUTCOME, PLAN
from handlers.dossiers.card import DoDossier
from handlers.dossiers.listing import NewDossier
from handlers.ui.buttons import OpenCard
from handlers.youth.dropouts import HandInDropouts
from storage.reminders import obligations
from storage.youth import YOUTHS
from tests.handlers.errands.test_files import send
from tests.handlers.reminders.test_duties import press
from tests.support import lists as files
from tests.support.keys import SEND, SKIP, has, on, option
from tests.support.phones import as_read, say, tap, text
from tests.support.town import BOTH, Town

HEAD = ["編號", "學校", "學生姓名", "出生日期", "中輟日期", "中輟原因", "電話", "地址"]
ROWS = (
    [1, "示範國中", "林示範", "100/3/1", "115/5/2", "家庭因素", "0922-333-444", "示範路1號"],
    [2, "示範國中", "王測試", "105/3/1", "115/5/2", "", "", ""],
)


def act(one):
    return on(DoDossier, act=one.name)


@BOTH
async def test_a_list_of_dropouts_and_what_came_of_one(town: Town) -> None:
    language = town.language
    supervisor = await town.join(Role.SUPERVISOR, "張樣本")
    for name, kind in (("教育局", UnitKind.EDUCATION), ("少輔會", UnitKind.YOUTH)):
        await town.add_unit(name, kind)
    bureau = await town.join(Role.LIAISON, "徐範例", unit="教育局", language=language)
    committee = await town.join(Role.LIAISON, "謝練習", unit="少輔會", language=language)

    # the file, what it means, handed in; who was there already does not come twice
    for _ in range(2):
        await send(town, bureau, "中輟名冊.xlsx", files.book(HEAD, *ROWS))
        assert "12" in await text(bureau)
        await tap(town, bureau, HandInDropouts)
        [one] = await town.look(YOUTHS.open)
        assert one.name == "林示範"
    sign = as_read(one.sign, language)
    heard = [each["text"] for each in await committee.messages() if sign in each["text"]]
    assert len(heard) == 1
    assert "林" not in heard[0]
    assert one.sign not in await press(town, supervisor, OpenCard(one.id))

    # planned, noted, told back
    await press(town, committee, OpenCard(one.id))
    await tap(town, committee, act(PLAN))
    await say(town, committee, "復學輔導，導師每週聯繫")
    await tap(town, committee, act(NOTE), option("not_met"), SKIP)
    owed = await town.look(lambda db: obligations.of_subject(db, one.id))
    assert [each.duty for each in owed] == [Duty.YOUTH_PROGRESS]
    await tap(town, committee, act(OUTCOME), option("school"), SKIP)
    assert sign in await text(bureau)
    await tap(town, bureau, OpenCard)
    assert not await has(bureau, DoDossier)


async def test_who_had_a_birthday_since_the_dry_run_is_named_and_the_others_are_taken(town: Town) -> None:
    for name, kind in (("教育局", UnitKind.EDUCATION), ("少輔會", UnitKind.YOUTH)):
        await town.add_unit(name, kind)
    bureau = await town.join(Role.LIAISON, "徐範例", unit="教育局")
    tomorrow = local_day(town.clock.now) + timedelta(days=1)
    grown = [1, "示範國中", "王測試", months_before(tomorrow, 12 * 18).isoformat(), "115/5/2"]
    await send(town, bureau, "中輟名冊.xlsx", files.book(HEAD, grown, ROWS[0]))
    await town.later(days=1)
    await tap(town, bureau, HandInDropouts)
    assert [one.name for one in await town.look(YOUTHS.open)] == ["林示範"]
    assert "第 2 列" in await text(bureau)


async def test_one_is_told_by_the_police_and_a_wrong_age_is_said(town: Town) -> None:
    await town.add_unit("少輔會", UnitKind.YOUTH)
    committee = await town.join(Role.LIAISON, "謝練習", unit="少輔會")
    police = await town.join(Role.LIAISON, "呂測試", unit="平鎮分局")
    await say(town, police, "少年輔導")
    await tap(town, police, NewDossier, option("at_risk"), option("today"))
    await say(town, police, "林示範", "105/3/1")
    await tap(town, police, SKIP, SKIP, SKIP, SEND)
    assert "不是 12 至 17 歲" in await text(police)
    await say(town, police, "100/3/1")
    await tap(town, police, SEND)
    [one] = await town.look(YOUTHS.open)
    assert one.sign in await text(committee)
    assert not any("林示範" in each["text"] for each in await police.messages())
