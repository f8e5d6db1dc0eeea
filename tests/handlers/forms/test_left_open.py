"""What may be left open (略過), of every form; everything else must be said."""

from collections.abc import Mapping

from bot.app import put_together

LEFT_OPEN: Mapping[str, str] = {
    "report": "household home happening",
    "rest": "household home happening story",
    "verified": "suicide kinds indicators",
    "visit": "note",
    "follow_up": "needs services",
    "assessment": "strengths needs",
    "child_missing": "seen_at looks",
    "meeting_minutes": "opening before reports discussed rulings motions",
    "send_minutes": "letter",
    "merit_objection": "letter",
    "merit_sent": "letter",
    "city_report": "results figures plans",
    "district_report": "work resources",
    "meeting_proposal": "explanation",
    "change_proposal": "explanation",
    "proposal_ruling": "decision",
    "meeting_expert": "institution",
    "tracked_item": "remark",
    "item_progress": "text expected",
    "item_terms": "asked_for condition",
    "end_escort": "line",
    "tell_outcome": "line",
    "take_referral": "letter phone",
    "student_letter": "letter code",
    "judge_student": "letter",
    "student_needs_report": "letter",
    "student_outcome_report": "letter",
    "student_note": "line",
    "begin_transition": "letter phone village address",
    "answer_transition": "line",
    "transition_held": "agreed",
    "transition_contact": "line",
    "transition_county": "letter",
    "begin_youth": "phone school address",
    "youth_note": "line",
    "youth_outcome": "line",
    "add_member": "relation born age sex national_id phones remark",
    "correct_member": "relation born age sex national_id phones remark",
    "village_invitation": "villages",
    "care_visit": "given",
    "care_needs": "needs gaps",
    "cold_visit": "checked",
}


def test_what_may_be_left_open_and_nothing_else() -> None:
    found = {
        name: " ".join(one.key for one in flow.form.questions if one.optional)
        for name, flow in put_together().flows.items()
    }
    assert {name: keys for name, keys in found.items() if keys} == LEFT_OPEN
