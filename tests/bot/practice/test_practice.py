"""The practice room with the real bot in it: a clock that moves, scenes, a bot that comes and goes."""

import re
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import select

from bot.app import open_office
from bot.practice import demo, practice, scenes
from bot.practice.practice import Practice
from casework.cases.case import State
from casework.meetings.meetings import MeetingKind
from casework.new_year.care import CareGroup
from casework.policy.calendar import Calendar
from casework.policy.policy import Duty
from casework.staffing.people import Role
from casework.text.dates import at_taipei
from handlers.ui.office import Office
from sandbox import MovableClock, Phone, Served
from storage.cases import cases
from storage.core import facts, journal, wipe
from storage.core.database import Database, Transaction
from storage.core.tables import cases as table
from storage.core.tables import journal as entries
from storage.core.tables import meetings as planned
from storage.core.vault import Vault
from storage.escorts import escorts
from storage.new_year import campaigns, care
from storage.on_site import SITTINGS
from storage.referrals import REFERRALS
from storage.reminders import ahead, obligations
from storage.staffing import people
from storage.students import STUDENTS
from storage.transitions import TRANSITIONS
from storage.youth import YOUTHS
from tests.storage.databases import KINDS, migrated
from tests.support import addressed
from tests.support.certain import certain
from tests.support.owing import owed_by

NOW = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)  # 115年6月1日（一） 09:00
CHIEF, SCREENER, WORKER, SUPERVISOR, ADMIN, BUREAU = (demo.FIRST_CHAT + n for n in range(6))


@dataclass
class Room:
    """The room as a trainer's page has it."""

    served: Served
    practice: Practice
    office: Office
    clock: MovableClock

    async def ask(self, path: str, **given: Any) -> tuple[int, Any]:
        async with aiohttp.ClientSession() as client:
            asking = client.post if given else client.get
            async with asking(f"{self.served.address}{path}", json=given) as answer:
                return answer.status, await answer.json()

    async def to(self, **given: Any) -> Any:
        status, told = await self.ask("/room/clock", **given)
        assert status == 200, told
        return told

    async def play(self, scene: str) -> Any:
        status, told = await self.ask("/room/scene", name=scene)
        assert status == 200, told
        return told

    def phone(self, chat: int) -> Phone:
        return Phone(self.served.address, {"id": chat})

    async def look(self, work: Callable[[Transaction], Any]) -> Any:
        return await self.office.transact(work)

    async def heard(self) -> list[tuple[str, int, str]]:
        """Everything the bot said: when, to whom, what; each case by its place in the order of cases."""
        numbers = await self.look(
            lambda db: {row.number: f"#{row.id}" for row in db.connection.execute(table.select())}
        )
        said = [
            (one["date"], user["id"], re.sub("|".join(numbers), lambda found: numbers[found[0]], one["text"]))
            for user in (await self.ask("/phone/users"))[1]
            for one in await self.phone(user["id"]).messages()
            if one["from"] == "bot"
        ]
        return sorted((datetime.fromtimestamp(at, UTC).isoformat(), *rest) for at, *rest in said)


Opening = Callable[..., AbstractAsyncContextManager[Room]]


@pytest.fixture
def opening(tmp_path: Path) -> Opening:
    url = migrated("sqlite", tmp_path)

    @asynccontextmanager
    async def opened(
        name: str = "sandbox", *, scene: str = "demo", now: datetime = NOW
    ) -> AsyncIterator[Room]:
        """Open the room; real time stands, so that only the clock that is moved moves."""
        path = tmp_path / f"{name}.db"
        clock = MovableClock(path, lambda: now)
        database = Database(url if name == "sandbox" else migrated("sqlite", tmp_path))
        office = open_office(database, Vault(bytes(32)), clock=clock)
        async with practice.room(office, clock, path, scene=scene) as (served, director):
            yield Room(served, director, office, clock)
        await database.close()

    return opened


@pytest.fixture
async def room(opening: Opening) -> AsyncIterator[Room]:
    async with opening() as room:
        yield room


