"""The forms by which duties are done."""

from collections.abc import Mapping

from casework.forms import Form
from casework.policy.policy import Duty
from casework.service.assess import ASSESSMENT
from casework.service.follow_up import FOLLOW_UP
from casework.service.sharing import JOINT_PLAN
from casework.service.visits import VISIT

DONE_BY: Mapping[Duty, Form] = {
    Duty.FIRST_VISIT: VISIT,
    Duty.VISIT: VISIT,
    Duty.FOLLOW_UP: FOLLOW_UP,
    Duty.ASSESS: ASSESSMENT,
    Duty.JOINT_PLAN: JOINT_PLAN,
}
"""The form by which a duty is done; the other duties are answered from the card of the case."""
