"""Puts the rooms together: conversations in their order, subjects, channels, and the office."""

import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.telegram.channel import TELEGRAM
from casework.policy.editions import load_editions
from casework.text.places import load_places
from handlers.cases import breaking, cards, decoys, history, households, looks, recusing, reported, reveal
from handlers.dossiers import card as dossier_card
from handlers.dossiers import listing as dossiers_listed
from handlers.dossiers import told as told_of_dossiers
from handlers.errands import files, progress
from handlers.escorts import asking as asking_escort
from handlers.escorts import card as escort_card
from handlers.escorts import listing as escorts_listed
from handlers.escorts import told as told_of_escorts
from handlers.escorts import where as where_escorted
from handlers.fallback import free, refusals, troubles
from handlers.forms import filling, pin, unfinished, unsent
from handlers.handover import handed, handing, successors, taken_over, whose
from handlers.intake import adding, attached, my_reports, offering, one_tap, questions, reporting, rest
from handlers.meetings import (
    agenda,
    attending,
    calling,
    guests,
    holding,
    listing,
    merit,
    minuting,
    proposing,
    submitting,
)
from handlers.meetings import card as meeting_card
from handlers.meetings import inviting as inviting_units
from handlers.meetings import told as told_of_meetings
from handlers.meetings.items import changing as changing_items
from handlers.meetings.items import tracking
from handlers.meetings.papers import offered
from handlers.meetings.papers import year as year_table
from handlers.missing import child, police
from handlers.new_year import card as care_card
from handlers.new_year import cold
from handlers.new_year import listing as care_listing
from handlers.new_year import overview as new_year
from handlers.new_year import papers as care_papers
from handlers.new_year import relief as care_relief
from handlers.new_year import results as care_results
from handlers.new_year import told as told_of_new_year
from handlers.on_call import answering, calls, contacts, rota
from handlers.on_site import card as sitting_card
from handlers.on_site import listing as sittings_listed
from handlers.on_site import told as told_of_sittings
from handlers.onboarding import helping, joining, language, oneself
from handlers.policy import closed_days, editions, rehearsing
from handlers.referrals import card as referral_card
from handlers.referrals import listing as referrals_listed
from handlers.referrals import referring
from handlers.referrals import told as told_of_referrals
from handlers.reminders import (
    bureau,
    casebook,
    coming_back,
    duties,
    flood,
    reminding,
    to_do,
    unchanged,
    why,
)
from handlers.rosters import awaited as awaited_rosters
from handlers.rosters import centre_lists, families, giving, matching
from handlers.rosters import dispatching as dispatching_rosters
from handlers.rosters import register as household_register
from handlers.rosters import rows as roster_rows
from handlers.rosters import services as services_handed_in
from handlers.rosters import told as told_of_rosters
from handlers.screening import (
    dispatching,
    duplicates,
    in_words,
    judging,
    no_case,
    receivers,
    same_household,
    screening,
    undo,
    verifying,
)
from handlers.search import asking
from handlers.service import (
    acceptance,
    assess,
    closing,
    correcting,
    deciding,
    disputes,
    follow_up,
    lowered,
    reassigning,
    seats,
    sharing,
    unmet,
    visits,
)
from handlers.staffing import (
    confirming,
    inviting,
    leave,
    locking,
    morning,
    new_pin,
    people,
    roll,
    suspending,
    told,
    unit_acts,
    unit_roll,
    units,
)
from handlers.statistics import asking as asking_figures
from handlers.statistics import card as figures_card
from handlers.statistics import drawing
from handlers.statistics import tables as figure_tables
from handlers.students import matter as student_matter
from handlers.students import told as told_of_students
from handlers.transitions import measure as transition_measure
from handlers.transitions import told as told_of_transitions
from handlers.ui import home
from handlers.ui.channels import Channel
from handlers.ui.office import Clock, Office
from handlers.ui.turn import App
from handlers.words.wording import load_wordings
from handlers.youth import case as youth_case
from handlers.youth import dropouts
from handlers.youth import told as told_of_youth
from storage.cases.held import CASES
from storage.cases.seats import SEATS
from storage.core.database import Database, SubjectKind
from storage.core.vault import Vault
from storage.escorts.escorts import ESCORTS
from storage.meetings.attendances import ATTENDANCES
from storage.meetings.items import ITEMS
from storage.meetings.meetings import MEETINGS
from storage.meetings.merit import MERIT_YEARS
from storage.new_year.campaigns import CARE_PARTS
from storage.new_year.care import CARE_HOUSEHOLDS
from storage.new_year.cold import COLD_LISTS
from storage.on_call import ROTAS
from storage.on_site import SITTINGS
from storage.referrals import REFERRALS
from storage.rosters.lists import ROSTERS_KEPT
from storage.rosters.services import SERVICE_LISTS
from storage.students import STUDENTS
from storage.transitions import TRANSITIONS
from storage.youth import YOUTHS

