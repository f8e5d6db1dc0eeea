"""The keys of tracked items: those that show them, and those that change them."""

from dataclasses import dataclass

from handlers.documents.handing_out import Format
from handlers.ui.buttons import Button


@dataclass(frozen=True)
class TrackedItems(Button, prefix="gtl"):
    """The items of a series of meetings, page by page."""

    meeting: int
    page: int


@dataclass(frozen=True)
class OwnItems(Button, prefix="gto"):
    """What the own unit is to report on, page by page."""

    page: int


@dataclass(frozen=True)
class RaisedItems(Button, prefix="gtc"):
    """What districts brought up before a meeting of the city, page by page."""

    meeting: int
    page: int


@dataclass(frozen=True)
class OpenItem(Button, prefix="gti"):
    """One item, for its secretariat."""

    item: int


@dataclass(frozen=True)
class NewItem(Button, prefix="gtn"):
    """Put something under tracking."""

    meeting: int


@dataclass(frozen=True)
class EntrustTo(Button, prefix="gte"):
    """Choose a unit for an item, page by page."""

    item: int
    page: int


@dataclass(frozen=True)
class Entrust(Button, prefix="gtu"):
    """Let it have a part."""

    item: int
    unit: int


@dataclass(frozen=True)
class UnitOfItem(Button, prefix="gtv"):
    """One unit's part in an item, for its secretariat."""

    row: int


@dataclass(frozen=True)
class ItemTerms(Button, prefix="gtd"):
    """Begin to note what the chair asks of a unit."""

    row: int


@dataclass(frozen=True)
class LeadItem(Button, prefix="gts"):
    """Let another unit lead."""

    row: int


@dataclass(frozen=True)
class MoreNumber(Button, prefix="gtx"):
    """Begin to give an item one more number."""

    item: int


@dataclass(frozen=True)
class TellProgress(Button, prefix="gtp"):
    """Begin to say how far it is."""

    row: int


@dataclass(frozen=True)
class RemoveUnit(Button, prefix="gtr"):
    """Remove it for a unit, or take that back."""

    row: int


@dataclass(frozen=True)
class Remark(Button, prefix="gtm"):
    """Begin to write what the chair said of it."""

    item: int


@dataclass(frozen=True)
class BringUp(Button, prefix="gtb"):
    """Bring it before the city's meeting."""

    item: int


@dataclass(frozen=True)
class AnswerRaised(Button, prefix="gta"):
    """Begin to write what the city's meeting decided of what was brought up."""

    meeting: int
    item: int


@dataclass(frozen=True)
class ItemsTable(Button, prefix="gtt"):
    """The table, as .xlsx or .docx."""

    meeting: int
    kind: Format