# The clock


async def test_it_says_what_day_it_is_for_the_office(room: Room) -> None:
    about = (await room.to(date="115/6/19"))["about"]
    assert (about["date"], about["time"]) == ("115年6月19日（五）", "08:30")
    assert about["working_day"] is False
    assert "端午" in about["holiday"]
    about = (await room.ask("/room?lang=en"))[1]["about"]
    assert about["date"] == "Fri 19 Jun 2026"


async def test_a_day_that_a_typhoon_closed_is_no_working_day(room: Room) -> None:
    administrator = room.phone(ADMIN)
    await administrator.say("停班 115/6/3")
    await room.practice.ring()
    await administrator.press("確定停班")
    about = (await room.to(date="115/6/3"))["about"]
    assert about["working_day"] is False
    assert (await room.to(date="115/6/4"))["about"]["working_day"] is True


async def test_a_closed_day_stays_known_while_the_bot_is_away(room: Room) -> None:
    assert room.practice.bot is not None
    room.practice.bot.office.memory.calendar = Calendar(frozenset({NOW.date()}))
    assert room.practice.about(NOW, "zh")["working_day"] is False
    await room.practice.stop()
    assert room.practice.about(NOW, "zh")["working_day"] is False


async def test_a_month_in_one_step_or_in_many_tells_the_same_and_each_at_its_own_time(
    opening: Opening,
) -> None:
    heard = []
    for name, steps in (("one", 1), ("many", 100)):
        async with opening(name) as room:
            for _ in range(steps):
                await room.to(hours=31 * 24 / steps)
            await room.to(date="115/7/3")
            heard.append(await room.heard())
    assert heard[0] == heard[1]
    assert len(heard[0]) > 40
    assert len(set(heard[0])) == len(heard[0]), "nothing is told twice"
    mornings = {at[11:16] for at, *_ in heard[0] if at > NOW.isoformat()}
    assert "00:30" in mornings, "08:30 in Taipei"


async def test_the_clock_and_the_town_survive_a_restart(opening: Opening) -> None:
    async with opening() as room:
        await room.to(days=20)
        heard = await room.heard()
    async with opening(now=NOW + timedelta(minutes=1)) as room:
        assert room.clock() == NOW + timedelta(days=20, minutes=1)
        assert room.practice.scene == "demo"
        assert await room.heard() == heard


async def test_a_room_that_was_closed_goes_on_in_its_scene_or_in_the_demo_city(opening: Opening) -> None:
    async with opening(scene="empty"):
        pass
    async with opening() as room:
        assert (room.practice.scene, len((await room.ask("/phone/users"))[1])) == ("empty", 1)
        await room.look(partial(facts.remove, name="scene"))
    async with opening(scene="empty") as room:
        assert room.practice.scene == "demo"


