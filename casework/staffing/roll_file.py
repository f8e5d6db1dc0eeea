"""A list of people in a table (人員名冊): who is invited, changes, moves, stops or ends, and what is wrong.

Read is what a sheet holds, row by row; nothing is done here. A row that says what stands so already changes
nothing: the template holds the people there are, and the same list sent again does no harm.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from casework.errors import EmptyAnswer, OddName
from casework.staffing.managing import (
    PERSON_NAME,
    for_villages,
    leads,
    may_invite,
    may_manage,
    person_name,
    roles_to_change,
)
from casework.staffing.people import Person, Role
from casework.staffing.sheet_rows import NO, YES, Cells, Columns, RowError, Said, WrongRow, read_rows
from casework.staffing.units import Unit
from casework.text.names import clean_name, taken_for
from casework.text.places import Places
from casework.text.telephones import clean_phone

ROLL: Final = "roll"
"""The draft in which the rows lie until it is said what is to be done with them; no form asks it."""


class RollColumn(StrEnum):
    """What a column holds: how somebody stands, then what becomes of them."""

    UNIT = "unit"
    ROLE = "role"
    NAME = "name"
    PHONE = "phone"
    VILLAGES = "villages"
    NEW_NAME = "new_name"
    MOVES_TO = "moves_to"
    SUSPENDED = "suspended"
    ENDS = "ends"


COLUMNS: Final = Columns(
    {
        RollColumn.UNIT: ("單位", "單位名稱", "unit"),
        RollColumn.ROLE: ("角色", "職稱", "身分", "role"),
        RollColumn.NAME: ("姓名", "名字", "name"),
        RollColumn.PHONE: ("電話", "手機", "聯絡電話", "phone", "telephone"),
        RollColumn.VILLAGES: ("負責里", "里", "里別", "villages", "village"),
        RollColumn.NEW_NAME: ("新姓名", "改名", "new name"),
        RollColumn.MOVES_TO: ("調往單位", "調往", "調任單位", "moves to"),
        RollColumn.SUSPENDED: ("停權", "suspended"),
        RollColumn.ENDS: ("結束權限", "離職", "結束", "ends"),
    },
    (RollColumn.UNIT, RollColumn.ROLE, RollColumn.NAME),
)

ROLE_WORDS: Final[Mapping[str, Role]] = {
    "里長": Role.CHIEF,
    "里幹事": Role.CHIEF,
    "社工": Role.WORKER,
    "主責社工": Role.WORKER,
    "集中派案人員": Role.SCREENER,
    "派案人員": Role.SCREENER,
    "督導": Role.SUPERVISOR,
    "主管": Role.HEAD,
    "窗口": Role.LIAISON,
    "網絡單位窗口": Role.LIAISON,
    "聯絡人": Role.LIAISON,
    "承辦": Role.CLERK,
    "區公所承辦": Role.CLERK,
    "社會局承辦": Role.BUREAU,
    "系統管理者": Role.ADMIN,
    **{str(role): role for role in Role},
}
"""How people write a role, beside what the screens call it."""


class RollFault(StrEnum):
    """What can be wrong with a row."""

    NO_NAME = "no_name"
    LONG_NAME = "long_name"
    ODD_NAME = "odd_name"
    TAKEN_FOR = "taken_for"
    """It looks like a colleague's name and is another."""
    UNKNOWN_UNIT = "unknown_unit"
    UNKNOWN_ROLE = "unknown_role"
    NO_ROLE = "no_role"
    """Nobody there is called so, and to invite them their role is needed."""
    NOT_YOURS = "not_yours"
    """A role that this unit does not have, or that is not the sender's to give."""
    CANT_BECOME = "cant_become"
    """A role that they can't be given, or not by the sender."""
    NOT_YOUR_UNIT = "not_your_unit"
    NOT_YOUR_PERSON = "not_your_person"
    """The sender themselves, or somebody whom an administrator alone changes."""
    BAD_PHONE = "bad_phone"
    UNKNOWN_VILLAGE = "unknown_village"
    NO_VILLAGE = "no_village"
    OTHERS_VILLAGE = "others_village"
    """Another unit answers for it: an administrator alone invites for it."""
    VILLAGES_STAY = "villages_stay"
    """A primary worker's villages go with a handover, not by a cell."""
    UNCLEAR = "unclear"
    """Whether something is so is answered by something else than yes or no."""
    TWICE = "twice"
    """The same person stands further up."""
    WHICH = "which"
    """Several are called so, and the row doesn't say which of them is meant."""
    NOT_THERE = "not_there"
    NOT_JOINED = "not_joined"
    """They are invited and have not joined: there is nobody to change yet."""
    GONE = "gone"
    """They have left: nobody comes back by a list from before."""
    HAND_OVER = "hand_over"
    """Something is theirs that goes to somebody else first (`domain.md` §3.9)."""
    CANT_GO = "cant_go"
    """The unit has no such role, or they are not the sender's to move."""
    CHANGED = "changed"
    """It was no part of what the sender saw and confirmed: somebody acted meanwhile."""


