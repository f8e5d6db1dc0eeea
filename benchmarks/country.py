"""A country's month on one machine: its counties' matches, tokens between them, the live table.

    .venv/bin/python -m benchmarks.country DIR          # a folder for each county, with its roster_*.csv
    .venv/bin/python -m benchmarks.country DIR --live   # and the tokens in PostgreSQL, asked one by one

Each county is matched by a process of its own, one after another (docs/country.md). It leaves the tokens of
its IDs and nothing else: 16 bytes, with its number. Rosters made for each county by itself have some IDs in
common by chance; the exchange must find these: one part of it is counted by hand, too.
"""

import argparse
import hashlib
import hmac
import secrets
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from random import Random

import polars as pl
import psycopg
from sqlalchemy import make_url

from benchmarks.blind_index import peak
from benchmarks.match import read
from storage.rosters.matching import match
from tests.storage.databases import empty

ASKED = 20_000
LIVE = "CREATE TABLE live (token bytea NOT NULL, county smallint NOT NULL)"


def county(folder: Path, number: int, key: bytes, tokens: Path) -> None:
    """Match one county's rosters, and leave its tokens in a file."""
    began = time.perf_counter()
    rows = read(folder)
    match(rows)
    matched = time.perf_counter() - began
    ids = rows["id"].drop_nulls().unique().to_list()
    made = pl.Series("token", [hmac.digest(key, one.encode(), hashlib.sha256)[:16] for one in ids], pl.Binary)
    own = pl.DataFrame({"token": made}).with_columns(county=pl.lit(number, dtype=pl.Int16))
    own.write_parquet(tokens / f"{number:02}.parquet", compression="uncompressed")
    mebibytes = peak() // 1024
    print(f"{rows.height}\t{len(ids)}\t{matched:.1f}\t{time.perf_counter() - began:.1f}\t{mebibytes}")


def counties(folders: list[Path], key: bytes, tokens: Path) -> None:
    """Match one county after another, and print what the largest and all of them took."""
    found = []
    for number, folder in enumerate(folders):
        command = [sys.executable, "-m", "benchmarks.country", str(folder), "--county", str(number)]
        done = subprocess.run(
            [*command, "--tokens", str(tokens)], input=key, stdout=subprocess.PIPE, check=True
        )
        found.append([float(one) for one in done.stdout.split()])
    rows, ids, matched, seconds, mebibytes = zip(*found, strict=True)
    print(
        f"{len(folders)} counties, {sum(rows):,.0f} rows, {sum(ids):,.0f} IDs: {sum(matched):.0f} s of "
        f"matching, {sum(seconds):.0f} s with their tokens, {max(mebibytes):,.0f} MiB at the most"
    )
    print(f"the largest: {max(rows):,.0f} rows, {max(matched):.0f} s of matching")


def exchange(tokens: Path) -> None:
    """Join all counties' tokens on disk, and print who is in several; of one part, counted by hand, too."""
    began = time.perf_counter()
    every = pl.scan_parquet(tokens / "*.parquet").group_by("token").agg(pl.col("county").unique().sort())
    found = every.filter(pl.col("county").list.len() > 1).collect(engine="streaming")
    seconds = time.perf_counter() - began
    held = sum(one.stat().st_size for one in tokens.iterdir()) >> 20
    memory = peak() // 1024
    print(
        f"exchange: {seconds:.1f} s, {held:,} MiB of tokens, {memory:,} MiB of memory; "
        f"{found.height:,} in several counties"
    )
    part = found.filter(pl.col("token").bin.starts_with(b"\0")).height
    print(f"of the part that begins with 0: {part:,}, by hand {_by_hand(tokens):,}")


def _by_hand(tokens: Path) -> int:
    """Count who is in several counties, of the tokens that begin with a zero."""
    counties = Counter[bytes]()
    for file in tokens.iterdir():
        counties.update({token for token in pl.read_parquet(file)["token"] if token[0] == 0})
    return sum(1 for count in counties.values() if count > 1)


def live(tokens: Path, folder: Path) -> None:
    """Keep the tokens in PostgreSQL: how long it takes to fill, to ask for one, and to replace a county's."""
    address = make_url(empty("postgresql", folder)).set(drivername="postgresql")
    files = sorted(tokens.glob("*.parquet"))
    with psycopg.connect(address.render_as_string(hide_password=False), autocommit=True) as server:
        server.execute(LIVE)
        began = time.perf_counter()
        for file in files:
            _fill(server, file)
        filled = time.perf_counter() - began
        server.execute("CREATE INDEX live_token ON live (token, county)")
        server.execute("VACUUM ANALYZE live")
        indexed = time.perf_counter() - began - filled
        rows, table, index = _one(server)
        print(
            f"live: {rows:,} tokens filled in {filled:.0f} s, indexed in {indexed:.0f} s; "
            f"table {table >> 20:,} MiB, index {index >> 20:,} MiB"
        )
        took = sorted(_asked(server, files))
        print(f"asked for {ASKED:,}: middle {took[ASKED // 2]:.2f} ms, p99 {took[ASKED * 99 // 100]:.2f} ms")
        began = time.perf_counter()
        with server.transaction():
            server.execute("DELETE FROM live WHERE county = 0")
            _fill(server, files[0])
        print(f"a county's month replaced in {time.perf_counter() - began:.1f} s")


def _one(server: "psycopg.Connection[tuple[int, int, int]]") -> tuple[int, int, int]:
    sizes = "SELECT (SELECT count(*) FROM live), pg_table_size('live'), pg_indexes_size('live')"
    found = server.execute(sizes).fetchone()
    assert found is not None
    return found


def _fill(server: "psycopg.Connection[tuple[int, int, int]]", file: Path) -> None:
    """Copy a county's tokens, as PostgreSQL writes rows itself."""
    with server.cursor() as cursor, cursor.copy("COPY live FROM STDIN (FORMAT BINARY)") as copy:
        copy.set_types(["bytea", "int2"])
        for row in pl.read_parquet(file).iter_rows():
            copy.write_row(row)


def _asked(server: "psycopg.Connection[tuple[int, int, int]]", files: list[Path]) -> Iterator[float]:
    """Ask for tokens here and there, half of which nobody has; yield the milliseconds of each."""
    chance = Random(1)
    there = pl.concat([pl.read_parquet(file).sample(ASKED // len(files), seed=1) for file in files])["token"]
    strange = iter(lambda: chance.randbytes(16), b"")
    mixed = chance.sample([*there, *islice(strange, ASKED)], ASKED)
    for token in mixed:
        began = time.perf_counter()
        server.execute("SELECT county FROM live WHERE token = %s", (token,), binary=True).fetchall()
        yield (time.perf_counter() - began) * 1000


def main() -> None:
    """Match the counties, join their tokens, and keep them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--live", action="store_true", help="keep the tokens in PostgreSQL, too")
    parser.add_argument("--tokens", type=Path, help="where the tokens lie; those that are there are taken")
    parser.add_argument("--county", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    tokens = asked.tokens or asked.folder / "tokens"
    if asked.county is not None:
        county(asked.folder, asked.county, sys.stdin.buffer.read(), tokens)
        return
    if not tokens.exists():
        tokens.mkdir()
        folders = sorted({one.parent for one in asked.folder.glob("*/roster_*.csv")})
        counties(folders, secrets.token_bytes(32), tokens)
    exchange(tokens)
    if asked.live:
        live(tokens, asked.folder)


if __name__ == "__main__":
    main()
