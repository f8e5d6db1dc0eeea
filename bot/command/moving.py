"""Moving the office to another database: `shouwang move --to URL`."""

from sqlalchemy import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError

from bot.app import real_clock
from bot.command import doctor, opening
from bot.command.doctor import ALIVE
from bot.command.settings import Settings
from casework.policy.calendar import Calendar
from casework.policy.editions import load_editions
from casework.policy.owed import Rules
from casework.text.dates import local_day
from storage import move
from storage.core.database import Database, Transaction
from storage.core.keys import open_vault
from storage.core.vault import KeyFile
from storage.move import MoveTrouble

DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}


async def to(settings: Settings, url: str) -> int:
    """Copy the office of the settings into the database of a URL; returns how many rows there are.

    The source is not changed and the key file stays as it is: both databases are sealed by the same key.
    """
    where = _understood(url)
    if where == make_url(settings.database):
        raise MoveTrouble("--to: this is where the office is")
    await opening.at_this_edition(settings)
    KeyFile(settings.key).read()
    source, target = Database(settings.database), Database(where.render_as_string(hide_password=False))

    def opened(connection: Connection) -> Transaction:
        now = real_clock()
        day = local_day(now)
        rules = Rules(load_editions(settings.policy_file).on(day), Calendar(), day)
        return Transaction(connection, now, open_vault(connection, settings.key), rules)

    try:
        await source.read(lambda connection: _stands_still(settings, opened(connection)))
        return await move.move(source, target, opened)
    finally:
        await source.close()
        await target.close()


def _understood(url: str) -> URL:
    try:
        where = make_url(url)
        return where.set(drivername=DRIVERS[where.get_backend_name()])
    except (ArgumentError, KeyError):
        said = (
            "--to: give sqlite:///FILE or postgresql://USER@HOST/DATABASE; a password belongs into ~/.pgpass"
        )
        raise MoveTrouble(said) from None


def _stands_still(settings: Settings, db: Transaction) -> None:
    """Refuse an office in which a bot is at work: what it would keep meanwhile would be left behind."""
    if doctor.alive(settings).well or doctor.rang_lately(db):
        minutes = int(ALIVE.total_seconds() // 60)
        raise MoveTrouble(
            f"a bot is running here, or was just now: stop every one, and come again after {minutes} minutes"
        )