class RollAct(StrEnum):
    """What becomes of somebody by their row."""

    INVITE = "invite"
    RENAME = "rename"
    PHONE = "phone"
    ROLE = "role"
    VILLAGES = "villages"
    MOVE = "move"
    SUSPEND = "suspend"
    READMIT = "readmit"
    END = "end"


class RollChange(Struct, frozen=True):
    """What one row asks for; of somebody who is there, as they were when it was read."""

    row: int
    """Where they stand in the sheet, from 1."""
    acts: tuple[RollAct, ...]
    unit: int
    """Where they are, or are invited to."""
    name: str
    person: int = 0
    """Who it is; 0: who is invited."""
    version: int = 0
    role: Role | None = None
    """As what they are invited, or what they become."""
    new_name: str = ""
    phone: str = ""
    villages: tuple[str, ...] = ()
    into: int = 0


class RollReading(Struct, frozen=True):
    """What was found in a sheet."""

    changes: tuple[RollChange, ...] = ()
    errors: tuple[RowError, ...] = ()
    unchanged: int = 0
    headed: bool = True
    """There was a row that names the columns; without one nothing can be read."""


class RollOffice(Struct, frozen=True):
    """What the rows are compared with."""

    by: Person
    """Who sent them."""
    units: Mapping[str, Unit]
    """By their names, those that have not ended."""
    places: Places
    roles: Mapping[str, Role]
    """How people write a role."""
    people: Sequence[Person]
    """Those whom the sender leads, also who left."""
    invited: Collection[tuple[int, Role, str]]
    """Unit, role and name of who is invited there and has not joined."""
    villages: Mapping[int, Collection[str]]
    """Of which villages somebody is the primary worker."""
    may_go: Callable[[Person, Unit], bool]
    """Tells whether the sender may let somebody go to a unit."""
    busy: Callable[[Person], bool]
    """Tells whether somebody has something to hand over before they go."""
    bound: Callable[[Person, Role], bool]
    """Tells whether somebody has something to hand over before they get a role."""
    others: Callable[[Role, Unit, Sequence[str]], Sequence[str]]
    """Lists for which of the villages the sender may not invite to a unit."""
    called: Sequence[str]
    """What everybody in the office is called, and who is invited."""


def read_roll(rows: Sequence[Cells], office: RollOffice) -> RollReading:
    """Read a sheet: what it changes, and each row that is wrong with its number."""
    roll = _Roll(office)
    errors = read_rows(rows, COLUMNS, roll.read)
    if errors is None:
        return RollReading(headed=False)
    return RollReading(tuple(roll.changes), tuple(errors), roll.unchanged)


def confirmed(found: RollReading, rows: Sequence[Cells], shown: Collection[str]) -> RollReading:
    """Keep of what is read now what was *shown*: the rest arose meanwhile, and nobody has confirmed it."""
    new = [one for one in found.changes if repr(one) not in shown]
    errors = (RowError(one.row, tuple(rows[one.row - 1]), RollFault.CHANGED, one.name) for one in new)
    kept = tuple(one for one in found.changes if one not in new)
    return replace(found, changes=kept, errors=(*found.errors, *errors))


def said_of(person: Person, unit: Unit, role: str, villages: Collection[str]) -> list[str]:
    """Write somebody as their row in the template; their telephone stays where it is."""
    suspended = YES[0] if person.suspended else ""
    return [unit.name, role, person.name, "", "、".join(villages), "", "", suspended, ""]


class _Row(Struct, frozen=True):
    """What a row says, read by itself."""

    unit: Unit
    name: str
    role: Role | None
    role_text: str
    phone: str
    villages: str
    new_name: str
    to: Unit | None
    suspended: bool | None
    ends: bool

    @property
    def of_who_is_there(self) -> bool:
        """It asks for something that can be done with nobody but who has joined."""
        return bool(self.new_name or self.to or self.suspended or self.ends)


