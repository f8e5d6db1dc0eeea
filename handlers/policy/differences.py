"""The table of differences between two editions, as a text and as a document ([000] is such a table)."""

import re
from datetime import datetime

from markupsafe import Markup

from casework.policy.comparing import differences
from casework.policy.policy import Policy
from handlers.documents.excel import workbook
from handlers.documents.tables import listed
from handlers.policy import figures
from handlers.ui.screens import lines
from handlers.words.wording import Wording


class Differences:
    """What changed between two editions, in the listener's words; the newer one first, as in [000]."""

    def __init__(self, old: Policy, new: Policy, wording: Wording) -> None:
        self.found = differences(old, new)
        self._old, self._new = old, new
        self._wording = wording
        self._plans = [figures.plan(policy, wording) for policy in (new, old)]

    def title(self) -> Markup:
        """Name the table."""
        new, old = self._plans
        return self._wording.text("%(new)s and %(old)s: table of differences", new=new, old=old)

    def text(self) -> Markup:
        """Write it for the card: a block for each figure, with the names of the columns."""
        head, rows = self._head(), self._rows()
        how_many = self._wording.count("%(n)s difference", "%(n)s differences", len(rows))
        if not rows:
            how_many = self._wording.text("Both set the same.")
        blocks = (
            lines(
                Markup("\n<b>%s</b>") % what,
                *(_named(name, cell, self._wording) for name, cell in zip(head[1:], cells, strict=True)),
            )
            for what, *cells in rows
        )
        return lines(Markup("<b>%s</b>") % self.title(), how_many, *blocks)

    def spreadsheet(self, made: datetime) -> bytes:
        """Write it as .xlsx."""
        return workbook(listed(self.title().unescape(), self._head(), self._rows()), made)

    def file_name(self) -> str:
        """Name the document."""
        parts = (self._wording.label("Differences"), self._new.edition, self._old.edition)
        return "_".join(re.sub(r"[^\w.-]+", "-", part) for part in parts) + ".xlsx"

    def _head(self) -> tuple[str, ...]:
        what, remark = self._wording.label("What was changed"), self._wording.label("What is different")
        return what, *self._plans, remark

    def _rows(self) -> list[tuple[str, ...]]:
        return [
            (
                figures.label(one.key, self._wording),
                figures.cell(one.new, self._wording),
                figures.cell(one.old, self._wording),
                figures.change(one, self._wording),
            )
            for one in self.found
        ]


def _named(name: str, cell: str, wording: Wording) -> Markup:
    return wording.text("%(name)s: %(cell)s", name=name, cell=cell)
