"""An offer is declined (婉拒)."""

from casework.forms import Form
from casework.reasons import reason

DECLINE = Form("decline", (reason(limit=500),))
