"""How a shift is said: who answers from when to when, and who stands behind them."""

from markupsafe import Markup

from casework.on_call import Officer, Shift
from casework.text.dates import in_taipei
from handlers.words.wording import Wording


def shift_line(one: Shift, wording: Wording, *, later: bool = False) -> Markup:
    """Say who answers, until when, and who stands behind them."""
    who = wording.text("%(officer)s (%(hours)s)", officer=officer(one.officer), hours=hours(one))
    backup = wording.text("backup %(officer)s", officer=officer(one.backup)) if one.backup else None
    mark = wording.text("later today:") if later else None
    return Markup(" ").join(part for part in (mark, who, backup) if part)


def hours(one: Shift) -> str:
    """From when to when; a day ends at 24:00."""
    first, last = (in_taipei(at) for at in one.span)
    ends = f"{last:%H:%M}" if last.hour or last.minute else "24:00"
    return f"{first:%H:%M}-{ends}"


def officer(one: Officer) -> Markup:
    """A name and the telephone."""
    return Markup("%s %s") % (one.name, one.phone)
