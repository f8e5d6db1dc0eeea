"""The command line: `shouwang run`, `sandbox`, `migrate`, `move`, `invite`, `doctor`, `policy`."""

from collections.abc import Callable, Coroutine
from importlib.metadata import version
from typing import Annotated, Any, TypeVar

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.app import DemoTrouble
from bot.command import doctor as examination
from bot.command import logs, opening, policies, running
from bot.command.doctor import LATEST
from bot.command.running import InvitationTrouble
from bot.command.settings import Settings, SettingTrouble, load_settings
from bot.event_loop import complete
from bot.messenger import MessengerTrouble, TokenRefused
from casework.policy.editions import BrokenPolicy
from casework.staffing.people import Role
from storage.core.schema import SchemaTrouble
from storage.core.vault import KeyTrouble

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
def run() -> None:
    """Start the bot.

    It serves Telegram when a token file is set, else the sandbox with a demo city.
    Stop it with Ctrl-C; starting it again goes on where it was.
    """
    _do(running.run)


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
    """Run a command; what an operator can mend is said in one line, without a traceback."""
    try:
        settings = load_settings()
        logs.set_up(settings.log_level)
        return complete(work(settings))
    except (
        SettingTrouble,
        BrokenPolicy,
        KeyTrouble,
        SchemaTrouble,
        DemoTrouble,
        InvitationTrouble,
    ) as trouble:
        said = str(trouble)
    except TokenRefused:
        said = "Telegram does not know the token in SHOUWANG_TOKEN_FILE."
    except MessengerTrouble as error:
        said = f"The Bot API can't be reached: {error}"
    except SQLAlchemyError as error:  # its message may hold values
        said = f"The database can't be used: {type(getattr(error, 'orig', None) or error).__name__}"
    except OSError as error:
        said = f"{error.filename or 'the network'}: {error.strerror or error}"
    typer.echo(said, err=True)
    raise typer.Exit(1)