class _Roll:
    """The rows read so far."""

    def __init__(self, office: RollOffice) -> None:
        self.office, self.changes, self.unchanged = office, list[RollChange](), 0
        self._units = {one.id: one for one in office.units.values()}
        self._seen = set[tuple[object, ...]]()

    def read(self, number: int, said: Said) -> None:
        """Take one row."""
        row = self._row(said)
        if row.of_who_is_there and not leads(self.office.by, row.unit.id):
            raise WrongRow(RollFault.NOT_YOUR_UNIT, row.unit.name)
        found = self._meant(row)
        if len(found) > 1:
            if all(self._wanted(number, row, one).acts for one in found):
                raise WrongRow(RollFault.WHICH, row.name)
            self.unchanged += 1
            return
        change = self._change(number, row, found[0]) if found else self._invitation(number, row)
        self._once(row, found[0] if found else None)
        self.unchanged += change is None
        self.changes += [change] if change else []

    def _row(self, said: Said) -> _Row:
        to, new_name = said[RollColumn.MOVES_TO], said[RollColumn.NEW_NAME]
        return _Row(
            unit=self._unit(said[RollColumn.UNIT]),
            name=_name(said[RollColumn.NAME]),
            role=self._role(said[RollColumn.ROLE]),
            role_text=said[RollColumn.ROLE],
            phone=_phone(said[RollColumn.PHONE]),
            villages=said[RollColumn.VILLAGES],
            new_name=_new_name(new_name, self._names()) if new_name else "",
            to=self._unit(to) if to else None,
            suspended=_yes(said[RollColumn.SUSPENDED]),
            ends=bool(_yes(said[RollColumn.ENDS])),
        )

    def _meant(self, row: _Row) -> list[Person]:
        """Find who is meant: several, where they can't be told apart.

        Somebody whom the same list has moved or renamed before is found where it put them.
        """
        found = self._called(row.unit, row.name)
        if not found:
            after = self._called(row.to or row.unit, row.new_name or row.name)
            found = [one for one in after if row.role in (None, one.role)]
        for alike in self._told_apart(row):
            found = [one for one in found if alike(one)] or found
        return found

    def _told_apart(self, row: _Row) -> Iterator[Callable[[Person], bool]]:
        """Say by what a row tells apart who is called alike, where it says anything of it."""
        if row.role:
            yield lambda one: one.role is row.role
        if row.phone:
            yield lambda one: one.phone == row.phone
        if row.villages:
            yield lambda one: set(one.villages) == set(self._villages(row.villages, one.role))

    def _called(self, unit: Unit, name: str) -> list[Person]:
        there = (one for one in self.office.people if one.here)
        return [one for one in there if (one.unit, one.name) == (unit.id, name)]

    def _once(self, row: _Row, person: Person | None) -> None:
        """Take nobody twice, neither as they are nor as they are to be."""
        role = row.role or (person.role if person else None)
        keys: set[tuple[object, ...]] = {(row.unit.id, role, row.name)}
        keys.add(((row.to or row.unit).id, role, row.new_name or row.name))
        keys |= {(row.phone, row.name)} if row.phone else set()
        keys |= {(person.id,)} if person else set()
        if keys & self._seen:
            raise WrongRow(RollFault.TWICE)
        self._seen |= keys

    def _names(self) -> list[str]:
        """List what everybody is called, and will be by the rows so far."""
        return [*self.office.called, *(one.new_name or one.name for one in self.changes)]

    def _invitation(self, number: int, row: _Row) -> RollChange | None:
        """Read a row of somebody who is not there: who is invited, or went as the row says."""
        gone = any(  # nobody of the name is there
            (one.unit, one.name) == (row.unit.id, row.name) and row.role in (None, one.role)
            for one in self.office.people
        )
        if gone and row.ends:
            return None
        roles = (row.role,) if row.role else tuple(Role)
        waits = any((row.unit.id, role, row.name) in self.office.invited for role in roles)
        if row.of_who_is_there:
            raise WrongRow(RollFault.NOT_JOINED if waits else RollFault.NOT_THERE, row.name)
        if row.role is None:
            raise WrongRow(RollFault.NO_ROLE, row.name)
        if not may_invite(self.office.by, row.role, row.unit):
            raise WrongRow(RollFault.NOT_YOURS, row.role_text)
        villages = self._villages(row.villages, row.role)
        if not villages and row.role is Role.CHIEF:
            raise WrongRow(RollFault.NO_VILLAGE)
        if waits:
            return None
        if others := self.office.others(row.role, row.unit, villages):
            raise WrongRow(RollFault.OTHERS_VILLAGE, others[0])
        if gone:
            raise WrongRow(RollFault.GONE, row.name)
        name, acts = _new_name(row.name, self._names()), (RollAct.INVITE,)
        return RollChange(number, acts, row.unit.id, name, role=row.role, phone=row.phone, villages=villages)

    def _change(self, number: int, row: _Row, person: Person) -> RollChange | None:
        """Read a row of somebody who is there; judged is only what it changes."""
        change = self._wanted(number, row, person)
        if not change.acts:
            return None
        if not may_manage(self.office.by, person):
            raise WrongRow(RollFault.NOT_YOUR_PERSON, person.name)
        self._judge(change, row, person)
        return change

    def _wanted(self, number: int, row: _Row, person: Person) -> RollChange:
        """Say in what the row differs from how somebody stands."""
        change = RollChange(number, (), person.unit, person.name, person.id, person.version)
        if row.ends:
            return replace(change, acts=(RollAct.END,))
        role = None if row.role is person.role else row.role
        change = replace(
            change,
            role=role,
            new_name=row.new_name if row.new_name != person.name else "",
            phone=row.phone if row.phone != person.phone else "",
            villages=self._other_villages(row, person),
            into=row.to.id if row.to is not None and row.to.id != person.unit else 0,
        )
        stops = row.suspended is True and not person.suspended
        returns = row.suspended is False and person.suspended
        asked = {
            RollAct.RENAME: change.new_name,
            RollAct.PHONE: change.phone,
            RollAct.ROLE: role,
            RollAct.VILLAGES: change.villages,
            RollAct.MOVE: change.into,
            RollAct.SUSPEND: stops,
            RollAct.READMIT: returns,
        }
        return replace(change, acts=tuple(act for act, said in asked.items() if said))

    def _judge(self, change: RollChange, row: _Row, person: Person) -> None:
        """Ask the rules that judge the same act by message."""
        role = change.role
        if role is not None and role not in roles_to_change(self.office.by, person, self._units[person.unit]):
            raise WrongRow(RollFault.CANT_BECOME, row.role_text)
        after = replace(person, role=role or person.role)
        if change.into and not self.office.may_go(after, self._units[change.into]):
            raise WrongRow(RollFault.CANT_GO, self._units[change.into].name)
        goes = RollAct.END in change.acts or RollAct.MOVE in change.acts
        if (goes and self.office.busy(person)) or (role is not None and self.office.bound(person, role)):
            raise WrongRow(RollFault.HAND_OVER, person.name)

    def _other_villages(self, row: _Row, person: Person) -> tuple[str, ...]:
        """Read for which villages a chief speaks from now on, where the row names others."""
        villages = self._villages(row.villages, person.role)
        has = person.villages if person.role is Role.CHIEF else self.office.villages.get(person.id, ())
        if not villages or set(villages) == set(has):
            return ()
        if person.role is not Role.CHIEF:
            raise WrongRow(RollFault.VILLAGES_STAY, person.name)
        return villages

    def _villages(self, text: str, role: Role) -> tuple[str, ...]:
        """Read villages, several of them set off by marks; only a role that is for villages has any."""
        if not for_villages(role):
            return ()
        found = (self._village(one) for one in re.split(r"[、,;/\s]+", text) if one)
        return tuple(dict.fromkeys(found))

    def _village(self, text: str) -> str:
        found = self.office.places.find(text)
        if len(found) != 1:
            raise WrongRow(RollFault.UNKNOWN_VILLAGE, text)
        return found[0].key

    def _unit(self, text: str) -> Unit:
        found = self.office.units.get(text)
        if found is None:
            raise WrongRow(RollFault.UNKNOWN_UNIT, text)
        return found

    def _role(self, text: str) -> Role | None:
        """Read a role; who is there already need not say it again."""
        if not text:
            return None
        found = self.office.roles.get(text.casefold())
        if found is None:
            raise WrongRow(RollFault.UNKNOWN_ROLE, text)
        return found


