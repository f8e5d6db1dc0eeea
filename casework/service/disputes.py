"""The assessment is disputed (爭議機制) [003] item 4."""

from casework.forms import Form
from casework.reasons import reason

DISPUTE = Form("dispute", (reason(limit=1000),))
