"""The words of the trade as people read them: states, duties, kinds, indicators, acts (docs/glossary.md)."""

from collections.abc import Mapping

from casework.cases.case import State
from casework.cases.criteria import CaseKind, Indicator
from casework.cases.duplicates import Reason
from casework.cases.household import AgeBand, Left, Sex
from casework.policy.policy import Duty, Hearer
from casework.reminders.obligations import Standing
from casework.staffing.units import UnitKind
from handlers.words.wording import N_

STATES = {
    State.SCREENING: N_("being screened"),
    State.DISPATCHED: N_("dispatched"),
    State.IN_SERVICE: N_("in service"),
    State.DISPUTED: N_("disputed"),
    State.JOINED: N_("joined to another case"),
    State.REDIRECTED: N_("pointed to another channel"),
    State.NOT_TAKEN: N_("no case opened"),
    State.CLOSED: N_("closed"),
}

DUTIES = {
    Duty.SCREEN: N_("screen and dispatch"),
    Duty.ACKNOWLEDGE: N_("answer the offer"),
    Duty.FIRST_VISIT: N_("first visit"),
    Duty.ASSESS: N_("assessment report"),
    Duty.VISIT: N_("visit"),
    Duty.FOLLOW_UP: N_("monthly follow-up"),
    Duty.JUDGE_CLOSING: N_("decide on closing"),
    Duty.JUDGE_DISPUTE: N_("judge the dispute"),
    Duty.JOINT_PLAN: N_("joint plan"),
    Duty.AGREE_PLAN: N_("have the joint plan passed"),
    Duty.SEARCH_FORM: N_("hand the search form to the police"),
    Duty.SEARCH_RESULT: N_("ask the police what they found"),
    Duty.APPLY_SEARCH: N_("apply for a police search"),
    Duty.CALL_MEETING: N_("call the meeting"),
    Duty.ANSWER_INVITATION: N_("answer the invitation"),
    Duty.PROPOSE_CASES: N_("propose cases for the conference"),
    Duty.HOLD_MEETING: N_("hold the meeting"),
    Duty.MINUTES: N_("send the minutes"),
    Duty.TRACKED_PROGRESS: N_("progress of tracked items"),
    Duty.UPLOAD_ROSTER: N_("upload the roster"),
    Duty.NEW_YEAR_VISIT: N_("New-Year visit"),
    Duty.NEW_YEAR_RESULTS: N_("results of New-Year care"),
    Duty.STUDENT_REPLY: N_("reply on the student"),
    Duty.NEEDS_MEETING: N_("meeting on the student's needs"),
    Duty.NEEDS_REPORT: N_("report on the student's needs"),
    Duty.OUTCOME_MEETING: N_("meeting on the student's progress"),
    Duty.OUTCOME_REPORT: N_("report on the student's progress"),
    Duty.TRANSITION_MEETING: N_("transition meeting"),
}

DISCREET_DUTIES = {
    **DUTIES,
    Duty.SEARCH_FORM: N_("task of the bureau"),
    Duty.SEARCH_RESULT: N_("task in the case"),
    Duty.APPLY_SEARCH: N_("task in the case"),
}
"""What a push says of a duty: no word that tells the kind of case (`trust.md` L0)."""

KINDS = {
    CaseKind.GENERAL: N_("general case"),
    CaseKind.SUICIDE_HARDSHIP: N_("suicide report with economic hardship"),
    CaseKind.CHILD_HIGH_RISK: N_("child at high risk"),
    CaseKind.CHILD_MISSING: N_("child whose whereabouts are unknown"),
    CaseKind.SHARED: N_("served by several units"),
}

UNIT_KINDS = {
    UnitKind.CENTRE: N_("Family service centre"),
    UnitKind.PROTECTION: N_("Protection centre"),
    UnitKind.POLICE: N_("Police"),
    UnitKind.FIRE: N_("Fire service"),
    UnitKind.HEALTH: N_("Health service"),
    UnitKind.EDUCATION: N_("Education"),
    UnitKind.EMPLOYMENT: N_("Employment"),
    UnitKind.CIVIL: N_("Civil affairs"),
    UnitKind.INDIGENOUS: N_("Indigenous service"),
    UnitKind.YOUTH: N_("Youth counselling"),
    UnitKind.DISTRICT: N_("District office"),
    UnitKind.BUREAU: N_("Bureau"),
    UnitKind.WELFARE: N_("Social affairs section"),
    UnitKind.MENTAL_HEALTH: N_("Mental health"),
    UnitKind.DRUGS: N_("Drug prevention"),
    UnitKind.SUICIDE: N_("Suicide prevention"),
    UnitKind.COUNSELLING: N_("Student counselling"),
    UnitKind.LEGAL: N_("Legal advice"),
    UnitKind.SCHOOL: N_("School"),
    UnitKind.CHARITY: N_("Charity"),
}

