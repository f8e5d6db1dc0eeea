"""A household: who lives there and where, as far as anybody knows. Sealed wherever it is kept.

Two households that turn out to be one are judged so (`families.py`); each keeps what was known of it.
"""

from datetime import date
from enum import StrEnum
from typing import Self

from msgspec import Struct
from msgspec.structs import replace

from casework.errors import WrongState
from casework.text.dates import months_before

MINOR = 18
"""Children and youths (兒少) are younger [兒少權法 2]."""


class Sex(StrEnum):
    """As the register writes it."""

    FEMALE = "female"
    MALE = "male"


class AgeBand(StrEnum):
    """How old somebody is whose birth nobody knows.

    Under 6 are the children of [001] 三(六)1(2); under 12 and 18 children and youths [兒少權法 2]; 65 is old
    [老人福利法 2].
    """

    UNDER_6 = "under_6"
    UNDER_12 = "under_12"
    UNDER_18 = "under_18"
    ADULT = "adult"
    ELDER = "elder"


MINORS = frozenset({AgeBand.UNDER_6, AgeBand.UNDER_12, AgeBand.UNDER_18})


class Left(StrEnum):
    """Why somebody is taken out of a household."""

    NOT_OF_IT = "not_of_it"
    """They never lived there: written down by mistake."""
    MOVED = "moved"
    DIED = "died"


class Member(Struct, frozen=True):
    """Somebody who lives in a household."""

    name: str = ""
    national_id: str = ""
    born: date | None = None
    age: AgeBand | None = None
    """Where the birth is not known."""
    sex: Sex | None = None
    relation: str = ""
    """To whom the report named, in plain words."""
    phones: tuple[str, ...] = ()
    remark: str = ""

    @property
    def phone(self) -> str:
        """The number to try first."""
        return self.phones[0] if self.phones else ""

    def minor(self, on: date) -> bool:
        """Tell whether they are a child or a youth on a day; a birth says more than a band."""
        if self.born is not None:
            return self.born > months_before(on, 12 * MINOR)
        return self.age in MINORS

    def may_be_minor(self, on: date) -> bool:
        """Tell whether nobody knows them to be grown-up."""
        return self.minor(on) or (self.born is None and self.age is None)


class Former(Struct, frozen=True):
    """Somebody who was taken out of a household: kept, and put back where they stood."""

    member: Member
    place: int
    why: Left
    on: date


class Household(Struct, frozen=True):
    """Whom a case is about, as far as known. The first member is whom the report named.

    A *place* is somebody's for good: it stays theirs when others are taken out, and theirs to come back to.
    """

    members: tuple[Member, ...] = ()
    address: str = ""
    id: int = 0
    version: int = 0
    former: tuple[Former, ...] = ()
    unread: str = ""
    """What was told and is none of these (未辨識): a hint (巷口賣麵的那家), kept as it was told."""

    @property
    def plain(self) -> Self:
        """Who they are and where, without what was remarked of them: it can say why somebody serves them."""
        members = tuple(replace(one, remark="") for one in self.members)
        return replace(self, members=members, former=(), unread="")

    @property
    def unknown(self) -> bool:
        """Tell whether nothing at all was said of it yet."""
        return not (self.members or self.address or self.unread)

    @property
    def first(self) -> Member:
        """Whom the report named; somebody without a name where it named nobody."""
        return self.members[0] if self.members else Member()

    @property
    def name(self) -> str:
        """The name of whom the report named."""
        return self.first.name

    @property
    def national_id(self) -> str:
        """The ID of whom the report named."""
        return self.first.national_id

    @property
    def phone(self) -> str:
        """The telephone of whom the report named."""
        return self.first.phone

    @property
    def names(self) -> tuple[str, ...]:
        """All names in it, also of who was taken out: what must be masked in what people tell."""
        known = (*self.members, *(one.member for one in self.former))
        return tuple(one.name for one in known if one.name)

    @property
    def places(self) -> tuple[int, ...]:
        """The places of the members, in their order."""
        left = {one.place for one in self.former}
        return tuple(one for one in range(len(self.members) + len(left)) if one not in left)

    def at(self, place: int) -> Member:
        """Return who has a place; raises `WrongState` where nobody has it now."""
        return self.members[self._order(place)]

    def _order(self, place: int) -> int:
        if place not in self.places:
            raise WrongState
        return self.places.index(place)

    def corrected(self, given: "Household") -> Self:
        """Take over what is given of whom the report named, and where; what is not given stays."""
        first, told = self.first, given.first
        first = replace(
            first,
            name=told.name or first.name,
            national_id=told.national_id or first.national_id,
            phones=(*told.phones, *first.phones[len(told.phones) :]),
        )
        members = (first, *self.members[1:]) if first != Member() else self.members
        known = {one.name for one in members}
        others = tuple(one for one in given.members[1:] if one.name not in known)
        unread = "、".join(dict.fromkeys(one for one in (self.unread, given.unread) if one))
        address = given.address or self.address
        return replace(self, members=(*members, *others), address=address, unread=unread)

    def with_member(self, member: Member) -> Self:
        """Add somebody who lives there, too."""
        return replace(self, members=(*self.members, member))

    def with_corrected(self, place: int, member: Member) -> Self:
        """Correct somebody; raises `WrongState` where there is nobody in this place."""
        order = self._order(place)
        return replace(self, members=(*self.members[:order], member, *self.members[order + 1 :]))

    def without(self, place: int, why: Left, *, on: date) -> Self:
        """Take somebody out; raises `WrongState` where there is nobody in this place."""
        order = self._order(place)
        members = (*self.members[:order], *self.members[order + 1 :])
        former = (*self.former, Former(self.members[order], place, why, on))
        return replace(self, members=members, former=former)

    def with_back(self, place: int) -> Self:
        """Put somebody back who was taken out; raises `WrongState` where nobody was from this place."""
        back = next((one for one in self.former if one.place == place), None)
        if back is None:
            raise WrongState
        order = sum(one < place for one in self.places)
        members = (*self.members[:order], back.member, *self.members[order:])
        return replace(self, members=members, former=tuple(one for one in self.former if one != back))


def as_told(name: str = "", national_id: str = "", phone: str = "", address: str = "") -> Household:
    """Make a household of what one line tells: one person, and where."""
    known = Member(name, national_id, phones=(phone,) if phone else ())
    return Household((known,) if known != Member() else (), address)