async def test_a_new_edition_is_a_moment_at_which_the_bell_finds_something(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    far, edition = NOW + timedelta(days=400), NOW + timedelta(days=200)
    monkeypatch.setattr(practice, "begins", lambda one: edition if one.edition == "112" else NOW)
    soon, due = NOW + timedelta(days=1), list[datetime | None]()
    monkeypatch.setattr(ahead, "next_moment", lambda db, until: due[-1])
    for one, found in ((None, edition), (far, edition), (soon, soon)):
        due.append(one)
        assert await room.practice.next_moment(far) == found
    due.append(None)
    assert await room.practice.next_moment(edition - timedelta(seconds=1)) is None
    await room.practice.stop()
    assert await room.practice.next_moment(far) is None


async def test_the_next_deadline_is_one_of_an_open_duty(room: Room) -> None:
    at = datetime.fromisoformat((await room.to(to="deadline"))["now"])
    rows = await room.look(
        lambda db: [
            one.due
            for row in db.connection.execute(table.select()).all()
            for one in obligations.of_subject(db, row.id)
        ]
    )
    assert at == min(due for due in rows if due > NOW)


async def test_what_somebody_said_before_is_answered_before_the_clock_moves(room: Room) -> None:
    chief = room.phone(CHIEF)
    await chief.say("/start")
    await room.to(days=1)
    answer = await chief.hears("平鎮區新勢里")
    assert answer["date"] == int(NOW.timestamp())


@pytest.mark.parametrize("kind", KINDS)
async def test_what_lies_ahead_is_asked_of_the_database(kind: str, tmp_path: Path) -> None:
    office = open_office(Database(migrated(kind, tmp_path)), Vault(bytes(32)), clock=lambda: NOW)
    await office.transact(partial(demo.seed, office))
    far = NOW + timedelta(days=60)
    first = await office.transact(partial(ahead.next_moment, until=far))
    assert first is not None
    assert NOW < first <= far
    assert await office.transact(partial(ahead.next_moment, until=first - timedelta(seconds=1))) is None
    assert certain(await office.transact(ahead.next_deadline)) > NOW
    await office.transact(wipe.everything)
    assert await office.transact(partial(ahead.next_moment, until=far)) is None
    await office.transact(partial(demo.seed, office))
    assert await office.transact(journal.first_break) is None
    await office.database.close()


# Scenes


@pytest.mark.parametrize("name", scenes.PLAYS)
async def test_every_scene_can_be_played(opening: Opening, name: str) -> None:
    async with opening(scene=name, now=NOW + timedelta(days=27)) as room:
        assert (await room.ask("/room"))[1]["scene"] == name
        told = await room.play(name)
        assert (told["scene"], told["bot"]) == (name, "running")
        assert await room.look(journal.first_break) is None


async def test_in_the_flows_whoever_is_to_answer_holds_a_push_and_owes_it(opening: Opening) -> None:
    async with opening(scene="flows") as room:
        await room.play("flows")
        kept = (REFERRALS, SITTINGS, STUDENTS, TRANSITIONS, YOUTHS)
        begun = [one for each in kept for one in await room.look(each.open)]
        assert len(begun) == len(kept)
        owed = {
            duty.duty
            for one in begun
            for duty in await room.look(lambda db: obligations.of_subject(db, one.id))  # noqa: B023 - at once
        }
        assert owed == {
            *(Duty.ANSWER_REFERRAL, Duty.STUDENT_REPLY, Duty.TRANSITION_MEETING, Duty.FIRST_CONTACT),
            *(Duty.YOUTH_PLAN, Duty.YOUTH_PROGRESS),
        }
        await room.to(hours=1)
        told = str(await room.heard())
        called = {f"#{one.case}" if one.case else one.sign for one in begun}
        assert {one for one in called if one not in told} == {begun[1].sign}, "of a sitting nobody hears"


async def test_the_flows_begin_with_the_days_and_ages_that_their_story_tells(opening: Opening) -> None:
    async with opening(scene="flows") as room:
        await room.play("flows")
        today = NOW.date()
        [sent] = await room.look(REFERRALS.open)
        served = await room.look(lambda db: cases.read(db, sent.case or 0))
        assert served.state is State.IN_SERVICE
        [escort] = await room.look(lambda db: escorts.of_case(db, served))
        assert (escort.case, escort.visit_at) == (served.id, at_taipei(today + timedelta(days=1), time(10)))
        [sitting] = await room.look(SITTINGS.open)
        assert served.unit in {sitting.unit.id, sitting.by}
        [student] = await room.look(STUDENTS.open)
        assert (student.act_on, student.born) == (today - timedelta(days=4), today.replace(year=2017))
        [transition] = await room.look(TRANSITIONS.open)
        assert transition.ends_on == today.replace(month=7)
        [youth] = await room.look(YOUTHS.open)
        assert youth.born == today.replace(year=2012)


async def test_a_reset_forgets_everything_and_gives_no_number_twice(room: Room) -> None:
    stranger = await Phone.of(room.served.address, first_name="路人")
    before = await room.phone(CHIEF).say("隔壁小孩一直哭")
    version = (await room.phone(CHIEF).chat())["version"]
    await room.to(days=40)
    told = await room.play("demo")
    assert told["now"] == NOW.isoformat()
    assert told["town"] == 1
    assert stranger.id not in {user["id"] for user in (await room.ask("/phone/users"))[1]}
    chat = await room.phone(CHIEF).chat()
    assert chat["messages"] == []
    assert chat["version"] > version
    assert (await room.phone(CHIEF).say("/start"))["id"] > before["id"]
    await room.phone(CHIEF).hears("平鎮區新勢里")


async def test_a_reset_is_like_the_first_time(opening: Opening) -> None:
    async with opening() as room:
        await room.practice.ring()
        first = await room.heard()
        await room.to(days=40)
        await room.play("demo")
        assert [one[:2] for one in await room.heard()] == [one[:2] for one in first]


async def test_a_report_just_came_in(room: Room) -> None:
    await room.play("report")
    assert "還有 23 小時" in (await room.phone(SCREENER).last())["text"]
    assert "案號：" in (await room.phone(CHIEF).last())["text"]
    await room.phone(SCREENER).press("查看")
    await room.phone(SCREENER).wait(lambda chat: len(chat["messages"][-1]["keyboard"]) > 1)


@pytest.mark.parametrize("day", [0, 250], ids=["June", "February"])
async def test_at_month_end_five_follow_ups_are_late_and_the_supervisor_hears_at_half_past_eight(
    opening: Opening, day: int
) -> None:
    async with opening(scene="month-end", now=NOW + timedelta(days=day)) as room:
        await room.play("month-end")
        await _five_are_late(room)


async def _five_are_late(room: Room) -> None:
    def late(db: Transaction) -> list[Duty]:
        worker, _ = certain(addressed.speaker(db, WORKER))
        owed = owed_by(db, worker.id)
        return [one.duty for one in owed if one.due < db.now]

    assert await room.look(late) == [Duty.FOLLOW_UP] * 5
    for chat in (WORKER, SUPERVISOR):
        assert await room.phone(chat).messages() == []
    await room.to(hours=1)
    for chat in (WORKER, SUPERVISOR):
        said = await room.phone(chat).messages()
        [digest] = [one for one in said if one["text"].count("每月回報") == 5]  # beside a Monday card
        assert "機器人停了" not in digest["text"]
        assert datetime.fromtimestamp(digest["date"], UTC).strftime("%H:%M") == "00:30"


@pytest.mark.parametrize("day", range(0, 360, 30))
def test_the_conference_is_a_week_ahead(day: int) -> None:
    now = NOW + timedelta(days=day)
    at = scenes.PLAYS["conference"].begins(now)
    assert at >= now
    assert at - now < timedelta(days=31 * 3 + 8)
    assert (at.day, at.month in {3, 6, 9, 11}) == (8, True)


@pytest.mark.parametrize(
    ("scene", "now", "at"),
    [
        ("conference", datetime(2026, 6, 8, 0, 0, tzinfo=UTC), datetime(2026, 6, 8, 0, 0, tzinfo=UTC)),
        ("conference", datetime(2026, 6, 8, 0, 0, 1, tzinfo=UTC), datetime(2026, 9, 8, 0, 0, tzinfo=UTC)),
        ("new-year", datetime(2026, 1, 31, 0, 0, tzinfo=UTC), datetime(2026, 1, 31, 0, 0, tzinfo=UTC)),
        ("new-year", datetime(2026, 1, 31, 0, 0, 1, tzinfo=UTC), datetime(2027, 1, 21, 0, 0, tzinfo=UTC)),
        ("month-end", datetime(2026, 7, 10, 0, 0, tzinfo=UTC), datetime(2026, 8, 3, 0, 0, tzinfo=UTC)),
        ("demo", NOW, NOW),
    ],
)
def test_each_scene_begins_on_its_next_day_at_eight(scene: str, now: datetime, at: datetime) -> None:
    assert scenes.PLAYS[scene].begins(now) == at


async def test_in_the_week_before_the_conference_there_are_cases_of_every_kind(room: Room) -> None:
    await room.play("conference")
    states = await room.look(
        lambda db: {cases.read(db, row.id).state for row in db.connection.execute(table.select()).all()}
    )
    assert states == {State.IN_SERVICE, State.DISPUTED, State.CLOSED}


async def test_the_conference_of_the_scene_is_called_for_this_week_with_a_case_and_an_answer(
    room: Room,
) -> None:
    await room.play("conference")
    supervisor = room.phone(SUPERVISOR)
    await supervisor.say("會議")
    listed = await supervisor.hears("召開")
    assert re.search(r"定於 \d+/1[5-9] 下午2時 召開", listed["text"])
    await supervisor.press(listed["keyboard"][0][0]["text"])
    await supervisor.hears("出席 1、代理 0、請假 0、未回覆 1")


async def test_the_conference_was_planned_five_weeks_ago_and_each_act_of_it_since(room: Room) -> None:
    begins = datetime.fromisoformat((await room.play("conference"))["now"])
    weeks = {"meeting.planned": 5, "case.proposed": 4, "meeting.called": 2, "attendance.answered": 1}
    written = await room.look(lambda db: db.connection.execute(entries.select()).all())
    assert {(one.verb, begins - one.at) for one in written if one.verb in weeks} == {
        (verb, timedelta(weeks=ago)) for verb, ago in weeks.items()
    }
    kinds = await room.look(lambda db: set(db.connection.execute(select(planned.c.kind)).scalars()))
    assert kinds == {MeetingKind.CONFERENCE}


async def test_in_an_empty_city_strangers_join_by_what_the_administrator_holds(room: Room) -> None:
    await room.play("empty")
    assert [user["id"] for user in (await room.ask("/phone/users"))[1]] == [ADMIN]
    invitations = [one["text"] for one in await room.phone(ADMIN).messages()]
    whom = sorted(certain(re.match(r"邀請：(.+?)。", one))[1] for one in invitations if "邀請：" in one)
    assert whom == sorted(
        [
            *("里長，平鎮區新勢里", "里長，平鎮區新富里", "督導，平鎮區家庭服務中心"),
            *["社工，平鎮區家庭服務中心"] * 3,
            *(
                "集中派案人員，家防中心",
                "網絡單位窗口，警察局",
                "區公所承辦，平鎮區公所",
                "社會局承辦，社會局",
            ),
        ]
    )
    [invitation] = [text for text in invitations if "里長，平鎮區新勢里" in text]
    phone = await Phone.of(room.served.address, first_name="新來", phone="886912000111")
    await phone.say(certain(re.search(r"/start \S+", invitation))[0])
    await phone.wait(lambda chat: bool(chat["reply_keyboard"]))
    await phone.contact()
    await phone.hears("平鎮區新勢里")


async def test_an_office_of_real_people_is_never_wiped(opening: Opening) -> None:
    async with opening() as room:
        await room.look(lambda db: db.connection.exec_driver_sql("DELETE FROM facts WHERE name = 'demo'"))
        with pytest.raises(wipe.NotPractice):
            await room.practice.play("empty")
        assert room.practice.running
        assert await room.look(lambda db: len(people.of_role(db, Role.WORKER))) > 30


# The bot


async def test_a_bot_that_was_stopped_takes_up_what_was_said_meanwhile(room: Room) -> None:
    await room.ask("/room/bot", running=False)
    assert (await room.ask("/room"))[1]["bot"] == "stopped"
    await room.phone(CHIEF).say("/start")
    await room.phone(CHIEF).say("隔壁小孩一直哭")
    assert (await room.ask("/room/bot", running=True))[1]["bot"] == "running"
    await room.phone(CHIEF).hears("要用這段內容通報嗎")
    said = [one["text"] for one in await room.phone(CHIEF).messages() if one["from"] == "bot"]
    assert sum("要用這段內容通報嗎" in text for text in said) == 1


async def test_a_bot_that_was_away_for_days_says_so_and_nudges_once(room: Room) -> None:
    await room.practice.ring()
    await room.ask("/room/bot", running=False)
    await room.to(days=3)
    await room.ask("/room/bot", running=True)
    await room.to(hours=1)
    heard = await room.heard()
    assert any("請再傳一次" in text for *_, text in heard)
    assert len(set(heard)) == len(heard)


async def test_a_room_that_was_closed_for_days_asks_nobody_to_send_again(opening: Opening) -> None:
    async with opening() as room:
        await room.practice.ring()
    async with opening(now=NOW + timedelta(days=3)) as room:
        await room.practice.ring()
        assert not any("請再傳一次" in text for *_, text in await room.heard())


async def test_phones_speak_english_with_an_english_page_and_their_own_tongue_else(room: Room) -> None:
    english_chief = demo.FIRST_CHAT + 6
    await room.phone(CHIEF).say("/start")
    await room.practice.ring()

    async def speak(language: str, *named: int) -> dict[int, str]:
        status, _ = await room.ask(f"/room/language?lang={language}", people=list(named))
        assert status == 200
        return {
            chat: (await room.look(partial(addressed.speaker, chat=chat)))[0].language
            for chat in (CHIEF, WORKER, english_chief)
        }

    chinese, english = "zh_Hant_TW", "en"
    assert await speak("en") == {CHIEF: chinese, WORKER: english, english_chief: english}
    assert await speak("en", CHIEF) == {CHIEF: english, WORKER: english, english_chief: english}
    assert await speak("zh", CHIEF) == {CHIEF: chinese, WORKER: chinese, english_chief: english}


async def test_only_where_the_demo_city_is_there_a_phone_has_its_tongue(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoken, number = list[str](), demo.FIRST_CHAT + 6
    monkeypatch.setattr(demo, "speak", lambda office, db, languages: spoken.append(languages[number]))
    for scene in ("demo", "empty"):
        await room.play(scene)
        await room.practice.speak("zh", [number])
    assert spoken == ["en", "zh_Hant_TW"], "in the empty city a stranger's phone may bear that number"


async def test_a_bot_that_can_not_reach_telegram_does_not_start_and_starts_later(room: Room) -> None:
    await room.ask("/room/bot", running=False)
    await room.ask("/phone/faults", kind="500", times=3)
    status, told = await room.ask("/room/bot", running=True)
    assert status == 503
    assert "did not start" in told["error"]
    async with aiohttp.ClientSession() as client, client.delete(f"{room.served.address}/phone/faults"):
        pass
    assert (await room.ask("/room/bot", running=True))[1]["bot"] == "running"


async def test_what_is_delivered_twice_has_one_effect(room: Room) -> None:
    await room.practice.ring()
    await room.ask("/phone/faults", kind="twice", times=1)
    await room.phone(CHIEF).say("隔壁小孩一直哭")
    await room.practice.ring()
    assert (await room.ask("/phone/faults"))[1] == []
    said = [one["text"] for one in await room.phone(CHIEF).messages() if one["from"] == "bot"]
    assert sum("要用這段內容通報嗎" in text for text in said) == 1


async def test_the_database_remembers_which_scene_it_plays(room: Room) -> None:
    await room.play("empty")
    assert await room.look(partial(facts.get, name="scene")) == "empty"


async def test_on_the_first_day_of_new_year_care_households_are_listed_and_due(room: Room) -> None:
    began = datetime.fromisoformat((await room.play("new-year"))["now"]) - timedelta(weeks=4)
    assert (await room.look(campaigns.latest)).begun_at == began
    found = await room.look(care.owing)
    assert len(found) >= 5
    assert {one.group for one in found} >= {CareGroup.ALONE, CareGroup.CHILD}
    assert await room.look(lambda db: sum(bool(obligations.of_subject(db, one.id)) for one in found)) == len(
        found
    )
    await room.phone(CHIEF).say("春節")
    await room.phone(CHIEF).wait(lambda chat: "您的名單 2 戶" in chat["messages"][-1]["text"])
