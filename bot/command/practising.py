"""What the commands do without a token: the practice room, and the sandbox alone."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from bot.command.opening import alone, not_a_copy, opened, stop_asked
from bot.command.settings import Settings, SettingTrouble
from bot.practice import practice
from sandbox import MovableClock, random_token, serve


async def run(settings: Settings) -> None:
    """Run the demo city until it is told to stop."""
    stop = stop_asked()
    clock = MovableClock(settings.sandbox)
    host, port = settings.sandbox_host, settings.sandbox_port
    async with opened(settings, clock) as office:
        await office.transact(not_a_copy)
        with alone(settings, office.database), _port_named(settings):
            async with practice.room(office, clock, settings.sandbox, host=host, port=port) as (served, _):
                typer.echo(f"Shouwang runs with a demo city: open {served.page} (stop with Ctrl-C).")
                await stop.wait()


async def sandbox_alone(settings: Settings) -> None:
    """Run the local Telegram until it is told to stop."""
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _port_named(settings):
        async with serve(
            settings.sandbox, host=settings.sandbox_host, port=settings.sandbox_port, token=random_token()
        ) as served:
            typer.echo(f"The sandbox is at {served.page} (token {served.token}).")
            await stop_asked().wait()


@contextmanager
def _port_named(settings: Settings) -> Iterator[None]:
    """Say which setting to change when somebody listens there already."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise SettingTrouble(f"SHOUWANG_SANDBOX_PORT: {settings.sandbox_port} is in use") from error
