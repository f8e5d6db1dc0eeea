"""The command line: `shouwang run`, `move`, `backup`, `restore`, `invite`, `doctor`, `policy` and more."""

from collections.abc import Callable, Coroutine
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bot.command import doctor as examination
from bot.command import logs, opening, policies, running
from bot.command.doctor import LATEST
from bot.command.said import in_a_line
from bot.command.settings import Settings, load_settings
from bot.event_loop import complete
from casework.staffing.people import Role
from casework.text.dates import in_taipei

if TYPE_CHECKING:
    from bot.command.copies import OfficeCopy

Result = TypeVar("Result")

main = typer.Typer(
    name="shouwang",
    help="Shouwang 守望: a chat bot for the front line of Taiwan's social safety net.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
main.add_typer(policies.policy)


def _edition(asked: bool) -> None:
    if asked:
        typer.echo(f"shouwang {version('shouwang')}")
        raise typer.Exit


@main.callback()
def shouwang(
    _: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_edition, is_eager=True)
    ] = False,
) -> None:
    """Take what is said before the command."""


@main.command()
def run(
    another_bot: Annotated[
        bool, typer.Option("--another-bot", help="The token is another bot's than before, and meant to be.")
    ] = False,
) -> None:
    """Start the bot.

    It serves Telegram when a token file is set, else the sandbox with a demo city.
    Stop it with Ctrl-C; starting it again goes on where it was.
    """
    _do(partial(running.run, another_bot=another_bot))


@main.command()
def sandbox() -> None:
    """Start the sandbox alone.

    It is a local Telegram, with phones in the browser.
    """
    from bot.command import practising  # noqa: PLC0415 -- else nothing of the sandbox is loaded

    _do(practising.sandbox_alone)


@main.command()
def migrate() -> None:
    """Bring the database to this edition's schema. `run` does it by itself."""
    _do(opening.migrate)
    typer.echo("The database is up to date.")


@main.command()
def move(
    to: Annotated[str, typer.Option(help="The other database: empty, and of either kind.", metavar="URL")],
) -> None:
    """Copy the whole office into another database, SQLite or PostgreSQL. Stop the bot first.

    All of it is copied or nothing, and the office that is here stays as it is. The key file is the same.
    """
    from bot.command import moving  # noqa: PLC0415 -- it makes tables, by Alembic

    rows = _do(lambda settings: moving.to(settings, to))
    typer.echo(
        f"{rows:,} rows were copied, and the journal holds. Set SHOUWANG_DATABASE_URL, and start the bot."
    )


@main.command()
def backup(
    to: Annotated[Path, typer.Option(help="The directory for copies.", metavar="DIRECTORY")] = Path("backup"),
) -> None:
    """Copy the database (SQLite) while the bot runs, and prove the copy.

    The key is not in it: keep that apart, once.
    """
    from bot.command import copies  # noqa: PLC0415 -- nothing else makes copies

    made = _do(lambda settings: copies.backup(settings, to))
    typer.echo(f"{made.file}: {_holds(made)}")


@main.command()
def restore(
    file: Annotated[Path, typer.Argument(help="The copy.", metavar="FILE")],
    check: Annotated[bool, typer.Option("--check", help="Only look whether the copy can be used.")] = False,
) -> None:
    """Put a copy in the place of the database. Stop the bot first, and say `shouwang restored` after it."""
    from bot.command import copies  # noqa: PLC0415 -- nothing else makes copies

    if check:
        typer.echo(f"It can be restored: {_holds(_do(lambda settings: copies.check(settings, file)))}")
        return
    aside = _do(lambda settings: copies.restore(settings, file))
    if aside is not None:
        typer.echo(f"What was there is now {aside}.")
    typer.echo("The copy is in its place. Now: shouwang restored --admin NAME")


@main.command()
def restored(
    admin: Annotated[
        list[str], typer.Option(help="An administrator who is still here; may be repeated.", metavar="NAME")
    ],
    unmarked: Annotated[
        bool, typer.Option("--unmarked", help="It is a copy that `shouwang backup` did not make.")
    ] = False,
) -> None:
    """Let the office go on from a copy: what came after it is lost, and everybody is told so."""
    from bot.command import copies  # noqa: PLC0415 -- nothing else makes copies

    done = _do(lambda settings: copies.restored(settings, admin, unmarked=unmarked))
    since, until = (in_taipei(one).strftime("%Y-%m-%d %H:%M") for one in (done.since, done.until))
    typer.echo(
        f"Missing: {since} to {until}, Taipei time. Everybody is told once the bot runs.\n"
        f"Accesses that sleep until who leads confirms them: {done.asleep:,}\n"
        f"Invitations that are void: {done.invitations:,}\n"
        f"Messages with full data that are taken back: {done.taken_back:,}"
    )


def _holds(copy: "OfficeCopy") -> str:
    taken = in_taipei(copy.taken).strftime("%Y-%m-%d %H:%M")
    return (
        f"as of {taken}, Taipei time; {copy.cases:,} cases, {copy.people:,} people, {copy.entries:,} acts; "
        "whole, and the key fits"
    )


@main.command()
def invite(
    role: Annotated[Role, typer.Option(help="What the person is here for.")],
    name: Annotated[str, typer.Option(help="Their name, as they are called in the office.")],
    village: Annotated[
        list[str] | None,
        typer.Option(help="A village they are responsible for, say 平鎮區新勢里; may be repeated."),
    ] = None,
    unit: Annotated[str | None, typer.Option(help="Their unit's name, say 家防中心.")] = None,
) -> None:
    """Print a one-time invitation. It is shown once: pass it to the person and to nobody else.

    A village alone is enough for a chief (the district's office) and for a worker (the village's centre).
    """
    typer.echo(_do(lambda settings: running.invite(settings, role, name, village or [], unit)))


@main.command()
def doctor(
    alive: Annotated[bool, typer.Option("--alive", help="Ask only whether the bot is running.")] = False,
    whole: Annotated[
        bool,
        typer.Option("--all", help=f"Read every entry of the journal, not the latest {LATEST:,} only."),
    ] = False,
) -> None:
    """Look whether everything is well, and say what is not."""
    found = _do(lambda settings: _examined(settings, alive=alive, whole=whole))
    for finding in found:
        typer.echo(f"{'ok   ' if finding.well else 'BAD  '}{finding.what}: {finding.said}")
    if not all(finding.well for finding in found):
        raise typer.Exit(1)


async def _examined(settings: Settings, *, alive: bool, whole: bool) -> list[examination.Examined]:
    if alive:
        return [examination.alive(settings)]
    return await examination.examine(settings, opening.clock_of(settings), whole=whole)


def _do(work: Callable[[Settings], Coroutine[Any, Any, Result]]) -> Result:
    """Run a command."""
    with in_a_line():
        settings = load_settings()
        logs.set_up(settings.log_level)
        return complete(work(settings))
