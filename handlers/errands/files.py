"""Files: a list that somebody sends is looked into beside the turns, and taken by the room that knows it."""

from collections.abc import Sequence
from functools import partial
from pathlib import PurePath

from markupsafe import Markup
from msgspec.structs import replace

from actions import errands as acts
from casework.errors import NotThere
from casework.files import Sheet, Unfit, UnfitFile, unfit
from casework.staffing.people import Role
from handlers.errands import progress
from handlers.forms import filling
from handlers.ui.buttons import Button
from handlers.ui.errands import Job, Outcome
from handlers.ui.heard import Said, SentFile
from handlers.ui.screens import Press, Screen, column, lines
from handlers.ui.turn import App, ErrandKind, FileTaker, Turn, everybody
from handlers.words.wording import N_
from storage.core.database import Transaction
from storage.errands import errands, files, reading
from storage.errands.errands import ErrandState

KIND = "file"
WHY = {
    Unfit.LARGE: N_("This file is too large: I take up to %(megabytes)s MB. Please send the list in parts."),
    Unfit.GONE: N_("This file can't be fetched any more. Please send it again."),
    Unfit.OLD: N_("This is an old Excel file (.xls). Please save it as .xlsx and send it again."),
    Unfit.PLAIN: N_(
        "This text file can't be read. Please open it in Excel, save it as .xlsx and send it again."
    ),
    Unfit.MACROS: N_("This file has macros. Please save it as .xlsx without macros and send it again."),
    Unfit.PASSWORD: N_("This file has a password. Please save it without one and send it again."),
    Unfit.NO_LIST: N_("This is not a list. Please send lists as .xlsx, .ods or .csv."),
    Unfit.BROKEN: N_("This file is damaged. Please save it once more as .xlsx and send it again."),
    Unfit.SWELLS: N_("Unpacked, this file would be far too large, so I did not open it."),
    Unfit.ROWS: N_("This list has more than %(rows)s rows. Please send it in parts."),
    Unfit.COLUMNS: N_(
        "This list has more than %(columns)s columns. Please delete those that are not needed."
    ),
    Unfit.HEAVY: N_(
        "This file takes too much room or time to be read. Please copy the list into a new file."
    ),
}
"""What is wrong with a file that is not taken, and what helps."""
OFFERS = N_("Lists that you can send me as .xlsx, .ods or .csv: %(lists)s.")
OTHERS = N_("This looks like a list that is not yours to hand in: %(list)s.")
NOTHING = N_("I can't take files here. Please send words, a photo, a video, a voice note or a location.")
BEFORE = N_("You sent me this very file before: %(at)s. I did not read it again; this is what came of it.")
ONE_SHEET = N_(
    "One sheet of a file is read. These look like lists, too, and were not read: %(sheets)s. Please put all "
    "rows of a list on one sheet, and send another list as a file of its own."
)
IN_HAND = N_("You sent me this very file just before: %(at)s. What comes of it is said there.")


class ReadAgain(Button, prefix="xr"):
    """Read a file although it was read before: what it is compared with may have changed."""

    errand: int


@everybody
def take(turn: Turn) -> None:
    """A file was sent: judge it by name and size, and let it be looked into."""
    sent = turn.heard.file
    if sent is None:
        raise NotThere
    _judge(turn, sent)


@everybody
def read_again(turn: Turn) -> None:
    """Fetch and read a file that was sent twice once more."""
    found = acts.of_speaker(turn.db, turn.pressed(ReadAgain).errand).found or {}
    if "reference" not in found:
        raise NotThere
    _judge(turn, SentFile(found["name"], 0, "", found["reference"]), again=True)


def _judge(turn: Turn, sent: SentFile, *, again: bool = False) -> None:
    takers = _takers(turn.app, turn.db)
    wrong = unfit(sent.name, sent.size, turn.db.rules.policy.files.limits.bytes)
    if wrong or not takers:
        _answer(turn, lines(_why(turn, wrong) if wrong else None, _offered(turn, takers)))
    else:
        progress.begin_with(turn, KIND, sent, again=again)


