"""A closing is proposed (結案), or sent back; a closed case is reopened."""

from casework.forms import Form
from casework.reasons import reason

CLOSING = Form("closing", (reason(limit=1000),))
RETURN_CLOSING = Form("return_closing", (reason(limit=500),))
REOPEN = Form("reopen", (reason(limit=1000),))
