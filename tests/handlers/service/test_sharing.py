"""Another unit serves the family, too, and one plan is made (共案) [001] 三(六)2(5)."""

from datetime import timedelta

from casework.cases.criteria import CaseKind
from casework.policy.policy import Duty
from casework.text.dates import local_day
from handlers.service import sharing
from storage.cases import service
from storage.staffing import units
from tests.handlers.serving import duties, journal_of, open_card, read, served
from tests.support.keys import NEXT, SEND, has, option
from tests.support.phones import keys, say, tap, text
from tests.support.town import MONDAY

SHARE = "🤝 有其他單位服務"


async def test_the_worker_says_so_after_a_question_and_a_joint_plan_is_due(town, worker):
    case = await served(town, worker, kinds=(CaseKind.GENERAL,))
    await open_card(town, worker)
    await tap(town, worker, SHARE)
    assert (await read(town, case)).sharing.shared_at is None
    await tap(town, worker, option("education"), NEXT)
    assert "已列為共案" in await text(worker)
    assert "30 日內" in await text(worker)
    assert (await read(town, case)).kinds == (CaseKind.SHARED,)
    (plan,) = [one for one in await duties(town, case) if one.duty is Duty.JOINT_PLAN]
    days = town.office.rules.policy.joint_plan.days
    assert local_day(plan.due) == local_day(MONDAY) + timedelta(days=days)
    assert plan.person == await town.person(worker)
    assert SHARE not in await keys(worker)
    assert (await journal_of(town, case))[-1].verb == "case.shared"


async def test_the_supervisor_may_say_so_and_the_worker_hears_without_anything_of_the_family(
    town, worker, supervisor
):
    case = await served(town, worker)
    await say(town, supervisor, case.number)
    await tap(town, supervisor, SHARE, option("police"), NEXT)
    assert await text(worker) == f"{case.number}：另有單位服務，請查看待辦。"
    assert not await has(supervisor, sharing.MakePlan), "who serves makes the plan"


async def test_filing_the_plan_ends_the_duty_and_says_that_the_conference_passes_it(town, worker, supervisor):
    case = await served(town, worker, kinds=(CaseKind.SHARED,), shared_at=MONDAY)
    await open_card(town, worker)
    await tap(town, worker, sharing.MakePlan, option("police"), option("education"), NEXT)
    await say(town, worker, "孩子穩定就學", "學校輔導，警方訪查")
    await tap(town, worker, option("6"))
    assert "警政、教育" in await text(worker)
    await tap(town, worker, SEND)
    assert "個案研討會議通過" in await text(worker)
    assert Duty.JOINT_PLAN not in [one.duty for one in await duties(town, case)]
    (kept,) = await town.look(lambda db: service.papers_of(db, case))
    assert (kept.kind, kept.answers["units"], kept.answers["months"]) == (
        "joint_plan",
        ["police", "education"],
        "6",
    )
    heard = await text(supervisor)
    assert heard == f"{case.number}：共同服務計畫已完成，請提交個案研討會議。"
    assert not await has(worker, sharing.MakePlan)


async def test_two_units_of_one_bureau_make_a_shared_case_and_no_plan_is_due(town, worker):
    """faults 23: 多個局處; the centre and child protection are both 社會局's."""
    bureau = town.units["社會局"].id
    for name in ("平鎮中心", "家防中心"):
        one = town.units[name].id
        await town.look(lambda db, unit=one: units.change(db, unit, bureau=bureau))
    case = await served(town, worker, kinds=(CaseKind.GENERAL,))
    await open_card(town, worker)
    await tap(town, worker, SHARE, option("protection"), NEXT)
    assert "同一局處" in await text(worker)
    assert (await read(town, case)).kinds == (CaseKind.SHARED,)
    assert Duty.JOINT_PLAN not in [one.duty for one in await duties(town, case)]
    assert not await has(worker, sharing.MakePlan)


async def test_the_supervisor_says_that_the_conference_passed_the_plan_and_the_worker_hears(
    town, worker, supervisor
):
    """faults 23: the plan ends when the conference has passed it, not when it is filed."""
    case = await served(town, worker, kinds=(CaseKind.SHARED,), shared_at=MONDAY, planned_at=MONDAY)
    assert Duty.AGREE_PLAN in [one.duty for one in await duties(town, case)]
    await say(town, supervisor, case.number)
    await tap(town, supervisor, sharing.Pass, sharing.Passed)
    assert "已通過" in await text(supervisor)
    assert Duty.AGREE_PLAN not in [one.duty for one in await duties(town, case)]
    assert "通過" in await text(worker)


async def test_nobody_else_hears_or_says_so(town, worker, bureau):
    case = await served(town, worker)
    await say(town, bureau, case.number)
    assert SHARE not in await keys(bureau)


async def test_many_units_to_tick_stand_two_in_a_row(town, worker):
    await served(town, worker, kinds=(CaseKind.SHARED,), shared_at=MONDAY)
    await open_card(town, worker)
    await tap(town, worker, sharing.MakePlan)
    assert max(len(row) for row in await worker.buttons()) == 2
    assert len(await worker.buttons()) <= 8
