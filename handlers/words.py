"""The words of the trade as people read them: states, duties, kinds, indicators, acts (docs/glossary.md)."""

from casework.case import State
from casework.criteria import Indicator, Kind
from casework.duplicates import Reason
from casework.people import UnitKind
from casework.policy import Duty
from handlers.wording import N_

STATES = {
    State.SCREENING: N_("being screened"),
    State.DISPATCHED: N_("dispatched"),
    State.IN_SERVICE: N_("in service"),
    State.TRACKED: N_("tracked"),
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
    Duty.SEARCH_FORM: N_("hand the search form to the police"),
    Duty.SEARCH_RESULT: N_("ask the police what they found"),
    Duty.APPLY_SEARCH: N_("apply for a police search"),
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

KINDS = {
    Kind.GENERAL: N_("general case"),
    Kind.SUICIDE_HARDSHIP: N_("suicide report with economic hardship"),
    Kind.CHILD_HIGH_RISK: N_("child at high risk"),
    Kind.CHILD_MISSING: N_("child whose whereabouts are unknown"),
    Kind.SHARED: N_("served by several units"),
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
}

SHARED_WITH = {
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
    Indicator.L2_SMALL_CHILD: N_("2A a child aged 6 or under"),
    Indicator.L2_DISABLED_CHILD: N_("2B a disabled or developmentally delayed child"),
    Indicator.L2_YOUNG_PARENT: N_("2C a parent under 20"),
    Indicator.L2_NO_BOND: N_("2D a carer without a bond with the child"),
    Indicator.PRIORITY_HARM: N_("Priority A: self-harm or harm to others"),
    Indicator.PRIORITY_CARE: N_("Priority B: unemployment and somebody who needs care"),
}

ACTS = {
    "case.reported": N_("reported"),
    "case.identified": N_("household written down"),
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
    "case.followed_up": N_("monthly follow-up filed"),
    "case.disputed": N_("assessment disputed"),
    "case.upheld": N_("assessment upheld"),
    "case.screened_again": N_("sent back to screening"),
    "case.closing_proposed": N_("closing proposed"),
    "case.closing_returned": N_("closing returned"),
    "case.closed": N_("closed"),
    "case.revealed": N_("full data shown"),
    "case.reporter_shown": N_("reporter shown for a call"),
    "case.pin_failed": N_("wrong PIN"),
}
"""Verbs of the journal."""