Conversation = Callable[[App], None]
"""Adds what can be said and pressed in it."""
CONVERSATIONS: tuple[Conversation, ...] = (
    joining.register,
    to_do.register,
    morning.register,
    asking_figures.register,
    figures_card.register,
    drawing.register,
    figure_tables.register,
    home.register,
    filling.register,
    unfinished.register,
    reporting.register,
    rest.register,
    one_tap.register,
    attached.register,
    offering.register,
    my_reports.register,
    adding.register,
    questions.register,
    dispatching.register,
    receivers.register,
    duplicates.register,
    same_household.register,
    no_case.register,
    verifying.register,
    in_words.register,
    screening.register,
    deciding.register,
    calls.register,
    reported.register,
    judging.register,
    acceptance.register,
    reassigning.register,
    casebook.register,
    cards.register,
    duties.register,
    reminding.register,
    unchanged.register,
    why.register,
    leave.register,
    visits.register,
    correcting.register,
    lowered.register,
    unmet.register,
    follow_up.register,
    assess.register,
    sharing.register,
    seats.register,
    police.register,
    child.register,
    listing.register,
    calling.register,
    inviting_units.register,
    attending.register,
    holding.register,
    minuting.register,
    offered.register,
    year_table.register,
    merit.register,
    agenda.register,
    submitting.register,
    guests.register,
    proposing.register,
    tracking.register,
    changing_items.register,
    meeting_card.register,
    asking_escort.register,
    escort_card.register,
    where_escorted.register,
    escorts_listed.register,
    referring.register,
    referral_card.register,
    referrals_listed.register,
    dossier_card.register,
    dossiers_listed.register,
    student_matter.register,
    transition_measure.register,
    youth_case.register,
    dropouts.register,
    sitting_card.register,
    sittings_listed.register,
    bureau.register,
    pin.register,
    reveal.register,
    looks.register,
    households.register,
    disputes.register,
    closing.register,
    asking.register,
    editions.register,
    whose.register,
    successors.register,
    handing.register,
    taken_over.register,
    history.register,
    recusing.register,
    breaking.register,
    decoys.register,
    undo.register,
    flood.register,
    closed_days.register,
    rehearsing.register,
    units.register,
    unit_acts.register,
    people.register,
    suspending.register,
    new_pin.register,
    locking.register,
    confirming.register,
    inviting.register,
    roll.register,
    unit_roll.register,
    answering.register,
    contacts.register,
    rota.register,
    awaited_rosters.register,
    household_register.register,
    giving.register,
    centre_lists.register,
    roster_rows.register,
    dispatching_rosters.register,
    services_handed_in.register,
    matching.register,
    families.register,
    new_year.register,
    care_listing.register,
    care_card.register,
    care_results.register,
    care_papers.register,
    care_relief.register,
    cold.register,
    language.register,
    oneself.register,
    helping.register,
    progress.register,
    files.register,
    refusals.register,
    free.register,
)
"""In this order their keys stand on the card of a case and at home."""
TELLINGS = {
    verb: telling
    for room in (
        *(handed, coming_back, flood, troubles, told, confirming, unsent, looks, unmet),
        *(told_of_dossiers, told_of_meetings, told_of_escorts, told_of_referrals, told_of_sittings),
        *(told_of_students, told_of_transitions, told_of_youth, told_of_new_year, told_of_rosters),
    )
    for verb, telling in room.TELLINGS.items()
}
"""How each room tells what is no act of a case."""
SUBJECTS: tuple[SubjectKind[Any], ...] = (
    *(CASES, SEATS, MEETINGS, ATTENDANCES),
    *(ITEMS, MERIT_YEARS.subjects, ROTAS, ROSTERS_KEPT, SERVICE_LISTS, ESCORTS),
    *(CARE_PARTS, CARE_HOUSEHOLDS, COLD_LISTS),
    *(REFERRALS.subjects, SITTINGS.subjects, STUDENTS.subjects, TRANSITIONS.subjects, YOUTHS.subjects),
)
"""What a duty can belong to: each room's kind of subject."""
CHANNELS = (TELEGRAM,)
"""Every channel that the database may know of, whether or not somebody listens there now."""


def real_clock() -> datetime:
    """Now. The only place that asks the machine."""
    return datetime.now(UTC)  # noqa: TID251 - the clock itself


def machine_seconds() -> float:
    """Count the machine's own seconds, those it slept included: nobody can set this clock."""
    return time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC))


class DemoTrouble(Exception):  # noqa: N818 - says what it is
    """The database holds a real office: the demo city must not move in, nor the other way round."""


def open_office(
    database: Database,
    vault: Vault,
    *,
    policy: Path | None = None,
    clock: Clock = real_clock,
    alive: Path | None = None,
    channels: Iterable[Channel] = CHANNELS,
    subjects: Iterable[SubjectKind[Any]] = SUBJECTS,
) -> Office:
    """Open the office on a migrated database; `BrokenPolicy` names what is wrong with the policy."""
    editions, places, wordings = load_editions(policy), load_places(), load_wordings()
    known = {one.name: one for one in channels}
    kinds = {one.rules.name: one for one in subjects}
    return Office(
        clock, database, vault, editions, places, wordings, known, kinds, tellings=TELLINGS, alive=alive
    )


def put_together(conversations: Iterable[Conversation] = CONVERSATIONS) -> App:
    """Put every conversation together."""
    app = App()
    for register in conversations:
        register(app)
    return app