def _name(text: str) -> str:
    """Read a name as the form does that asks for one."""
    try:
        return person_name(text)
    except EmptyAnswer:
        raise WrongRow(RollFault.NO_NAME) from None
    except OddName:
        return clean_name(text)  # of who is there since nobody looked at names


def _new_name(text: str, others: Iterable[str]) -> str:
    """Read what somebody is called from now on; the *others* are told apart from it."""
    [asked] = PERSON_NAME.questions
    if len(text) > asked.limit:
        raise WrongRow(RollFault.LONG_NAME, text)
    try:
        name = person_name(text)
    except OddName:
        raise WrongRow(RollFault.ODD_NAME, text) from None
    except EmptyAnswer:
        raise WrongRow(RollFault.NO_NAME) from None
    if other := taken_for(name, others):
        raise WrongRow(RollFault.TAKEN_FOR, other)
    return name


def _phone(text: str) -> str:
    if not text:
        return ""
    found = clean_phone(text)
    if found is None:
        raise WrongRow(RollFault.BAD_PHONE, text)
    return found


def _yes(text: str) -> bool | None:
    """Read whether something is so; what is left open stays as it is."""
    if text.casefold() not in (*YES, *NO, ""):
        raise WrongRow(RollFault.UNCLEAR, text)
    return text.casefold() in YES if text else None
