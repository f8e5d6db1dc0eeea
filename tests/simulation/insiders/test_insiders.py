"""Ten colleagues are curious in the demo city, and each look is heard of within a minute (issue 12)."""

from msgspec.structs import replace

from casework.staffing.people import Role
from storage.core import journal
from storage.core.database import Transaction
from tests.simulation.conftest import Watched
from tests.simulation.insiders.curious import TEN, Drill, by_documents
from tests.simulation.insiders.ears import Ears
from tests.simulation.insiders.run import curious


async def test_each_look_of_ten_curious_colleagues_is_heard_within_a_minute(city: Watched) -> None:
    drill = Drill(city.room, Ears(), [], [])
    for script in (one for one in TEN if one is not by_documents):  # takes as long as the rest
        await curious(drill, script)
    assert drill.wrongs == []
    assert city.watch.wrongs == []


async def test_a_look_that_nobody_hears_of_is_named(city: Watched) -> None:
    ears, room = Ears(), city.room
    room.look(ears.look)
    drill = Drill(room, ears, [], [])
    case, looker = drill.served()[0], drill.one_of(Role.SCREENER)

    def looks(db: Transaction) -> None:
        journal.write(replace(db, speaker=looker), "case.revealed", subject=case.id)

    await room.act(looks)
    drill.expects()
    assert sorted(drill.kinds) == ["elsewhere", "seen"]
    await city.passes(minutes=1)
    drill.listen()
    assert len(drill.wrongs) == 2
