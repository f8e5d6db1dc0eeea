"""The catalogue of obligations: for each duty its source, its figures, who owes it and what ends it.

`docs/catalogue.md` and `/why` are written from it; the rules stand in the modules that give `Owed`.
"""

from typing import Any, Final

from casework.cases.owing import PERSON, Rule
from casework.meetings.calling import CALL
from casework.policy.owed import Bearer
from casework.policy.policy import Duty, Policy
from casework.service import sharing
from casework.service.assess import ASSESSMENT
from casework.service.follow_up import FOLLOW_UP
from casework.service.visits import VISIT

_B = Bearer
OF_THE_UNIT: Final = (_B.LIAISONS, _B.CLERKS, _B.SUPERVISORS, _B.BUREAU)
"""Who speaks for a unit, by its kind (`bearers.py`)."""
SECRETARIATS: Final = (_B.BUREAU, _B.CLERKS, _B.SUPERVISORS)
"""Of the three meetings (`meetings.py`); of one on a topic, who answers for its unit."""


def _each_meeting(*figures: str) -> tuple[str, ...]:
    return tuple(
        f"meetings.{kind}.{figure}" for kind in ("city", "district", "conference") for figure in figures
    )


RULES: Final[dict[Duty, Rule]] = {
    Duty.SCREEN: Rule(
        "Screen and dispatch a report within `urgent_hours` where the law sets 24 hours, until the end of "
        "the last of `other_days` otherwise. The clock runs from the report, or from when the case came "
        "back to the screeners.",
        "[003] 追蹤表 4、篩派時限",
        ("screening.urgent_hours", "screening.other_days"),
        (_B.SCREENERS,),
        ("case.dispatched", "case.joined", "case.redirected", "case.not_taken"),
        awaited=True,
    ),
    Duty.ACKNOWLEDGE: Rule(
        "Accept or decline an offer within `acknowledge_working_days`; of an urgent case within "
        "`urgent_acknowledge_hours`, at night and on days off, too. After `return_working_days`, or "
        "`urgent_return_hours`, without an answer it goes back to whoever still serves, else to the "
        "screeners. A joint seat that stays, and a case that was declined `declines` times in a row, is "
        "given to somebody else by the unit's supervisors.",
        "domain.md §3.3",
        (
            "dispatch.acknowledge_working_days",
            "dispatch.return_working_days",
            "dispatch.urgent_acknowledge_hours",
            "dispatch.urgent_return_hours",
            "dispatch.declines",
        ),
        PERSON,
        (
            "case.accepted",
            "case.declined",
            "case.offer_lapsed",
            "seat.accepted",
            "seat.declined",
            "seat.lapsed",
        ),
        awaited=True,
    ),
    Duty.FIRST_VISIT: Rule(
        "Visit for the first time within `first_days` of receipt of the report (受理), not of acceptance: "
        "the units of `first_visit`, and, where `with_child` says so, of a household with a child. The "
        "others visit by the risk from the beginning.",
        "兒少權法 54；脆弱家庭辦法 5",
        ("visits.first_days", "seats.first_visit", "seats.with_child"),
        PERSON,
        ("case.visited",),
        form=VISIT,
    ),
    Duty.ASSESS: Rule(
        "File the assessment report (評估報告) within `assessment_days` of receipt, too: the units of "
        "`assess`, and, where `with_child` says so, of a household with a child.",
        "兒少權法 54；脆弱家庭辦法 5",
        ("visits.assessment_days", "seats.assess", "seats.with_child"),
        PERSON,
        ("case.assessed",),
        form=ASSESSMENT,
    ),
    Duty.VISIT: Rule(
        "Visit again within `high_days`, `medium_days` or `low_days` of the last visit that counts, "
        "by the risk. What falls on a day off is due on the next working day, but at high risk. High risk is "
        "visited in person, seeing the child. The units of `no_visits` owe none.",
        "[003] 陸、二(二)1(3)；domain.md §3.4",
        ("visits.high_days", "visits.medium_days", "visits.low_days", "seats.no_visits"),
        PERSON,
        ("case.visited",),
        form=VISIT,
    ),
    Duty.FOLLOW_UP: Rule(
        "File the follow-up of each month by its end, for the cases of `of`: every case in service "
        "(`served`), or those that a conference tracks (`tracked`). A case accepted in the last "
        "`grace_days` of a month begins with the next one; under tracking (列管) the first month is that of "
        "the conference. The units of `no_follow_up` owe none, unless the conference named them.",
        "[001] 三(六)3(5)",
        ("follow_up.of", "follow_up.grace_days", "seats.no_follow_up"),
        PERSON,
        ("case.followed_up",),
        form=FOLLOW_UP,
    ),
    Duty.JUDGE_CLOSING: Rule(
        "Approve or return a proposed closing within `closing_working_days`.",
        "domain.md §3.7",
        ("decisions.closing_working_days",),
        (_B.SUPERVISORS,),
        ("case.closed", "case.closing_returned"),
        awaited=True,
    ),
    Duty.JUDGE_DISPUTE: Rule(
        "Judge a dispute (爭議機制) within `dispute_working_days`; service goes on meanwhile.",
        "[003] 追蹤表 4、爭議機制",
        ("decisions.dispute_working_days",),
        (_B.SCREENERS,),
        ("case.upheld", "case.screened_again"),
        awaited=True,
    ),
    Duty.JOINT_PLAN: sharing.RULE,
    Duty.AGREE_PLAN: sharing.TO_PASS,
    Duty.SEARCH_FORM: Rule(
        "Give the police the search form (協尋個案資料表) at once: within `form_hours`.",
        "[001] 三(六)2(4)",
        ("search.form_hours",),
        (_B.BUREAU,),
        ("case.form_given", "case.child_found"),
        awaited=True,
    ),
    Duty.SEARCH_RESULT: Rule(
        "The police look first: ask them within `look_days` what they found.",
        "[001] 三(六)2(4)",
        ("search.look_days",),
        (_B.PERSON, _B.BUREAU),
        ("case.looked_for", "case.child_found"),
        awaited=True,
    ),
    Duty.APPLY_SEARCH: Rule(
        "When they found nothing, apply for a police search (警政協尋) within `apply_working_days`.",
        "[001] 三(六)2(4)",
        ("search.apply_working_days",),
        (_B.PERSON, _B.SUPERVISORS, _B.BUREAU),
        ("case.search_applied", "case.child_found"),
        awaited=True,
    ),
    Duty.CALL_MEETING: Rule(
        "Call a meeting `call_days` before the last day of its month: day, time and place. Where a typhoon "
        "closes the office on that day, call it anew by its end.",
        "domain.md §6",
        ("meetings.call_days",),
        (*SECRETARIATS, _B.LIAISONS),
        ("meeting.called", "meeting.moved", "meeting.held"),
        form=CALL,
    ),
    Duty.ANSWER_INVITATION: Rule(
        "Say `answer_days` before a meeting whether the unit comes, is excused or sends somebody. Who is "
        "silent is listed once to the secretariat.",
        "domain.md §6",
        ("meetings.answer_days",),
        OF_THE_UNIT,
        ("attendance.answered", "meeting.held"),
        awaited=True,
    ),
    Duty.WORK_REPORT: Rule(
        "Write the work report (工作報告: results, figures reached, plans) `report_days` before the "
        "city's meeting. Each bureau that is invited owes for itself; who is invited later, by the day "
        "after.",
        "[001] 參一(六)2",
        ("meetings.report_days",),
        OF_THE_UNIT,
        ("attendance.reported", "meeting.held"),
    ),
    Duty.PROPOSE_CASES: Rule(
        "Propose cases `propose_months` before a case conference (區級個案研討會議): before the day "
        "it is called for, else before the last day of its month. The centre asks the units "
        "concerned; each owes for itself. Who is asked later than that has `answer_days`, at most until "
        "the conference.",
        "[001] 參三(六)2(1)",
        ("meetings.conference.propose_months", "meetings.conference.months", "meetings.answer_days"),
        OF_THE_UNIT,
        ("attendance.proposed", "attendance.nothing_proposed", "meeting.held"),
    ),
    Duty.HOLD_MEETING: Rule(
        "Hold each meeting by the end of each of its `months`: city (府級聯繫會議), district "
        "(區級聯繫會議), case conference (區級個案研討會議). It is owed from the day after the one "
        "before; where that is not known, `every_months` back. A meeting at need (不定期會議) is late "
        "for nobody.",
        "[001] 參一–三(四)",
        _each_meeting("months", "every_months"),
        SECRETARIATS,
        ("meeting.held",),
    ),
    Duty.MINUTES: Rule(
        "Send the minutes to the bureau (社會局) within `minutes_days` of the meeting, also of one at need.",
        "[001] 參二(四), 三(四)",
        _each_meeting("minutes_days"),
        SECRETARIATS,
        ("meeting.minutes_sent",),
    ),
    Duty.FILE_MINUTES: Rule(
        "The bureau takes note (備查) within `file_working_days` of minutes of a district's meeting or a "
        "case conference that were sent to it; of a corrected version once more.",
        "[001] 參二(四), 三(四)",
        ("meetings.file_working_days",),
        (_B.BUREAU,),
        ("meeting.filed",),
    ),
    Duty.TRACKED_PROGRESS: Rule(
        "Say `progress_days` before the next meeting how far a tracked item (列管事項) is, once a "
        "meeting, until it is removed (解除列管).",
        "[001] 參二(六)1；[002] 柒；[003] 追蹤表",
        ("meetings.progress_days", *_each_meeting("months")),
        OF_THE_UNIT,
        ("item.progress_told", "item.removed"),
    ),
    Duty.MERIT_TABLE: Rule(
        "Judge the year's merit table (獎懲) and send it within `send_working_days` of the last day for "
        "objections (申復). Units see their rows from the `shown_day` of January on, and may object within "
        "`objection_working_days`.",
        "[001] 肆三",
        ("merit.shown_day", "merit.objection_working_days", "merit.send_working_days"),
        (_B.BUREAU,),
        ("merit.sent",),
    ),
    Duty.UPLOAD_ROSTER: Rule(
        "Hand in each month's list by its `day`: the bureau gives each centre those of 幸扶守護 and "
        "兒少高危機, and every bureau its own services for the match (共案), where the edition has "
        "this kind of case among its `kinds`.",
        "[001] 三(六)2(2), (3), (5)",
        ("rosters.day", "meetings.conference.kinds"),
        OF_THE_UNIT,
        ("roster.given", "roster.none"),
    ),
    Duty.DISPATCH_ROSTER: Rule(
        "Dispatch each row of a centre's list to the units of the district by identity and need, or say why "
        "not, within `dispatch_working_days` of getting it. Who was on last month's list and is served "
        "(續列) needs no new case.",
        "[001] 三(六)2(2), (3)",
        ("rosters.dispatch_working_days",),
        (_B.SUPERVISORS,),
        ("roster.dispatched", "roster.declined"),
    ),
    Duty.NEW_YEAR_LIST: Rule(
        "Hand in the list of New-Year care, or say that there is none, `list_days` before the holiday: the "
        "kinds of `list_units`. Of a campaign that began late, within `late_working_days`.",
        "[003] 伍、二；screens.md §5",
        ("new_year.list_days", "new_year.late_working_days", "new_year.list_units"),
        OF_THE_UNIT,
        ("care.listed", "care.none"),
    ),
    Duty.ALLOWANCES: Rule(
        "Pay out every one of the `allowances` before the New-Year holiday begins; the bureau ticks each.",
        "[003] 陸、一(一)2(1)A",
        ("new_year.allowances",),
        (_B.BUREAU,),
        ("allowances.paid",),
    ),
    Duty.NEW_YEAR_VISIT: Rule(
        "Visit every household that the indicators or a list point to, from `before_days` before the "
        "New-Year holiday until the day before it begins; one that was listed late within "
        "`late_working_days`. Of several lists one unit leads. High risk is visited in person, "
        "seeing the child. One visit of any unit is enough, up to `after_days` after the holiday; where "
        "nobody can be met for a reason of `unvisitable`, nobody need go.",
        "[003] 伍、二；陸、二(二)1",
        (
            "new_year.before_days",
            "new_year.after_days",
            "new_year.late_working_days",
            "new_year.unvisitable",
        ),
        (_B.PERSON, *OF_THE_UNIT),
        ("care.visited", "case.visited"),
    ),
    Duty.NEW_YEAR_RESULTS: Rule(
        "Confirm the results, counted from the visits, or correct them, within `after_days` of the holiday; "
        "the bureau sends up those of all.",
        "[003] 陸、二(二)3",
        ("new_year.after_days",),
        OF_THE_UNIT,
        ("care.results_confirmed", "care.results_sent"),
    ),
    Duty.COLD_CARE: Rule(
        "While a cold alert (低溫) lasts, ask after every elder living alone and everybody in the street of "
        "the area `by` the evening of each day, also on a day off; what is published later, within "
        "`hours`. Whoever leads them does; at 5 °C the precinct, too, brings people in.",
        "[003] 陸、一(一)2(1)E、2(2)D；柒、三",
        ("cold.by", "cold.hours"),
        (_B.PERSON, *OF_THE_UNIT),
        ("cold.asked_after", "cold.ended"),
        awaited=True,
    ),
    Duty.NAME_ON_CALL: Rule(
        "Name who is on call (值班) on each day of the New-Year holiday before it begins; asked "
        "`holiday_days` before it, of the kinds of `units`.",
        "[003] 陸、一(一)2(2)A；二(二)2",
        ("on_call.units", "on_call.holiday_days"),
        OF_THE_UNIT,
        ("rota.named",),
    ),
    Duty.PHONE_ON: Rule(
        "Say on the day before, by `phone_on_by`, that the telephone is on (已開機).",
        "[003] 柒、一",
        ("on_call.phone_on_by",),
        (_B.PERSON, *OF_THE_UNIT),
        ("rota.phone_on",),
    ),
    Duty.STUDENT_REPLY: Rule(
        "Reply within `reply_days` of the letter where the matter is not serious and can be closed, or "
        "nobody has judged it yet. While the school's own guidance goes on, say so every `note_months`.",
        "[004] 參六(四)1(1)",
        ("students.reply_days", "students.note_months"),
        OF_THE_UNIT,
        (
            "student.replied",
            "student.judged_serious",
            "student.judged_not_serious",
            "student.noted",
            "student.ended",
        ),
    ),
    Duty.NEEDS_MEETING: Rule(
        "Meet on the student's needs where it is serious, within `needs_meeting_working_days` of the letter, "
        "or of the judgement, if that came later.",
        "[004] 參六(四)1(2)①",
        ("students.needs_meeting_working_days",),
        OF_THE_UNIT,
        ("student.needs_met", "student.judged_not_serious", "student.replied", "student.ended"),
    ),
    Duty.NEEDS_REPORT: Rule(
        "Report to the education bureau within `report_days` of that meeting.",
        "[004] 參六(四)1(2)①",
        ("students.report_days",),
        OF_THE_UNIT,
        ("student.needs_reported", "student.ended"),
    ),
    Duty.OUTCOME_MEETING: Rule(
        "Meet on what came of the individual measures, after `watch_months_least` and within "
        "`watch_months_most` of their beginning. What is not better is watched and met on again.",
        "[004] 參六(四)1(2)②, ③",
        ("students.watch_months_least", "students.watch_months_most"),
        OF_THE_UNIT,
        ("student.outcome_met", "student.ended"),
    ),
    Duty.OUTCOME_REPORT: Rule(
        "Report to the education bureau within `report_days` of that meeting.",
        "[004] 參六(四)1(2)③",
        ("students.report_days",),
        OF_THE_UNIT,
        ("student.outcome_reported", "student.ended"),
    ),
    Duty.TRANSITION_MEETING: Rule(
        "Meet `months_before` before a guardianship (監護處分) or protective measure (保護管束) ends; known "
        "too late, at once. The prosecutor convenes, the city attends.",
        "[004] 參六(三)1",
        ("transition.months_before",),
        OF_THE_UNIT,
        ("transition.met", "transition.lapsed", "transition.sent_on", "transition.ended"),
    ),
    Duty.FIRST_CONTACT: Rule(
        "Contact them for the first time within `contact_days` of the end of the measure; where nobody was "
        "found, again within `again_days`, until they are met or it is said why nothing more is owed.",
        "screens.md §10",
        ("transition.contact_days", "transition.again_days"),
        OF_THE_UNIT,
        ("transition.contacted", "transition.not_found", "transition.sent_on", "transition.ended"),
    ),
    Duty.YOUTH_PLAN: Rule(
        "Make a plan of their own (個別化處遇計畫) for a youth of 12 to under 18 within `plan_days` of the "
        "day on which it became known.",
        "[004] 五(三)",
        ("youth.plan_days",),
        OF_THE_UNIT,
        ("youth.planned", "youth.outcome", "youth.returned"),
    ),
    Duty.YOUTH_PROGRESS: Rule(
        "Tell how it goes with the youth every `note_months`.",
        "[004] 五(三)",
        ("youth.note_months",),
        OF_THE_UNIT,
        ("youth.noted", "youth.outcome", "youth.returned"),
    ),
    Duty.ANSWER_ESCORT: Rule(
        "Answer a request for an escort (陪同訪視) within `answer_hours`, and `before_hours` before the "
        "visit, at night and on days off, too. Where nobody answers, the precinct's head and the "
        "supervisors of who asked hear, with the telephone numbers.",
        "[004] 參三；screens.md §12",
        ("escorts.answer_hours", "escorts.before_hours"),
        (_B.LIAISONS,),
        ("escort.answered", "escort.ended", "escort.unanswered"),
        awaited=True,
    ),
    Duty.ANSWER_REFERRAL: Rule(
        "Take a referral (轉介) on or return it within `answer_working_days`. Who referred "
        "hears some days later nobody answered.",
        "[004] 參四(一)3；screens.md §11",
        ("referrals.answer_working_days",),
        OF_THE_UNIT,
        ("referral.taken", "referral.returned", "referral.withdrawn", "referral.passed_on"),
        awaited=True,
    ),
    Duty.REFERRAL_OUTCOME: Rule(
        "Tell who referred what came of it (回復原轉介單位) within `outcome_days` of taking it on, of a "
        "letter from the day on which it came; while it goes on, as often again.",
        "[004] 參六(三)2(1)",
        ("referrals.outcome_days",),
        OF_THE_UNIT,
        ("referral.told", "referral.withdrawn", "referral.passed_on"),
    ),
    Duty.SITTING_COUNT: Rule(
        "Say within `count_working_days` of each sitting at a centre (駐點) how many came; holidays, closed "
        "days and those on which nobody comes drop out.",
        "[001] 四；[004] 參四(一)4",
        ("on_site.count_working_days",),
        OF_THE_UNIT,
        ("sitting.counted", "sitting.cancelled", "sitting.ended"),
    ),
}

AWAITED: Final = tuple(duty for duty, rule in RULES.items() if rule.awaited)


def sources(duty: Duty, policy: Policy) -> list[str]:
    """Return the source of a rule, then those of its figures, each once; `default` where the city set one."""
    rule = RULES[duty]
    return list(dict.fromkeys((rule.source, *(policy.source(key) for key in rule.figures))))


def figure(policy: Policy, key: str) -> Any:
    """Look a figure up by its key: `visits.first_days`."""
    found: Any = policy
    for part in key.split("."):
        found = getattr(found, part)
    return found
