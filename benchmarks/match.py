"""The match of rosters: from raw files to families, how right, how fast and how large.

    .venv/bin/python -m benchmarks.match DIR             # roster_*.csv, and truth.csv beside them
    .venv/bin/python -m benchmarks.match DIR --naive 400 # and pairs compared one by one, on so many rows
    .venv/bin/python -m benchmarks.match DIR --peer      # and Splink, where it is installed

A roster has the head 編號,姓名,身分證字號,出生日期,行政區,地址 and is one bureau's; `truth.csv` says
bureau, row, person and household. The match never sees it: it is read afterwards, to count. Precision and
recall are of pairs of rows that are one person, of which one at least has no valid ID; all pairs stand below.
"""

import argparse
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

import polars as pl

from benchmarks import peer
from benchmarks.blind_index import peak
from casework.rosters import likeness
from casework.rosters.likeness import Likeness, Sameness
from storage.rosters.cleaning import cleaned
from storage.rosters.matching import Matched, match

CORES = 2
HEADS = {"姓名": "name", "身分證字號": "id", "出生日期": "birth", "行政區": "district", "地址": "address"}
KINDS = {
    "no ID": lambda one, other: True,
    "an ID with a typing error": lambda one, other: _near(one["given"], other["given"]),
    "a name that sounds alike": lambda one, other: _named(one, other, Likeness.SOUNDS),
    "another character, or one less": lambda one, other: _named(one, other, Likeness.SLIP | Likeness.DROPPED),
    "a masked name": lambda one, other: _named(one, other, Likeness.MASKED),
    "another birth, or none": lambda one, other: one["birth"] != other["birth"],
    "moved": lambda one, other: one["door"] != other["door"],
}
"""How two rows of one person differ, of which one has no valid ID."""


def read(folder: Path) -> pl.DataFrame:
    """Read all rosters, as many beside each other as there are cores: one list is cleaned by one.

    The largest comes first, and then the small ones beside it: no two large ones are in memory at once.
    """
    lists = enumerate(sorted(folder.glob("roster_*.csv")), 1)
    *small, largest = sorted(lists, key=lambda one: one[1].stat().st_size)
    with ThreadPoolExecutor(CORES) as beside:
        return pl.concat(beside.map(_read, (largest, *small)))


def _read(one: tuple[int, Path]) -> pl.DataFrame:
    number, path = one
    rows = pl.scan_csv(path, infer_schema=False).rename({**HEADS, "編號": "row"})
    bureau = pl.lit(number, dtype=pl.UInt8)
    return cleaned(rows.with_columns(bureau=bureau, row=pl.col("row").cast(pl.UInt32)))


def indexing(ids: pl.Series) -> "subprocess.Popen[bytes]":
    """Begin to make the blind index of the IDs, in a process of its own: on the other core."""
    index = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.blind_index"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    lines = ids.drop_nulls().unique().str.join("\n").item()
    pipe, index.stdin = index.stdin, None
    threading.Thread(target=_feed, args=(pipe, lines.encode() + b"\n"), daemon=True).start()
    return index


def _feed(pipe: IO[bytes], lines: bytes) -> None:
    with pipe:
        pipe.write(lines)


