"""A unit beside the lead ends its part (`domain.md` §3.3)."""

from casework.forms import Form
from casework.reasons import reason

END_SEAT = Form("end_seat", (reason(limit=1000),))
