"""What the rules can refuse. The sentence for each stands in `handlers/words/sentences.py`."""

from collections.abc import Sequence
from datetime import date


class Refusal(Exception):  # noqa: N818 - a refusal is an outcome of the trade, not a fault of the program
    """A rule of the trade said no."""

    signs: Sequence[str] = ()
    """What of many it is about, as a push may call it."""


class Mistyped(Refusal):
    """It has the shape of a case number, but its check digit is wrong."""


class NotThere(Refusal):
    """No such case, or not yours: the answer is the same on purpose."""


class NoSuchNumber(NotThere):
    """No case of yours has this number: the check digit fits, and that is all that is told."""


class Stale(Refusal):
    """The card is older than what it shows."""


class Overtaken(Stale):
    """Somebody else changed it between its reading and its writing: it is done anew on what stands now."""


class WrongState(Refusal):
    """The case is no longer where this act makes sense."""


class Outdated(WrongState):
    """What a form answers was answered, taken back or added to since it was begun."""


class NoObjections(WrongState):
    """A unit objects to its row of the year from the day on which it sees it, within the days for it."""


class NoMoreTime(Refusal):
    """It can't be put off, or not once more."""


class AwayAlready(Refusal):
    """They or their deputy are away in these days already."""


class CallThePolice(Refusal):
    """A child can't be found whom nobody serves and no programme knows: the police hear at once."""


class NoPrecinct(Refusal):
    """No precinct is known for the village: it is asked by telephone."""


class SomethingFirst(Refusal):
    """Something else comes first; its key is shown all the same, and says what."""


class VisitFirst(SomethingFirst):
    """An assessment rests on a visit, and none that counts was logged."""


class ContactFirst(SomethingFirst):
    """An assessment is disputed after service: nobody of the household was met or reached yet."""


class ChildFirst(SomethingFirst):
    """A child of the household is missing: nothing is closed or turned away before it is found."""


class PerhapsMissing(SomethingFirst):
    """A child of the household is missing, and who would be taken out of it may be that child."""


class StaysMember(Refusal):
    """Whom the report named, and the last who is known of a household, are not taken out of it."""


class StillTracked(SomethingFirst):
    """A conference put the case under tracking (列管); only a conference removes it."""


class SeatsFirst(SomethingFirst):
    """Another unit serves the household, or has not answered."""


class NoConference(Refusal):
    """No conference is planned before which a case could be brought."""


class NobodyServes(Refusal):
    """Nobody of the unit can take the case on."""


class ReasonNeeded(Refusal):
    """This act needs a reason."""


class BadAnswer(Refusal):
    """An answer the question can't take."""

    about = ""
    """Of a finished form, the question that is asked again; else the first one for a day."""


class EmptyAnswer(BadAnswer):
    """Nothing readable was written."""


class NoReason(BadAnswer):
    """What was written says nothing of why."""


class TooLong(BadAnswer):
    """More was written than the question takes."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


class BadDate(BadAnswer):
    """No such day, or it can't be read."""


class BadComingDate(BadDate):
    """The same, of a day to come."""


class BadDay(BadAnswer):
    """A day that can be read and can't be; *day* is said back."""

    def __init__(self, day: date | None = None) -> None:
        super().__init__(day)
        self.day = day


class FutureDate(BadDay):
    """A day that has not come yet."""


class TooFarAhead(BadDay):
    """A day to come that is a slip of who types, or of another calendar."""


class BadMoment(BadAnswer):
    """Not a day and a time."""


class BadTime(BadAnswer):
    """Not a time of day."""


class BadItemNumber(BadAnswer):
    """No number of a tracked item (案號)."""


class PastDate(BadDay):
    """A day that is over, or before the one it follows."""


class PastHour(BadAnswer):
    """An hour of today that is over."""

    about = "time"


class PastMoment(BadAnswer):
    """A day and an hour that are over."""

    about = "at"


class NotThatAge(BadAnswer):
    """Not of the age that a flow is for, on the day of the act."""

    about = "born"


class NotYouth(BadAnswer):
    """Not 12 to under 18 when it became known."""

    about = "born"


class BeforeTheReport(BadDay):
    """A day on which nobody knew of the case yet."""


class BadNationalId(BadAnswer):
    """The national ID's checksum is wrong."""


class BadPhone(BadAnswer):
    """Not a Taiwanese telephone number."""


class NotAChoice(BadAnswer):
    """The question is answered by its buttons."""


class UnknownVillage(BadAnswer):
    """No village of the city has this name."""


class OddName(BadAnswer):
    """A name in letters that nobody can tell from others."""


class OthersVillage(BadAnswer):
    """Another unit answers for a village that was named."""


class TakenFor(BadAnswer):
    """A name that looks like a colleague's and is another."""

    def __init__(self, other: str = "") -> None:
        super().__init__()
        self.other = other


class DayOff(BadAnswer):
    """A meeting is called for a day on which the office does not work."""


class LongLeave(BadAnswer):
    """Nobody is away for so long with a deputy: their work is handed over."""


class TooMany(BadAnswer):
    """More were named than can be done at once."""


class BadPin(BadAnswer):
    """Not six digits."""


class EasyPin(BadAnswer):
    """Six digits that anybody tries first."""


class TooMuchAtOnce(Refusal):
    """They asked for so much already that is not done yet."""


class InvitationSpent(Refusal):
    """The invitation was used, has expired or never was."""


class OwnInvitation(Refusal):
    """Who made an invitation does not follow it: it is for somebody else."""


class NotYourContact(Refusal):
    """The contact that was shared is somebody else's."""


class CantTakeBack(Refusal):
    """Full data, on a messenger that can't delete what it showed."""


class NoPinHere(CantTakeBack):
    """A PIN, on a messenger that can't delete what was typed."""


class Recused(Refusal):
    """Who was chosen keeps out of the case (迴避)."""


class ReceiverKeepsOut(Refusal):
    """Who would take over keeps out of some of it: that goes to somebody else first."""

    def __init__(self, signs: Sequence[str]) -> None:
        super().__init__(*signs)
        self.signs = signs


class NameTaken(Refusal):
    """Another unit has this name."""


class UnitInUse(Refusal):
    """The unit has people, cases or duties: they are handed over before it ends."""


class HandOverFirst(Refusal):
    """They have something open: it goes to somebody else before the role changes, or before they leave."""


class TooManyLooks(Refusal):
    """So many households in full within an hour: a colleague says yes first."""


class TooManyMisses(Refusal):
    """So many numbers within an hour that are nowhere: for a while none is opened in an emergency."""


class StillOpen(Refusal):
    """Who joins anew, as something else, has something open: it belongs to the work that they have now."""


class WrongPin(Refusal):
    """The PIN is wrong."""


class PinLocked(Refusal):
    """Too many wrong PINs: wait."""
