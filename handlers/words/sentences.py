"""What is said when a rule of the trade says no: a sentence for each refusal."""

from casework import errors
from handlers.words.wording import N_

SENTENCES: dict[type[errors.Refusal], str] = {
    errors.Refusal: N_("That is not possible."),
    errors.NotThere: N_("There is nothing here for you, or it is not yours."),
    errors.NoSuchNumber: N_("That case number has a typing mistake, or the case is not yours to see."),
    errors.Stale: N_("This card was out of date. Here is how things stand now."),
    errors.Overtaken: N_(
        "Somebody else was at this at the same moment, so it was not kept. Please do it again."
    ),
    errors.Outdated: N_("This card was out of date. Here is how things stand now."),
    errors.WrongState: N_("This was decided meanwhile. Here is how things stand now."),
    errors.NoObjections: N_("The days for objections are over."),
    errors.Mistyped: N_("That case number has a typing mistake. Please check it."),
    errors.NoMoreTime: N_("This can't be put off any more. Please do it now, or let somebody stand in."),
    errors.AwayAlready: N_(
        "One of you is already away on some of these days. Please choose other days or somebody else."
    ),
    errors.SomethingFirst: N_("Something else comes first."),
    errors.VisitFirst: N_(
        "An assessment report rests on a visit. Please log the first visit before it, with somebody met."
    ),
    errors.CallThePolice: N_(
        "This search is for children of the under-6 programme or of a family in service. "
        "For any other missing child, call 110 at once."
    ),
    errors.ContactFirst: N_(
        "An assessment is disputed after service. Please meet or reach the family and log it first."
    ),
    errors.ChildFirst: N_("A child of this household is missing. The case stays open until it is found."),
    errors.PerhapsMissing: N_(
        "A child of this household is missing, and it may be this one. They stay until the child is found."
    ),
    errors.StaysMember: N_(
        "Whom the report named, and the last who is known of a household, are not taken out. "
        "Please correct them."
    ),
    errors.StillTracked: N_(
        "This case is under tracking. Only the case conference can remove it, and then it can end."
    ),
    errors.SeatsFirst: N_(
        "Other units still serve this household. Each ends its part first, or you take it over."
    ),
    errors.TooMuchAtOnce: N_(
        "I am still busy with what you asked for before. Please wait for it, or stop it."
    ),
    errors.NoPrecinct: N_(
        "No precinct is known for this village here. Please telephone them; in danger call 110."
    ),
    errors.NoConference: N_("No conference is planned yet to which this case could be brought."),
    errors.NobodyServes: N_("Nobody of this unit can take it on now. Please invite somebody first."),
    errors.ReasonNeeded: N_("This needs a reason."),
    errors.InvitationSpent: N_("This invitation was used or has expired. Please ask for a new one."),
    errors.OwnInvitation: N_("You made this invitation yourself: please pass it on. It can still be used."),
    errors.NotYourContact: N_("Please share your own contact with the button below."),
    errors.NameTaken: N_("Another unit has this name already, or had it. Please choose another."),
    errors.UnitInUse: N_(
        "This unit still has people or open work. Please hand the work over, and let the people go, first."
    ),
    errors.HandOverFirst: N_("They still have work or villages. Please hand these over first."),
    errors.TooManyLooks: N_(
        "You have read many households in full within an hour. A colleague says yes first."
    ),
    errors.TooManyMisses: N_(
        "You asked for too many that are not on record. None is opened within the hour; please call the unit."
    ),
    errors.StillOpen: N_(
        "You still have work of what you are here now. Please let your supervisor hand it over first; "
        "then the invitation takes you in."
    ),
    errors.WrongPin: N_("The PIN is wrong."),
    errors.CantTakeBack: N_(
        "Full data is not shown here: what is sent here can't be taken back. Please look on %(where)s."
    ),
    errors.Recused: N_("Whoever was chosen keeps out of this case. Please choose somebody else."),
    errors.ReceiverKeepsOut: N_(
        "They keep out of %(signs)s. Please give that to somebody else first, from its card; "
        "then hand over the rest."
    ),
    errors.NoPinHere: N_(
        "This is behind your PIN, which is not typed here: what is sent here can't be taken back. "
        "Please do it on %(where)s."
    ),
    errors.PinLocked: N_("Too many wrong PINs. Please wait and try again later."),
}