def _answer(turn: Turn, notice: Markup) -> None:
    """Say what can't be taken; the words under it are words."""
    turn.notice = notice
    if turn.text:
        turn.app.kinds[Said.WORDS](turn)
    else:
        filling.show_again(turn)


def _takers(app: App, db: Transaction) -> list[FileTaker]:
    """List what the speaker may send."""
    role = db.speaker.role if db.speaker else None
    return [one for one in app.takes_file if role in one.roles and one.theirs(db)]


def _why(turn: Turn, wrong: Unfit) -> Markup:
    most = turn.db.rules.policy.files
    return turn.wording.text(
        WHY[wrong], megabytes=most.megabytes, rows=f"{most.rows:,}", columns=most.columns
    )


def _offered(turn: Turn, takers: Sequence[FileTaker]) -> Markup:
    """Say what can be sent instead."""
    if not takers:
        return turn.wording.text(NOTHING)
    titles = turn.wording.label(", ").join(turn.wording.label(one.title) for one in takers)
    return turn.wording.text(OFFERS, lists=titles)


def look_into(app: App, job: Job) -> Outcome:
    """Read the list, find who takes it, and let them work on it."""
    if job.errand.file is None or job.db.speaker is None:
        raise NotThere
    try:
        content, file = files.content(job.db, job.errand.file), files.get(job.db, job.errand.file)
        read = reading.read(content, job.db.rules.policy.files.limits)
        sheets = [replace(one, file=PurePath(file.name).stem) for one in read]
    except UnfitFile as wrong:
        return Outcome({"unfit": wrong.why})
    takers = _takers(app, job.db)
    taker = _taker(takers, sheets)
    if taker is None:
        others = _taker(app.takes_file, sheets)
        return Outcome({"unknown": [one.name for one in sheets], "others": others.title if others else ""})
    outcome = taker.work(job, sheets)
    _, *left = [one.name for one in sheets if _taker(takers, [one])]
    return replace(outcome, found={"taker": taker.name, "found": outcome.found, "left": left})


def _taker(takers: Sequence[FileTaker], sheets: Sequence[Sheet]) -> FileTaker | None:
    return next((one for one in takers if one.knows(sheets)), None)


def tell(turn: Turn, outcome: Outcome) -> None:
    """Say what is wrong with the file, or let who took it say what is in it."""
    found, takers = outcome.found, _takers(turn.app, turn.db)
    if "before" in found:
        _tell_again(turn, outcome)
        return
    if "unfit" in found:
        turn.say(Screen(lines(_why(turn, Unfit(found["unfit"])), _offered(turn, takers))))
        return
    taker = next((one for one in takers if one.name == found.get("taker")), None)
    if taker is None:
        title = found.get("others")
        no = (
            turn.wording.text(OTHERS, list=turn.wording.label(title))
            if title
            else turn.wording.text("I don't know what this list is: no header of it is one that I know.")
        )
        turn.say(Screen(lines(no, _offered(turn, takers))))
    else:
        if found.get("left"):
            sheets = turn.wording.label(", ").join(found["left"])
            turn.say(Screen(turn.wording.text(ONE_SHEET, sheets=sheets)))
        taker.told(turn, replace(outcome, found=found["found"]))


def _tell_again(turn: Turn, outcome: Outcome) -> None:
    """Say that the file was sent before, and once more what came of it then."""
    earlier = errands.get(turn.db, outcome.found["before"])
    done = earlier.state is ErrandState.DONE
    said = turn.wording.text(BEFORE if done else IN_HAND, at=turn.wording.moment(earlier.asked_at))
    turn.say(Screen(said, column(Press(turn.wording.label("🔄 Read it again"), ReadAgain(outcome.errand)))))
    if done and earlier.found is not None:
        tell(turn, Outcome(earlier.found, errand=earlier.id))


def register(app: App) -> None:
    """Add this conversation to the bot."""
    app.errands[KIND] = ErrandKind(N_("List received"), partial(look_into, app), tell, tuple(Role))
    app.said(Said.FILE, take)
    app.on(ReadAgain, read_again)
