"""The keys of tracked items: those that show them, and those that change them."""

from handlers.documents.handing_out import Format
from handlers.ui.buttons import Button


class TrackedItems(Button, prefix="gtl"):
    """The items of a series of meetings, page by page."""

    meeting: int
    page: int


class OwnItems(Button, prefix="gto"):
    """What the own unit is to report on, page by page."""

    page: int


class RaisedItems(Button, prefix="gtc"):
    """What districts brought up before a meeting of the city, page by page."""

    meeting: int
    page: int


class OpenItem(Button, prefix="gti"):
    """One item, for its secretariat."""

    item: int


class NewItem(Button, prefix="gtn"):
    """Put something under tracking."""

    meeting: int


class EntrustTo(Button, prefix="gte"):
    """Choose a unit for an item, page by page."""

    item: int
    page: int


class Entrust(Button, prefix="gtu"):
    """Let it have a part."""

    item: int
    unit: int


class UnitOfItem(Button, prefix="gtv"):
    """One unit's part in an item, for its secretariat."""

    item_unit: int


class ItemTerms(Button, prefix="gtd"):
    """Begin to note what the chair asks of a unit."""

    item_unit: int


class LeadItem(Button, prefix="gts"):
    """Let another unit lead."""

    item_unit: int


class MoreNumber(Button, prefix="gtx"):
    """Begin to give an item one more number."""

    item: int


class TellProgress(Button, prefix="gtp"):
    """Begin to say how far it is."""

    item_unit: int


class RemoveUnit(Button, prefix="gtr"):
    """Remove it for a unit, or take that back: *removed* is 1 or 0."""

    item_unit: int
    removed: int


class Remark(Button, prefix="gtm"):
    """Begin to write what the chair said of it."""

    item: int


class BringUp(Button, prefix="gtb"):
    """Bring it before the city's meeting."""

    item: int


class AnswerRaised(Button, prefix="gta"):
    """Begin to write what the city's meeting decided of what was brought up."""

    meeting: int
    item: int


class ItemsTable(Button, prefix="gtt"):
    """The table, as .xlsx or .docx."""

    meeting: int
    kind: Format