SEXES: Mapping[str, str] = {Sex.FEMALE: N_("female"), Sex.MALE: N_("male")}

AGE_BANDS: Mapping[str, str] = {
    AgeBand.UNDER_6: N_("under 6"),
    AgeBand.UNDER_12: N_("6 to 11"),
    AgeBand.UNDER_18: N_("12 to 17"),
    AgeBand.ADULT: N_("18 to 64"),
    AgeBand.ELDER: N_("65 or older"),
}

LEFT = {
    Left.NOT_OF_IT: N_("Not of this family"),
    Left.MOVED: N_("Moved away"),
    Left.DIED: N_("Died"),
}
"""Why somebody was taken out of a household."""

SHARED_WITH = {
    Reason.HOUSEHOLD: N_("judged to be one household"),
    Reason.ID: N_("same ID"),
    Reason.PHONE: N_("same telephone"),
    Reason.ADDRESS: N_("same address"),
    Reason.NAME: N_("similar name in the village"),
}
"""Why a case may be a duplicate."""

INDICATORS = {
    Indicator.L1_REPORTS: N_("1A three or more reports within a year"),
    Indicator.L1_BACK_HOME: N_("1B child back from placement for less than half a year"),
    Indicator.L1_ON_A_LIST: N_("1C a member on the mental-care, suicide-prevention or drug list"),
    Indicator.L1_MAJOR_EVENT: N_("1D a major event such as job loss"),
    Indicator.L1_CITY: N_("1E high risk by professional assessment"),
    Indicator.L2_SMALL_CHILD: N_("2A a child aged 6 or under"),
    Indicator.L2_DISABLED_CHILD: N_("2B a disabled or developmentally delayed child"),
    Indicator.L2_YOUNG_PARENT: N_("2C a parent under 20"),
    Indicator.L2_NO_BOND: N_("2D a carer without a bond with the child"),
    Indicator.PRIORITY_HARM: N_("Priority A: self-harm or harm to others"),
    Indicator.PRIORITY_CARE: N_("Priority B: unemployment and somebody who needs care"),
}

