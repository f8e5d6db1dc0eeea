"""Buttons: typed, holding ids only, within Telegram's 64 bytes, judged again on every press."""

import re
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

from telegram import Update

LIMIT = 64


@dataclass(frozen=True)
class Button:
    """What a press means. Subclasses name a prefix and int or str fields."""

    prefix: ClassVar[str]

    def __init_subclass__(cls, prefix: str, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.prefix = prefix

    def data(self) -> str:
        """Give the callback data; too long is a programmer's error, found by the first test that shows it."""
        text = ":".join([self.prefix, *(str(getattr(self, field.name)) for field in fields(self))])
        if len(text.encode()) > LIMIT:
            raise ValueError(f"{text!r} is over {LIMIT} bytes")
        return text

    @classmethod
    def pattern(cls) -> re.Pattern[str]:
        """Match this button's data and no other's."""
        parts = [r"-?\d{1,18}" if field.type is int else r"[^:]*" for field in fields(cls)]
        return re.compile(":".join([re.escape(cls.prefix), *parts]) + r"\Z")

    @classmethod
    def pressed(cls, update: Update) -> Self:
        """Read the button that was pressed."""
        query = update.callback_query
        if query is None or query.data is None:
            raise ValueError("nothing was pressed")
        values = query.data.split(":")[1:]
        return cls(
            *(
                int(value) if field.type is int else value
                for field, value in zip(fields(cls), values, strict=True)
            )
        )
