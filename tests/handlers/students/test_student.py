"""A student from the letter to the second round, on the phones [004] 參六(四)1."""

from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.staffing.units import UnitKind
from casework.students import (
    CALL,
    END,
    JUDGE,
    MOVE,
    NEEDS,
    NEEDS_REPORT,
    OUTCOME,
    OUTCOME_REPORT,
    Grave,
    Matter,
    Met,
    ReportSent,
)
from handlers.dossiers.card import DoDossier, PaperOf
from handlers.dossiers.listing import DossierSheet, NewDossier
from handlers.ui.buttons import OpenCard
from storage.reminders import obligations
from storage.students import STUDENTS
from tests.handlers.reminders.test_duties import press
from tests.support.keys import NEXT, SEND, SKIP, has, on, option
from tests.support.phones import as_read, documents, say, sheet, tap, text
from tests.support.town import BOTH, Town

OVER = {"zh-hant": "這個時間已經過了", "en": "That hour is over"}
OLD = {"zh-hant": "7 至 11 歲", "en": "7 to 11 years"}


def act(one):
    return on(DoDossier, act=one.name)


async def owed(town: Town, row: int) -> list[Duty]:
    return [each.duty for each in await town.look(lambda db: obligations.of_subject(db, row))]


async def schools(town: Town) -> None:
    """Found the education bureau and two schools."""
    for name, kind in (
        ("教育局", UnitKind.EDUCATION),
        ("示範國小", UnitKind.SCHOOL),
        ("練習國小", UnitKind.SCHOOL),
    ):
        await town.add_unit(name, kind, "平鎮區" if kind is UnitKind.SCHOOL else "")


@BOTH
async def test_from_the_letter_to_the_needs_meeting(town: Town) -> None:
    language = town.language
    await schools(town)
    supervisor = await town.join(Role.SUPERVISOR, "張樣本")
    bureau = await town.join(Role.LIAISON, "徐範例", unit="教育局", language=language)
    school = await town.join(Role.LIAISON, "謝練習", unit="示範國小", language=language)
    other = await town.join(Role.LIAISON, "江示範", unit="練習國小")
    police = await town.join(Role.LIAISON, "呂測試", unit="平鎮分局")

    # the letter: which school, when it came, when it was, how old; a wrong age is said and asked again
    await say(town, bureau, "學生輔導")
    chosen = on(NewDossier, unit=town.units["示範國小"].id)
    await tap(town, bureau, on(NewDossier, unit=0), chosen, option("today"), option("yesterday"))
    await say(town, bureau, "103/5/31")
    await tap(town, bureau, SKIP, SKIP, SEND)
    assert OLD[language] in await text(bureau)
    await say(town, bureau, "105/6/1")
    await tap(town, bureau, SEND)
    [one] = await town.look(STUDENTS.open)
    assert await owed(town, one.id) == [Duty.STUDENT_REPLY]
    sign = as_read(one.sign, language)
    assert sign in await text(school)
    assert "7" not in (await text(school)).replace(sign, ""), "a push does not say what it is about"
    for stranger in (other, police, supervisor):
        assert one.sign not in await press(town, stranger, OpenCard(one.id))
        assert one.sign not in await press(town, stranger, DoDossier(one.id, JUDGE.name, 0, 0))

    # serious: the bureau hears, a meeting is called, the police see it from then on and do nothing
    await press(town, school, OpenCard(one.id))
    await tap(town, school, act(JUDGE), option("serious"))
    assert await owed(town, one.id) == [Duty.NEEDS_MEETING]
    assert sign in await text(bureau)
    await tap(town, school, act(CALL))
    await say(town, school, "6/1 00:30")
    await tap(town, school, option("police"), NEXT)
    assert OVER[language] in await text(school), "nobody is asked to come to what is over"
    await say(town, school, "6/3 14:30")
    assert sign in await text(police)
    await tap(town, police, OpenCard)
    assert "示範國小" in await text(police)
    assert not await has(police, DoDossier)
    assert not await has(supervisor, DoDossier)

    # held and reported; then three months in which no outcome can be met on
    await town.later(days=2, hours=8)
    await press(town, school, OpenCard(one.id))
    await tap(town, school, act(NEEDS), option("today"), option("school"), option("parents"), NEXT)
    await say(town, school, "個別輔導每週一次，導師陪伴")
    await tap(town, school, act(NEEDS_REPORT), option("today"), SKIP)
    assert await owed(town, one.id) == [Duty.OUTCOME_MEETING]
    assert not await has(school, act(OUTCOME))
    await town.later(days=8)
    assert one.sign not in await press(town, police, OpenCard(one.id)), "a week after the meeting"


async def test_rounds_go_on_at_another_school_until_it_is_better(town: Town) -> None:
    await schools(town)
    bureau = await town.join(Role.LIAISON, "徐範例", unit="教育局")
    school = await town.join(Role.LIAISON, "謝練習", unit="示範國小")
    other = await town.join(Role.LIAISON, "江示範", unit="練習國小")
    day = town.clock.now.date()
    met = Matter(
        unit=town.units["示範國小"],
        by=town.units["教育局"].id,
        sign="示範國小學生-115-1",
        letter_on=day,
        grave=Grave.SERIOUS,
        needs_met=Met(day, ("school",), "個別輔導每週一次"),
        needs_reported=ReportSent(day),
    )
    one = await town.look(lambda db: STUDENTS.add(db, met, "student.letter"))
    await town.later(days=95)
    assert any(one.sign in each["text"] for each in await school.messages()), "the third month is over"
    await press(town, school, OpenCard(one.id))
    await tap(town, school, act(OUTCOME), option("today"), option("school"), NEXT, option("partly"))
    await say(town, school, "續行輔導，引入輔諮中心")
    assert await owed(town, one.id) == [Duty.OUTCOME_REPORT, Duty.OUTCOME_MEETING]
    await tap(town, school, act(OUTCOME_REPORT), option("today"), SKIP)
    await tap(town, school, on(PaperOf, paper="checklist"), on(PaperOf, paper="minutes"))
    assert [one["document"]["file_name"] for one in await documents(school)] == [
        f"個別化需求評估與輔導處遇及成效檢核表 {one.sign}.docx",
        f"會議紀錄 {one.sign}.docx",
    ]

    # the child goes to another school, and the matter with it
    await press(town, bureau, OpenCard(one.id))
    await tap(town, bureau, on(DoDossier, act=MOVE.name, unit=0))
    await tap(town, bureau, on(DoDossier, act=MOVE.name, unit=town.units["練習國小"].id))
    assert one.sign in await text(other)
    assert await text(school) == f"{one.sign}：本案已不由貴單位辦理，您不需再處理。"
    assert one.sign not in await press(town, school, OpenCard(one.id))
    left = town.units["示範國小"]
    after = await town.look(lambda db: STUDENTS.number(db, left, "學生"))
    assert after == "示範國小學生-115-2", "it keeps its number for itself"
    await say(town, bureau, "學生管制表")
    await tap(town, bureau, DossierSheet)
    table = [[cell.value for cell in row] for row in await sheet(bureau)]
    [row] = [row for row in table if one.sign in row]
    assert row[1] == "練習國小"
    await press(town, bureau, OpenCard(one.id))
    await tap(town, bureau, act(END))
    await say(town, bureau, "隨家庭遷至外縣市")
    assert await owed(town, one.id) == []