ACTS = {
    "meeting.planned": N_("meeting planned by the plan of the year"),
    "meeting.called": N_("meeting called"),
    "meeting.moved": N_("meeting moved to another day"),
    "meeting.invited": N_("another unit invited to the meeting"),
    "meeting.joined": N_("meeting held together with another"),
    "meeting.minutes_made": N_("minutes made"),
    "attendance.answered": N_("invitation to the meeting answered"),
    "attendance.there": N_("presence at the meeting noted"),
    "attendance.proposed": N_("case proposed for the conference"),
    "attendance.nothing_proposed": N_("nothing to propose for the conference"),
    "case.reported": N_("reported"),
    "case.report_added": N_("added to by who reported"),
    "case.identified": N_("household written down"),
    "household.member_left": N_("somebody taken out of the household"),
    "household.member_back": N_("somebody put back into the household"),
    "household.child_heard": N_("what is known of a child in the home was judged anew"),
    "household.joined": N_("judged to be one household with another"),
    "household.parted": N_("judged to be two households after all"),
    "case.verified": N_("kind, urgency and indicators verified"),
    "case.told_in_words": N_("what was sent written down"),
    "case.dispatched": N_("dispatched"),
    "case.joined": N_("joined to another case"),
    "case.report_joined": N_("another report joined"),
    "case.redirected": N_("pointed to another channel"),
    "case.not_taken": N_("no case opened"),
    "case.screening_undone": N_("screening undone by an administrator"),
    "case.accepted": N_("accepted"),
    "case.declined": N_("declined"),
    "case.offer_lapsed": N_("offer lapsed without an answer"),
    "case.offered_again": N_("offered to somebody else"),
    "case.handed_over": N_("handed over"),
    "case.visited": N_("visited"),
    "case.assessed": N_("assessment report filed"),
    "case.followed_up": N_("monthly follow-up filed"),
    "case.shared": N_("served by another unit, too"),
    "case.planned": N_("joint plan filed"),
    "case.plan_passed": N_("joint plan passed by the conference"),
    "case.child_missing": N_("child missing"),
    "case.form_given": N_("search form handed to the police"),
    "case.looked_for": N_("the police looked"),
    "case.search_applied": N_("police search applied for"),
    "case.child_found": N_("child found"),
    "case.disputed": N_("assessment disputed"),
    "case.upheld": N_("assessment upheld"),
    "case.screened_again": N_("sent back to screening"),
    "case.closing_proposed": N_("closing proposed"),
    "case.closing_returned": N_("closing returned"),
    "case.closed": N_("closed"),
    "case.reopened": N_("reopened"),
    "case.asked": N_("more units asked"),
    "case.tracked": N_("put under tracking by the conference"),
    "case.untracked": N_("removed from tracking by the conference"),
    "seat.offered": N_("another unit was asked"),
    "seat.accepted": N_("accepted by another unit"),
    "seat.declined": N_("declined by another unit"),
    "seat.lapsed": N_("offer to another unit lapsed without an answer"),
    "seat.offered_again": N_("offered to somebody else of another unit"),
    "seat.handed_over": N_("handed over at another unit"),
    "seat.ended": N_("the part of a unit ended"),
    "seat.taken_over": N_("the lead took over the part of a unit"),
    "seat.withdrawn": N_("a unit is no longer asked"),
    "case.put_off": N_("reminder put off by a day"),  # before duties belonged to subjects
    "duty.put_off": N_("reminder put off by a day"),
    "duty.reminded": N_("worker reminded by the supervisor"),
    "case.revealed": N_("full data shown"),
    "case.child_shown": N_("missing child shown for the search form"),
    "case.reporter_shown": N_("reporter shown for a call"),
    "case.pin_failed": N_("wrong PIN"),
    "meeting.held": N_("meeting held"),
    "meeting.minutes_sent": N_("minutes sent"),
    "item.progress_told": N_("progress told"),
    "item.removed": N_("item removed from tracking"),
    "roster.uploaded": N_("roster uploaded"),
    "care.results_sent": N_("results sent up"),
    "student.replied": N_("letter answered"),
    "student.judged_serious": N_("judged serious"),
    "student.judged_not_serious": N_("judged not serious"),
    "student.needs_met": N_("needs meeting held"),
    "student.needs_reported": N_("needs report sent"),
    "student.outcome_met": N_("outcome meeting held"),
    "student.outcome_reported": N_("outcome report sent"),
    "transition.met": N_("transition meeting held"),
}
"""Verbs of the journal, and of the acts that end what the catalogue names (`/why` says them)."""
OTHER_ACT = N_("another act")

DISCREET_ACTS = {
    **ACTS,
    **dict.fromkeys(
        (
            "case.child_missing",
            "case.form_given",
            "case.looked_for",
            "case.search_applied",
            "case.child_found",
            "case.child_shown",
            "household.child_heard",
        ),
        N_("progress in the case"),
    ),
}
"""What a push says of an act: no word that tells the kind of case (`trust.md` L0)."""

HEARERS = {
    Hearer.OWNER: N_("who owes it"),
    Hearer.SUPERVISOR: N_("supervisor and head"),
    Hearer.BUREAU: N_("bureau staff"),
}

