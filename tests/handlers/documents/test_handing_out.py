"""Whatever leaves the chat as a file stands in the journal: which paper, and who has it (`screens.md` §0)."""

import pytest
from sqlalchemy import select

from casework.staffing.people import Role
from handlers.documents.handing_out import Format
from handlers.dossiers.listing import DossierSheet
from handlers.escorts.listing import EscortSheet
from handlers.meetings.merit import MeritTable
from handlers.meetings.papers.year import YearTable
from handlers.on_site.listing import SittingSheet
from handlers.referrals.listing import ReferralSheet
from handlers.rosters.families import FamiliesSheet
from handlers.ui.buttons import Button
from storage.core.tables import journal
from storage.students import STUDENTS
from tests.handlers.reminders.test_duties import press
from tests.support.phones import documents, say, sheet
from tests.support.town import Town

PAPERS: dict[str, Button | str] = {
    "escorts": EscortSheet(),
    "families": FamiliesSheet(),
    "meetings": YearTable(2026, Format.DOCX),
    "merit": MeritTable(2026, Format.XLSX),
    "on_site": SittingSheet(1),
    "people": "人員名冊",
    "referrals": ReferralSheet(),
    STUDENTS.kind.name: DossierSheet(STUDENTS.kind.name),
    "units": "單位名冊",
}
LEADS = {"on_site", "people", "referrals"}


@pytest.mark.parametrize("paper", PAPERS)
async def test_each_paper_that_is_handed_out_is_written_down(town: Town, paper: str) -> None:
    role = Role.ADMIN if paper == "units" else Role.SUPERVISOR if paper in LEADS else Role.BUREAU
    who = await town.join(role, "李預設", unit="平鎮中心" if paper in LEADS else "社會局")
    asked = PAPERS[paper]
    if isinstance(asked, str):
        await say(town, who, asked)
    else:
        await press(town, who, asked)
    assert len(await documents(who)) == 1
    made = select(journal.c.actor, journal.c.detail["paper"].as_string()).where(
        journal.c.verb == "office.paper_made"
    )
    entries = await town.look(lambda db: [tuple(row) for row in db.connection.execute(made)])
    assert entries == [(await town.person(who), paper)]


@pytest.mark.parametrize(
    ("asked", "secret"),
    [(FamiliesSheet(), True), (MeritTable(2026, Format.XLSX), False)],
    ids=["families", "merit"],
)
async def test_what_is_handed_out_says_below_who_made_it_and_when_and_whether_it_is_confidential(
    town: Town, asked: Button, secret: bool
) -> None:
    bureau = await town.join(Role.BUREAU, "李預設", unit="社會局")
    await press(town, bureau, asked)
    *_, (last, *_) = (await sheet(bureau)).values
    assert last == "製表日期：115年6月1日（一）　製表人：李預設" + "　密件" * secret
