"""`shouwang policy`: the editions of the rules, shown, compared, checked and rehearsed."""

import asyncio
import sys
from collections.abc import Iterable, Sequence
from datetime import time
from pathlib import Path
from textwrap import fill, indent
from typing import Annotated, Any

import typer

from bot.command import running
from bot.command.opening import clock_of
from bot.command.said import in_a_line
from bot.command.settings import load_settings
from casework.policy.comparing import Difference, differences, figures
from casework.policy.editions import BrokenPolicy, Editions, load_editions, load_policy
from casework.policy.policy import Point, Policy, Rung, Topic
from casework.reminders.rehearsal import Message
from casework.text.dates import local_day
from handlers.policy import rehearsing
from handlers.ui.screens import bare
from handlers.words.terms import ROLES
from handlers.words.wording import LANGUAGES, Wording
from storage.policy.snapshot import Snapshot

policy = typer.Typer(
    name="policy",
    help="Show, compare and check the editions of the rules.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
_UNBROKEN = 10_000
Edition = Annotated[str, typer.Argument(help="Its name, say 109.")]


@policy.command()
def show(
    edition: Annotated[str | None, typer.Argument(help="Its name, say 109; else the one in force.")] = None,
) -> None:
    """Print every figure of an edition with its source."""
    with in_a_line():
        settings = load_settings()
        editions = load_editions(settings.policy_file)
        shown = _named(editions, edition) if edition else editions.on(local_day(clock_of(settings)()))
    typer.echo(f"{shown.title}: edition {shown.edition}, in force from {shown.in_force}")
    _table((figure.key, figure.source, written(figure.value)) for figure in figures(shown))


@policy.command()
def diff(old: Edition, new: Edition) -> None:
    """Print what changed from one edition to another, with both sources."""
    with in_a_line():
        editions = load_editions(load_settings().policy_file)
        found = differences(_named(editions, old), _named(editions, new))
    if not found:
        typer.echo(f"{old} and {new} set the same.")
        return
    _table([("key", old, new, f"source {old}", f"source {new}"), *map(_row, found)])


@policy.command()
def check(file: Annotated[Path, typer.Argument(help="The city's own edition, a TOML file.")]) -> None:
    """Check a file: one line when it is good, else every error with its line and key."""
    with in_a_line():
        found = load_policy(file)
    typer.echo(f"{file}: good: edition {found.edition}, in force from {found.in_force}")


@policy.command()
def rehearse(
    file: Annotated[Path | None, typer.Argument(help="The edition to try; else the one in force.")] = None,
    days: Annotated[
        int, typer.Option(min=1, max=rehearsing.MOST_DAYS, help="How far ahead.")
    ] = rehearsing.DAYS,
) -> None:
    """Print every message that would go out if nobody did anything. Nothing is sent, nothing is changed."""
    with in_a_line():
        settings = load_settings()
        tried = load_policy(file) if file else None
        office, taken = asyncio.run(running.snapshot(settings))
    now = office.clock()
    chosen = tried or office.editions.on(local_day(now))
    messages = rehearsing.rehearse(taken, chosen, office.memory.calendar, now, days)
    wording = office.wordings[LANGUAGES[0]]
    for one in messages:
        typer.echo(f"{wording.moment(one.at)}  {_who(taken, one.to, wording)}")
        typer.echo(indent(bare(rehearsing.said(one, chosen, wording)), "    "))
    _counts(taken, messages, wording)


def _counts(taken: Snapshot, messages: Sequence[Message], wording: Wording) -> None:
    counted = sorted(rehearsing.per_day(messages).items(), key=lambda one: (one[0][1], one[0][0]))
    typer.echo("")
    _table(
        [
            ("who", "day", "messages"),
            *((_who(taken, who, wording), str(day), str(n)) for (who, day), n in counted),
        ]
    )
    typer.echo(f"{len(messages)} messages to {len({one.to for one in messages})} people; nothing was sent.")


def _who(taken: Snapshot, person: int, wording: Wording) -> str:
    someone = taken.roll.people[person]
    return f"{someone.name}（{wording.label(ROLES[someone.role])}）"


_WIDE = 20
"""Characters of a cell: what a plan says in sentences stands below itself."""


def written(value: Any) -> str:
    """Write a value as an operator would."""
    match value:
        case (Topic() | Point(), *_):
            return "\n".join(map(written, value))
        case tuple():
            return ", ".join(map(written, value)) or "-"
        case Rung():
            return value.written
        case Topic():
            return f"{value.name} ({value.unit}, {value.per_year} a year)"
        case time():
            return f"{value:%H:%M}"
    return fill(str(value), _WIDE)


def _row(one: Difference) -> tuple[str, ...]:
    return one.key, written(one.old.value), written(one.new.value), one.old.source, one.new.source


def _named(editions: Editions, edition: str) -> Policy:
    found = editions.named(edition)
    if found is None:
        known = ", ".join(one.edition for one in editions.known)
        raise BrokenPolicy(f"There is no edition {edition}; there are {known}.")
    return found


def _table(rows: Iterable[tuple[str, ...]]) -> None:
    """Print columns under each other: as wide as the terminal, and unbroken into a file or a pipe."""
    from rich.console import Console  # noqa: PLC0415 -- 90 ms that only a table needs
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    for row in rows:
        table.add_row(*(Text(cell, overflow="fold") for cell in row))
    console = Console(width=None if sys.stdout.isatty() else _UNBROKEN)
    with console.capture() as printed:
        console.print(table)
    for line in printed.get().splitlines():
        typer.echo(line.rstrip())