POLICY = {
    "screening.urgent_hours": N_("Screening of urgent reports, within"),
    "screening.other_days": N_("Screening of other reports, within"),
    "screening.reports_for_1a": N_("Indicator 1A: reports within a year, from"),
    "dispatch.acknowledge_working_days": N_("Offer: to be answered within"),
    "dispatch.return_working_days": N_("Offer: goes back without an answer after"),
    "dispatch.declines": N_("Offer: declined so often in a row, it goes to the supervisor"),
    "visits.first_days": N_("First visit, within"),
    "visits.assessment_days": N_("Assessment report, within"),
    "visits.high_days": N_("Between visits at high risk"),
    "visits.medium_days": N_("Between visits at medium risk"),
    "visits.low_days": N_("Between visits at low risk"),
    "follow_up.of": N_("Monthly follow-up: of which cases"),
    "follow_up.grace_days": N_("Monthly follow-up: begins with the next month when so close to its end"),
    "seats.first_visit": N_("First visit and its days: of which units"),
    "seats.assess": N_("Assessment report: of which units"),
    "seats.with_child": N_("First visit and assessment: of households with a child alone"),
    "seats.no_visits": N_("No visits: units"),
    "seats.no_follow_up": N_("No monthly follow-up: units"),
    "decisions.closing_working_days": N_("Decision on closing, within"),
    "decisions.dispute_working_days": N_("Judgement of a dispute, within"),
    "joint_plan.days": N_("Joint plan of several units, within"),
    "search.form_hours": N_("Search form to the police, within"),
    "search.look_days": N_("The police look, for"),
    "search.apply_working_days": N_("Application for a police search, within"),
    "meetings.city.chair": N_("City liaison meeting: chair"),
    "meetings.city.every_months": N_("City liaison meeting: rhythm"),
    "meetings.city.months": N_("City liaison meeting: months"),
    "meetings.city.minutes_days": N_("City liaison meeting: minutes within"),
    "meetings.city.secretariat": N_("City liaison meeting: secretariat"),
    "meetings.district.chair": N_("District liaison meeting: chair"),
    "meetings.district.every_months": N_("District liaison meeting: rhythm"),
    "meetings.district.months": N_("District liaison meeting: months"),
    "meetings.district.minutes_days": N_("District liaison meeting: minutes within"),
    "meetings.district.secretariat": N_("District liaison meeting: secretariat"),
    "meetings.conference.chair": N_("Case conference: chair"),
    "meetings.conference.every_months": N_("Case conference: rhythm"),
    "meetings.conference.months": N_("Case conference: months"),
    "meetings.conference.minutes_days": N_("Case conference: minutes within"),
    "meetings.conference.secretariat": N_("Case conference: secretariat"),
    "meetings.conference.kinds": N_("Case conference: kinds of case"),
    "meetings.conference.propose_months": N_("Case conference: cases proposed ahead by"),
    "meetings.city.attendance": N_("City liaison meeting: who comes"),
    "meetings.district.attendance": N_("District liaison meeting: who comes"),
    "meetings.conference.attendance": N_("Case conference: who comes"),
    "meetings.conference.reported": N_("Case conference: what the centre reports"),
    "kinds.general": N_("General case: who"),
    "kinds.suicide_hardship": N_("Suicide report with economic hardship: who"),
    "kinds.suicide_hardship_when": N_("Suicide report with economic hardship: when"),
    "kinds.child_high_risk": N_("Child at high risk: who"),
    "kinds.child_missing": N_("Child whose whereabouts are unknown: who"),
    "kinds.shared": N_("Served by several units: who"),
    "kinds.notice": N_("Special kinds: served by which notice"),
    "joint_plan.procedure": N_("Served by several units: how"),
    "search.procedure": N_("Child whose whereabouts are unknown: how to search"),
    "meetings.city.invites": N_("City liaison meeting: kinds of unit invited"),
    "meetings.district.invites": N_("District liaison meeting: kinds of unit invited"),
    "meetings.conference.invites": N_("Case conference: kinds of unit asked to propose"),
    "meetings.call_days": N_("Meeting: called before its last day by"),
    "meetings.ahead_days": N_("Meeting: called for a day so far ahead"),
    "meetings.answer_days": N_("Invitation to a meeting: answered ahead by"),
    "meetings.silent_days": N_("Invitation to a meeting: who is silent is listed ahead by"),
    "meetings.progress_days": N_("Progress of tracked items, ahead of the meeting by"),
    "meetings.topics": N_("Meetings on topics"),
    "rosters.day": N_("Rosters handed in by"),
    "new_year.before_days": N_("New-Year care: begins before the holiday by"),
    "new_year.after_days": N_("New-Year care: ends after the holiday by"),
    "students.reply_days": N_("Student, not serious: reply within"),
    "students.needs_meeting_working_days": N_("Student, serious: meeting on needs within"),
    "students.report_days": N_("Student: report after a meeting within"),
    "students.watch_months_least": N_("Student: measures watched at least"),
    "students.watch_months_most": N_("Student: measures watched at most"),
    "transition.months_before": N_("Transition meeting, ahead of the end by"),
    "closed_days.back_days": N_("Closed days: may be entered so late"),
    "closed_days.ahead_days": N_("Closed days: may be entered so early"),
    "leave.days": N_("Leave with a deputy: ends within"),
    "invitations.valid_days": N_("Invitation: valid for"),
    "pin.minutes": N_("PIN: full data stay open for"),
    "pin.tries": N_("PIN: wrong tries"),
    "pin.locked_minutes": N_("PIN: locked for"),
    "pin.choosing_minutes": N_("PIN: time to choose one"),
    "pin.given_hours": N_("PIN: one to begin with works for"),
    "keeping.closed_days": N_("Closed case: who served it reads it for"),
    "keeping.draft_days": N_("Draft: kept for"),
    "keeping.remind_hours": N_("Draft: called to mind after"),
    "keeping.remind_danger_minutes": N_("Draft with danger: called to mind after"),
    "keeping.remind_danger_again_minutes": N_("Draft with danger: called to mind again after"),
    "keeping.together_hours": N_("Report: what is sent belongs together for"),
    "keeping.shown_hours": N_("Full data: in the chat for"),
    "keeping.files_days": N_("Files that were sent: kept for"),
    "files.megabytes": N_("Files that are sent: megabytes at most"),
    "files.rows": N_("Files that are sent: rows at most"),
    "files.columns": N_("Files that are sent: columns at most"),
    "nudges.digest": N_("Nudges: morning digest"),
    "nudges.quiet_from": N_("Nudges: quiet from"),
    "nudges.quiet_until": N_("Nudges: quiet until"),
    "nudges.soon_days": N_("Due soon: so many days ahead"),
    "nudges.lines": N_("Nudges: duties named in a message"),
    "nudges.postponements": N_("Nudges: may be put off so often"),
    "nudges.late_minutes": N_("Nudges: said to be late after"),
    "nudges.flood": N_("Nudges: at once without asking an administrator"),
    **{f"ladders.{duty}": N_("Nudges for: %(duty)s") for duty in Duty},
}
"""What an edition sets, by its key; a ladder is named after its duty."""

