"""Settings: from SHOUWANG_… variables or a .env file; secrets lie in files that the settings name."""

import os
import re
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.telegram.channel import PER_SECOND

PREFIX = "SHOUWANG_"
ENV_FILE = ".env"
_TOKEN = re.compile(r"\d+:[\w-]+")


class SettingTrouble(Exception):  # noqa: N818 - says what it is
    """A setting can't be used; the message names it."""


class Settings(BaseModel):
    """What an operator may set. Each stands in the README and in `.env.example`."""

    model_config = ConfigDict(frozen=True)

    token_file: Path | None = Field(None, description="File with the bot's token; none: the sandbox")
    api_url: str | None = Field(None, description="Another Bot API server than Telegram's")
    messages_per_second: int = Field(
        PER_SECOND, ge=1, description="Telegram's limit; more only for a Bot API server of your own"
    )
    data: Path = Field(Path("data"), description="Directory for everything that is kept")
    database_url: str | None = Field(None, description="Database; default: SQLite in the data directory")
    key_file: Path | None = Field(
        None, description="Key of the sealed fields; default: in the data directory"
    )
    policy_file: Path | None = Field(
        None, description="The city's own edition of the rules; none: the shipped ones, each from its date"
    )
    sandbox_host: str = Field(
        "127.0.0.1", description="Where the sandbox listens; elsewhere than on loopback a key is needed"
    )
    sandbox_port: int = Field(8765, ge=0, le=65535, description="Port of the sandbox; 0: any that is free")
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", description="What is logged")

    @field_validator("token_file", "api_url", "database_url", "key_file", "policy_file", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if value == "" else value

    @field_validator("log_level", mode="before")
    @classmethod
    def _in_small_letters(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @property
    def home(self) -> Path:
        """Where this office keeps its things; the demo city never lies beside real people."""
        return self.data if self.token_file else self.data / "demo"

    @property
    def database(self) -> str:
        """The database's URL."""
        return self.database_url or f"sqlite+aiosqlite:///{self.home.absolute() / 'shouwang.db'}"

    @property
    def key(self) -> Path:
        """The key file. Keep a copy apart from the backups of the database."""
        return self.key_file or self.home / "key.json"

    @property
    def alive(self) -> Path:
        """The file whose age says whether the bot is running: it is touched at every ring of the bell."""
        return self.home / "alive"

    @property
    def sandbox(self) -> Path:
        """What the sandbox keeps."""
        return self.home / "sandbox.db"

    def token(self) -> str | None:
        """Read the token, None without a file; it is never shown."""
        if self.token_file is None:
            return None
        try:
            token = self.token_file.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "not a text"
            raise SettingTrouble(f"{PREFIX}TOKEN_FILE: {self.token_file}: {reason}") from error
        if not _TOKEN.fullmatch(token):
            raise SettingTrouble(f"{PREFIX}TOKEN_FILE: {self.token_file}: this is not a bot token")
        return token


def load_settings() -> Settings:
    """Read the settings; `SettingTrouble` names the one that is wrong, misspelt or a secret in the open."""
    try:
        given = {**dotenv_values(ENV_FILE), **os.environ}
    except UnicodeDecodeError as error:
        raise SettingTrouble(f"{ENV_FILE}: not a text in UTF-8") from error
    ours = {name.upper(): value for name, value in given.items() if name.upper().startswith(PREFIX)}
    if f"{PREFIX}TOKEN" in ours:
        raise SettingTrouble(
            f"{PREFIX}TOKEN is not read: write the token into a file, name it in {PREFIX}TOKEN_FILE"
        )
    said = {name.removeprefix(PREFIX).lower(): value for name, value in ours.items()}
    for name in said:
        if name not in Settings.model_fields:
            raise SettingTrouble(f"{PREFIX}{name.upper()}: there is no such setting")
    try:
        return Settings.model_validate(said)
    except ValidationError as error:
        fault = error.errors()[0]
        name = f"{PREFIX}{fault['loc'][0]}".upper()
        raise SettingTrouble(f"{name}: {fault['msg']}") from error
