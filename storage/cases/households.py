"""Households: who lives there and where, under a key of their own, found again by keyed hashes.

Cases point to one; which of them a screener judged to be one and the same is kept beside, and taken back
without a trace. Nobody is judged here: who reads a household came by a case that `cases.get` let them have.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec.json import Decoder, encode
from msgspec.structs import asdict, replace
from sqlalchemy import ColumnElement, bindparam, delete, func, insert, select, union_all, update

from casework.cases import families
from casework.cases.families import Links
from casework.cases.household import Household, Member
from casework.errors import Overtaken
from casework.text.addresses import clean_address
from casework.text.identity import clean_national_id
from casework.text.names import bigrams, clean_name, surname_sign
from casework.text.telephones import clean_phone, without_extension
from storage.core.among import among
from storage.core.database import Transaction
from storage.core.families import reach
from storage.core.tables import households, tokens

KEY: Final = "household key"
FOUND_BY: Final = "3"
"""As what names, telephones and addresses are compared: with another, all is made findable anew."""
EXACT = frozenset({"id", "phone", "address"})
"""Fields whose hash is of the whole: two households that share one are perhaps the same."""
COLUMNS: Sequence[ColumnElement[Any]] = [
    households.c[name].label(f"household_{name}") for name in ("wrapped", "sealed", "version")
]
"""What a statement that reads whole cases reads of their household, beside its id."""
_WRITTEN = Decoder(Household)
_ADD = insert(households).returning(households.c.id)
_SEAL = (
    update(households)
    .where(households.c.id == bindparam("row"))
    .values(wrapped=bindparam("key"), sealed=bindparam("content"))
)
_KEY_OF = select(households.c.wrapped).where(households.c.id == bindparam("row"))
_SAVE = (
    update(households)
    .where(households.c.id == bindparam("row"), households.c.version == bindparam("was"))
    .values(sealed=bindparam("content"), version=bindparam("becomes"))
)
_LINK = (
    update(households)
    .where(households.c.id == bindparam("row"))
    .values(joined_to=bindparam("to", type_=households.c.joined_to.type))
)
_ADD_TOKENS = insert(tokens)
_AFTER = (
    select(households.c.id)
    .where(households.c.id > bindparam("last"))
    .order_by(households.c.id)
    .limit(bindparam("most"))
)
_ONE = select(households.c.id.label("household_id"), *COLUMNS).where(households.c.id == bindparam("row"))
_DROP_TOKENS = delete(tokens).where(tokens.c.household_id == bindparam("row"))


MANY: Final = 128
"""Of more households than these, what they are one with is looked for among all judgements."""
_has_link = households.c.joined_to.is_not(None)
_linked = union_all(
    select(households.c.id.label("one")).where(_has_link), select(households.c.joined_to).where(_has_link)
).subquery()
_JUDGED = select(_linked.c.one).where(among(_linked.c.one, "these")).distinct()
_these = reach(among(households.c.id, "these"))
_LINKS = select(_these.c.id, _these.c.joined_to).distinct()
_FAMILIES = select(_these.c.of, func.min(_these.c.id).label("family")).group_by(_these.c.of)
_FAMILY = (
    select(
        households.c.id.label("household_id"),
        *COLUMNS,
    )
    .where(households.c.id.in_(select(_these.c.id)))
    .order_by(households.c.id)
)
_HAVING_ALL = select(households.c.id.label("household_id"), *COLUMNS).where(
    households.c.id.in_(
        select(tokens.c.household_id)
        .where(tokens.c.field == "name", tokens.c.token.in_(bindparam("hashes", expanding=True)))
        .group_by(tokens.c.household_id)
        .having(func.count() == bindparam("all"))
    )
)


def add(db: Transaction, household: Household) -> Household:
    """Keep a household for the first time, under a new key, and make it findable."""
    row = int(db.connection.execute(_ADD, {"wrapped": b"", "sealed": b"", "version": 1}).scalar_one())
    key, wrapped = db.vault.new_key(row, KEY)
    db.connection.execute(_SEAL, {"row": row, "key": wrapped, "content": _sealed(db, row, household, key)})
    household = replace(household, id=row, version=1)
    _add_tokens(db, household)
    return household


def change(db: Transaction, household: Household) -> Household:
    """Write down what is known of it now, and make that findable; `Overtaken` where somebody was quicker."""
    row, was = household.id, household.version
    key = db.vault.unwrap(row, db.connection.execute(_KEY_OF, {"row": row}).scalar_one(), KEY)
    content = _sealed(db, row, household, key)
    values = {"row": row, "was": was, "becomes": was + 1, "content": content}
    if db.connection.execute(_SAVE, values).rowcount != 1:
        raise Overtaken
    household = replace(household, version=was + 1)
    _index(db, household)
    return household


def of_row(db: Transaction, row: Any) -> Household:
    """Open the household of a row of `COLUMNS`."""
    key = db.vault.unwrap(row.household_id, row.household_wrapped, KEY)
    found = _WRITTEN.decode(db.vault.open_bytes("household", row.household_id, row.household_sealed, key))
    return replace(found, id=row.household_id, version=row.household_version)


def _sealed(db: Transaction, row: int, household: Household, key: bytes) -> bytes:
    written = {name: value for name, value in asdict(household).items() if name not in {"id", "version"}}
    return db.vault.seal_bytes("household", row, encode(written), key)


def named(db: Transaction, pairs: set[str]) -> list[int]:
    """Find the households one of whose members has every two characters of a name, *pairs*, in theirs.

    The hashes of a household are those of all its members, so that two of them may have between them what
    neither has: those that may be found are opened, and no others. Two characters are one hash, which is one
    person's: nobody need ask for it here.
    """
    hashes = [db.vault.index("name", one) for one in pairs]
    perhaps = db.connection.execute(_HAVING_ALL, {"hashes": hashes, "all": len(hashes)}) if hashes else ()
    return [row.household_id for row in perhaps if _has(of_row(db, row), pairs)]


def _has(household: Household, pairs: set[str]) -> bool:
    return any(
        pairs <= bigrams(told) for told in (*(one.name for one in household.members), household.unread)
    )


def family(db: Transaction, household: Household) -> list[Household]:
    """Return a household and all that are judged to be one with it, itself first."""
    found = [of_row(db, row) for row in db.connection.execute(_FAMILY, {"these": [household.id]}).all()]
    return sorted(found, key=lambda one: (one.id != household.id, one.id))


def names_known(db: Transaction, household: Household) -> list[str]:
    """List the names known in a household and in all that are one with it: they stand nowhere unmasked."""
    return [name for one in family(db, household) for name in one.names]


def families_of(db: Transaction, these: Iterable[int]) -> Mapping[int, int]:
    """Say of each household which family it is of: households of one family have one number."""
    found = db.connection.execute(_FAMILIES, {"these": sorted(set(these))}).all()
    return {row.of: row.family for row in found}


def one_with(db: Transaction, these: Iterable[int]) -> Sequence[int]:
    """List households, and all that are judged to be one with them."""
    begun = sorted(set(these))
    if len(begun) > MANY:  # to go through all judgements costs less than to look at each of so many
        judged = db.connection.execute(_JUDGED, {"these": begun}).scalars().all()
        if len(judged) <= MANY:
            return sorted({*begun, *_reached(db, judged)})
    return _reached(db, begun)


def _reached(db: Transaction, begun: Sequence[int]) -> Sequence[int]:
    return [row.id for row in db.connection.execute(_LINKS, {"these": begun}).all()] if begun else []


def same(db: Transaction, one: Household, other: Household) -> bool:
    """Tell whether two households are judged to be one, be it by way of others."""
    return len(set(families_of(db, (one.id, other.id)).values())) == 1


def linked(db: Transaction, household: Household) -> list[int]:
    """List the households with which one was judged, just so, to be the same."""
    return families.linked(links(db, household.id), household.id)


def links(db: Transaction, *these: int) -> Links:
    """Return every judgement in the families of these households."""
    return {row.id: row.joined_to for row in db.connection.execute(_LINKS, {"these": these}).all()}


def join(db: Transaction, one: int, other: int) -> None:
    """Judge two households to be one; `WrongState` where they are."""
    _link(db, families.joined(links(db, one, other), one, other))


def part(db: Transaction, one: int, other: int) -> None:
    """Take that judgement back; `WrongState` where there is none."""
    _link(db, families.parted(links(db, one, other), one, other))


def _link(db: Transaction, changes: Links) -> None:
    for household, to in changes.items():
        db.connection.execute(_LINK, {"row": household, "to": to})


def after(db: Transaction, last: int, most: int) -> list[int]:
    """List the next households after one, in the order of their ids."""
    return list(db.connection.execute(_AFTER, {"last": last, "most": most}).scalars().all())


def find_anew(db: Transaction, household: int) -> None:
    """Make one findable as households are compared now."""
    _index(db, of_row(db, db.connection.execute(_ONE, {"row": household}).one()))


def _index(db: Transaction, household: Household) -> None:
    db.connection.execute(_DROP_TOKENS, {"row": household.id})
    _add_tokens(db, household)


def _add_tokens(db: Transaction, household: Household) -> None:
    rows = [
        {"household_id": household.id, "field": field, "token": token}
        for field, token in tokens_of(db, household)
    ]
    if rows:
        db.connection.execute(_ADD_TOKENS, rows)


def tokens_of(db: Transaction, household: Household) -> set[tuple[str, bytes]]:
    """Return the keyed hashes by which a household is found again: by whoever lives there, and where."""
    found = {*_exact(db, "address", clean_address(household.address)), *name_tokens(db, household.unread)}
    for one in household.members:
        found.update(_of_member(db, one))
    return found


def address_tokens(db: Transaction, addresses: Iterable[str]) -> set[tuple[str, bytes]]:
    """Return the keyed hashes of addresses that are compared."""
    return {token for one in addresses for token in _exact(db, "address", one)}


def _of_member(db: Transaction, member: Member) -> Iterator[tuple[str, bytes]]:
    yield from _exact(db, "id", clean_national_id(member.national_id))
    for phone in filter(None, map(clean_phone, member.phones)):
        for one in {phone, without_extension(phone)}:
            yield from _exact(db, "phone", one)
    yield from name_tokens(db, member.name)


def _exact(db: Transaction, field: str, value: str | None) -> Iterator[tuple[str, bytes]]:
    if value:
        yield field, db.vault.index(field, value)


def name_tokens(db: Transaction, name: str) -> set[tuple[str, bytes]]:
    """Return the keyed hashes of every two characters of a name, and of its first alone."""
    pairs = {("name", db.vault.index("name", pair)) for pair in bigrams(clean_name(name)) if pair}
    surname = surname_sign(name)
    return pairs | {("surname", db.vault.index("surname", surname))} if surname else pairs