def main() -> None:
    """Match, and print what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--naive", type=int, default=0, help="compare so many rows pair by pair, too")
    parser.add_argument("--peer", action="store_true", help="the same rows through Splink, too")
    asked = parser.parse_args()
    began = time.perf_counter()
    rows = read(asked.folder)
    index = indexing(rows["id"])
    matched = match(rows)
    tokens, beside = map(int, index.communicate()[0].split())
    seconds = time.perf_counter() - began
    use = [resource.getrusage(whose) for whose in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    processor = sum(one.ru_utime + one.ru_stime for one in use)
    mebibytes = (peak() + beside) // 1024
    judged = told(asked.folder, rows, matched)
    precision, recall = figures(judged, "person", "found", touching=True)
    print(f"precision {precision:.4f}")
    print(f"recall {recall:.4f}")
    print(f"seconds {seconds:.1f}")
    print(f"MiB {mebibytes}")
    print(
        f"\nrows {rows.height:,}, IDs in the blind index {tokens:,}, seconds of the processor {processor:.1f}"
    )
    print("all pairs: precision {:.4f}, recall {:.4f}".format(*figures(judged, "person", "found")))
    print("families: precision {:.4f}, recall {:.4f}".format(*figures(judged, "household", "family")))
    bureaus = judged.group_by("family").agg(pl.col("bureau").n_unique())["bureau"]
    looked_at = (matched.pairs["verdict"] == Sameness.MAYBE.value).sum()
    print(f"families of several bureaus {(bureaus > 1).sum():,}, pairs to be looked at {looked_at:,}")
    by_kind(judged)
    print(
        "twins, pairs of two of whom one has no valid ID: {:,}, of which joined: {:,}".format(*twins(judged))
    )
    if asked.naive:
        naive(judged, asked.naive)
    if asked.peer:
        person, seconds = peer.matched(rows)
        both = judged.with_columns(theirs=person)
        said = "Splink: precision {:.4f}, recall {:.4f}, seconds {:.1f}"
        print("\n" + said.format(*figures(both, "person", "theirs", touching=True), seconds))
        theirs = both.with_columns(found="theirs")
        by_kind(theirs)
        print("twins: {:,}, of which joined: {:,}".format(*twins(theirs)))


def told(folder: Path, rows: pl.DataFrame, matched: Matched) -> pl.DataFrame:
    """Put what was found beside the truth."""
    truth = pl.read_csv(folder / "truth.csv").cast({"bureau": pl.UInt8, "row": pl.UInt32})
    given = pl.coalesce("id", "hint").fill_null("")
    beside = rows.with_columns(found=matched.person, family=matched.family, given=given)
    return beside.join(truth, on=["bureau", "row"], how="left", maintain_order="left")


def figures(judged: pl.DataFrame, truly: str, found: str, *, touching: bool = False) -> tuple[float, float]:
    """Count pairs of rows: those that are right of those that were found, and of those that there are."""
    right = pairs(judged, truly, found, touching=touching)
    return right / pairs(judged, found, touching=touching), right / pairs(judged, truly, touching=touching)


def pairs(judged: pl.DataFrame, *by: str, touching: bool) -> int:
    """Count the pairs of rows that are one; *touching*: of which one has no valid ID."""
    sizes = judged.group_by(by).agg(every=pl.len().cast(pl.Int64), known=pl.col("id").count().cast(pl.Int64))
    every, known = (sum(one * (one - 1) // 2 for one in sizes[of].to_list()) for of in ("every", "known"))
    return every - known if touching else every


def by_kind(judged: pl.DataFrame) -> None:
    """Print how many pairs of each kind of difference there are and were found, and which are false."""
    true, false = dict.fromkeys(KINDS, (0, 0)), dict.fromkeys(KINDS, 0)
    for one, other in _pairs(judged, "person"):
        for kind, is_so in KINDS.items():
            if is_so(one, other):
                count, hit = true[kind]
                true[kind] = count + 1, hit + (one["found"] == other["found"])
    for one, other in _pairs(judged, "found"):
        for kind, is_so in KINDS.items():
            false[kind] += one["person"] != other["person"] and is_so(one, other)
    print(f"\n{'pairs without a valid ID that differ by':40}{'pairs':>8}{'recall':>9}{'precision':>11}")
    for kind, (count, hit) in true.items():
        right = hit / (hit + false[kind]) if hit + false[kind] else 1
        print(f"{kind:40}{count:8,}{hit / max(count, 1):9.4f}{right:11.4f}")


def twins(judged: pl.DataFrame) -> tuple[int, int]:
    """Count the pairs of rows that are two people of one household and birth, and those taken for one."""
    born = judged.filter(pl.col("birth").is_not_null())
    every, joined = (
        pairs(born, "household", "birth", *found, touching=True)
        - pairs(born, "household", "birth", "person", *found, touching=True)
        for found in ((), ("found",))
    )
    return every, joined


def _pairs(judged: pl.DataFrame, by: str) -> Iterator[tuple[dict[str, object], dict[str, object]]]:
    """Yield the pairs of rows that are one, of which one has no valid ID."""
    several = judged.filter(pl.col(by).is_duplicated()).sort(by, "bureau", "row")
    for group in several.partition_by(by):
        rows = group.to_dicts()
        for at, one in enumerate(rows):
            yield from ((one, other) for other in rows[at + 1 :] if not (one["id"] and other["id"]))


def _named(one: dict[str, object], other: dict[str, object], sign: Likeness) -> bool:
    return bool(likeness.names_alike(str(one["name"]), str(other["name"])) & sign)


def _near(one: object, other: object) -> bool:
    return bool(likeness.ids_alike(str(one), str(other)) & Likeness.NEAR_ID)


def naive(judged: pl.DataFrame, most: int) -> None:
    """Compare each row with each of the others: what a match without keys would cost."""
    rows = judged.head(most).to_dicts()
    began = time.process_time()
    compared = 0
    for at, one in enumerate(rows):
        for other in rows[at + 1 :]:
            signs = likeness.names_alike(one["name"], other["name"])
            signs |= likeness.births_alike(one["birth"], other["birth"])
            signs |= likeness.ids_alike(one["given"], other["given"])
            likeness.judge(signs | (Likeness.DOOR if one["door"] == other["door"] else Likeness(0)))
            compared += 1
    each = (time.process_time() - began) / max(compared, 1)
    whole = each * judged.height * (judged.height - 1) / 2 / 86_400
    print(f"\npair by pair: {each * 1e6:.1f} µs a pair, {whole:,.0f} days of one processor for all rows")


if __name__ == "__main__":
    main()
