"""What an operator can mend is said in one line, without a traceback."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import typer
from sqlalchemy.exc import SQLAlchemyError

from bot.app import DemoTrouble
from bot.command.running import InvitationTrouble
from bot.command.settings import SettingTrouble
from bot.messenger import MessengerTrouble, TokenRefused
from casework.policy.editions import BrokenPolicy
from storage.core.schema import SchemaTrouble
from storage.core.vault import KeyTrouble

TROUBLES = (SettingTrouble, BrokenPolicy, KeyTrouble, SchemaTrouble, DemoTrouble, InvitationTrouble)


@contextmanager
def in_a_line() -> Iterator[None]:
    """End a command that can't be done, and say why."""
    try:
        yield
        return
    except TROUBLES as trouble:
        said = str(trouble)
    except TokenRefused:
        said = "Telegram does not know the token in SHOUWANG_TOKEN_FILE."
    except MessengerTrouble as error:
        said = f"The Bot API can't be reached: {error}"
    except SQLAlchemyError as error:  # its message may hold values
        said = f"The database can't be used: {type(getattr(error, 'orig', None) or error).__name__}"
    except sqlite3.Error as error:
        said = f"The database can't be used: {error}"
    except OSError as error:
        said = f"{error.filename or 'the network'}: {error.strerror or error}"
    typer.echo(said, err=True)
    raise typer.Exit(1)
