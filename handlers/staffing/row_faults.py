"""What can be wrong with a row of a list that somebody sent."""

from collections.abc import Mapping
from enum import StrEnum

from casework.rosters.declared import RosterFault
from handlers.words.wording import N_

FAULTS: Mapping[StrEnum, str] = {
    RosterFault.EMPTY: N_("“%(about)s” is empty."),
    RosterFault.BAD_ID: N_("The ID is mistyped. Unless you know it, leave it empty."),
    RosterFault.BAD_DATE: N_("%(about)s is no day. Please write 115/11/04."),
    RosterFault.BAD_PHONE: N_("%(about)s is not a telephone number here."),
    RosterFault.NO_CHOICE: N_("“%(about)s” is none of the words of this column."),
    RosterFault.LONG: N_("A cell has more than 300 characters."),
    RosterFault.NO_VILLAGE: N_("The address names no village of the city that I know."),
    RosterFault.WHICH_VILLAGE: N_("The village is in several districts. Please name the district, too."),
    RosterFault.ELSEWHERE: N_("%(about)s: another county. Not taken; please pass it on to their office."),
    RosterFault.NO_CENTRE: N_("No centre answers for %(about)s yet."),
    RosterFault.TWICE: N_("The same person is listed further up."),
    RosterFault.NOT_ECONOMIC: N_(
        "The reason is not economic, so that the criterion of this plan is not met."
    ),
    RosterFault.NO_RELIEF: N_(
        "No emergency relief was applied for, which the criterion of this plan asks for."
    ),
    RosterFault.NOT_UNDER_SIX: N_("The child is 6 or older on the first of the month."),
    RosterFault.NO_CARER: N_("What is the matter with the carer is none of the words of this column."),
    RosterFault.RELATIVES: N_("There are other relatives in the household."),
    RosterFault.NOT_YOURS: N_("“%(about)s” is another unit's list."),
    RosterFault.NOT_CLOSED_LATELY: N_("No protection or vulnerable-family case was closed within a year."),
    RosterFault.NO_SUCH_CHILD: N_("No child of %(about)s or under is named in the age column."),
    RosterFault.FEW_REMINDERS: N_("Fewer than 3 reminders within half a year."),
    RosterFault.NOT_YOUTH: N_("Not 12 to 17 years old: under 12 it is for the school."),
    RosterFault.LOW_SCORE: N_("The TIPVDA score is not above 8."),
}
