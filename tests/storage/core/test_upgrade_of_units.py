"""The upgrade finds each unit its place, and nobody who came later is lost by going back."""

import pytest
from sqlalchemy import Connection, text

from storage.core import migrate, schema
from tests.storage.core.test_migrations import looked_at

OLD = (
    ("centre", "平鎮區家庭服務中心", "平鎮區"),
    ("protection", "家防中心", ""),
    ("police", "警察局", ""),
    ("civil", "民政局", ""),
    ("district", "平鎮區公所", "平鎮區"),
    ("bureau", "社會局", ""),
)


def founded(connection: Connection) -> None:
    """Found the units as the earlier edition did."""
    for kind, name, district in OLD:
        values = {"kind": kind, "name": name, "district": district}
        connection.execute(
            text("INSERT INTO units (kind, name, district) VALUES (:kind, :name, :district)"), values
        )


def places(connection: Connection) -> dict[str, tuple[str | None, str | None]]:
    """Say under which unit each stands, and as which it counts."""
    rows = connection.execute(
        text(
            "SELECT units.name, above.name AS above, bureau.name AS bureau FROM units"
            " LEFT JOIN units AS above ON above.id = units.parent"
            " LEFT JOIN units AS bureau ON bureau.id = units.bureau"
        )
    )
    return {row.name: (row.above, row.bureau) for row in rows}


@pytest.fixture
async def upgraded(empty_url: str) -> str:
    await migrate.upgrade(empty_url, "0004")
    await looked_at(empty_url, founded)
    await migrate.upgrade(empty_url)
    return empty_url


async def test_each_unit_stands_where_it_counts(upgraded: str) -> None:
    assert await looked_at(upgraded, places) == {
        "平鎮區家庭服務中心": ("社會局", "社會局"),
        "家防中心": ("社會局", "社會局"),
        "警察局": (None, None),
        "民政局": (None, None),
        "平鎮區公所": ("民政局", "民政局"),
        "社會局": (None, None),
    }


async def test_an_office_that_changed_nothing_goes_back_and_comes_again(upgraded: str) -> None:
    before = await looked_at(upgraded, places)
    await migrate.downgrade(upgraded, "0004")
    await migrate.upgrade(upgraded)
    assert await looked_at(upgraded, places) == before


PERSON = (
    "INSERT INTO people (role, unit, sealed, villages, active, version, suspended_at)"
    " VALUES ('{}', 1, '', '[]', {}, 1, {})"
)


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (PERSON.format("worker", "false", "1"), "suspended"),
        (PERSON.format("head", "true", "NULL"), "heads"),
        ("UPDATE units SET ended_at = 1 WHERE id = 1", "have ended"),
        ("UPDATE units SET kind = 'school' WHERE id = 1", "came later"),
        (
            "INSERT INTO invitations (code, role, unit, villages, expires_at)"
            " VALUES ('x', 'head', 1, '[]', 9)",
            "invited as heads",
        ),
    ],
    ids=["suspended", "head", "ended", "kind", "invited"],
)
async def test_what_the_earlier_edition_could_not_know_keeps_it_from_going_back(
    upgraded: str, done: str, said: str
) -> None:
    await looked_at(upgraded, lambda connection: connection.execute(text(done)))
    with pytest.raises(schema.SchemaTrouble, match=said):
        await migrate.downgrade(upgraded, "0004")


async def test_what_was_revoked_stays_so_after_going_back(upgraded: str) -> None:
    revoked = (
        "INSERT INTO invitations (code, role, unit, villages, expires_at, revoked_at)"
        " VALUES ('x', 'worker', 1, '[]', 9, 5)"
    )
    await looked_at(upgraded, lambda connection: connection.execute(text(revoked)))
    await migrate.downgrade(upgraded, "0004")
    expires = text("SELECT expires_at FROM invitations")
    assert await looked_at(upgraded, lambda connection: connection.execute(expires).scalar()) == 5