RISKS = {
    "high": N_("High"),
    "medium": N_("Medium"),
    "low": N_("Low"),
}
DANGER = N_("In danger, call 110 or 119 first. Protection line: 113 (24 hours).")
DANGERS = {
    "yes": N_("Yes, now"),
    "no": N_("No danger now"),
    "unsure": N_("Not sure"),
}
SEEN = {
    "small_child": N_("Child of 6 or under"),
    "disabled_child": N_("Disabled or delayed child"),
    "young_parent": N_("Very young parent"),
    "partner": N_("A parent's partner"),
    "frail_elder": N_("Dependent elder"),
    "no_relatives": N_("No other relatives"),
    "under_six": N_("Child not yet 6"),
    "disabled_adult": N_("Disabled adult"),
    "elder_alone": N_("Elder living alone"),
    "on_street": N_("Person in the street"),
    "hurt": N_("Somebody is hurt"),
    "wants_to_die": N_("Wants to die"),
    "drugs_or_mind": N_("Drugs or mental illness"),
    "no_work": N_("No work, no money"),
    "back_home": N_("Child back from care"),
    "child_gone": N_("Child not found"),
    "violence": N_("Violence at home"),
    "neglected": N_("Nobody cares for them"),
    "no_home": N_("No fixed home"),
    "pregnant": N_("Unplanned pregnancy"),
}
"""What a report ticks: who lives there, and what happens."""

CHILDREN = {
    "all": N_("All of them"),
    "some": N_("Some"),
    "none": N_("None"),
    "no_children": N_("No children"),
}
NEEDS = {
    "money": N_("Money"),
    "care": N_("Child care"),
    "health": N_("Health"),
    "work": N_("Work"),
    "school": N_("School"),
    "housing": N_("Housing"),
}
CHANNELS = {
    "113": N_("113 protection"),
    "110": N_("110 police"),
    "119": N_("119 ambulance"),
    "1957": N_("1957 welfare"),
    "1925": N_("1925 peace of mind"),
    "1966": N_("1966 long-term care"),
    "1999": N_("1999 city services"),
    "ecare": N_("ecare online"),
}
"""Where else somebody can turn to (`domain.md` §9)."""

STANDINGS = {
    Standing.OVERDUE: N_("❗ %(duty)s: %(late)s overdue (since %(due)s)"),
    Standing.TODAY: N_("⏰ due today %(due)s: %(duty)s"),
    Standing.SOON: N_("due soon %(due)s: %(duty)s"),
    Standing.NOT_YET: N_("due %(due)s: %(duty)s"),
}
