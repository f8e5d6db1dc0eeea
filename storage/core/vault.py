"""Sealing: personal fields are unreadable on disk and in backups (`trust.md`).

AES-256-GCM; the associated data names where a value belongs, so that it can't be moved. A case's fields are
sealed with its own key, and a household with its own, both wrapped by a key outside the database: deleting
the wrapped one erases the thing, but for older backups that still hold it. What must be found again (ID,
phone, address, names) is kept as keyed hashes.
"""

import base64
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from msgspec import Struct

_NONCE = 12
_MODE = 0o400


class KeyTrouble(Exception):  # noqa: N818 - says what it is
    """The key file is missing, readable by others, broken or not the one this database was sealed with."""


@dataclass(frozen=True)
class Vault:
    """Seals and finds. *master* is 32 bytes from the key file."""

    master: bytes = field(repr=False)

    def seal(self, purpose: str, row: object, text: str, key: bytes | None = None) -> bytes:
        """Seal *text* for one place; *key* is a case's own, else the office's key for *purpose*."""
        return self.seal_bytes(purpose, row, text.encode(), key)

    def seal_bytes(self, purpose: str, row: object, content: bytes, key: bytes | None = None) -> bytes:
        """Seal what is no text."""
        nonce = os.urandom(_NONCE)
        cipher = _cipher(key or self._subkey(purpose))
        return nonce + cipher.encrypt(nonce, content, _place(purpose, row))

    def open(self, purpose: str, row: object, sealed: bytes, key: bytes | None = None) -> str:
        """Open what was sealed for this very place; `KeyTrouble` otherwise."""
        return self.open_bytes(purpose, row, sealed, key).decode()

    def open_bytes(self, purpose: str, row: object, sealed: bytes, key: bytes | None = None) -> bytes:
        """Open what is no text."""
        return _opened(_cipher(key or self._subkey(purpose)), purpose, row, sealed)

    def seal_data(self, purpose: str, row: object, data: Any, key: bytes | None = None) -> bytes:
        """Seal plain data, as JSON."""
        return self.seal_bytes(purpose, row, orjson.dumps(data), key)

    def open_data(self, purpose: str, row: object, sealed: bytes, key: bytes | None = None) -> Any:
        """Open plain data."""
        return orjson.loads(self.open_bytes(purpose, row, sealed, key))

    def open_each(
        self, purpose: str, key_purpose: str, rows: Iterable[tuple[int, bytes, bytes]]
    ) -> Iterator[tuple[int, Any]]:
        """Open the plain data of many: of each its row, wrapped key and what is sealed. No key is kept."""
        office = _cipher(self._subkey(key_purpose))
        for row, wrapped, sealed in rows:
            key = base64.b64decode(_opened(office, key_purpose, row, wrapped))
            yield row, orjson.loads(_opened(AESGCM(key), purpose, row, sealed))

    def new_key(self, row: object, purpose: str = "case key") -> tuple[bytes, bytes]:
        """Make a key for a case, or for what *purpose* names; returns it and its wrapped form to be kept."""
        key = secrets.token_bytes(32)
        return key, self.seal(purpose, row, base64.b64encode(key).decode())

    def unwrap(self, row: object, wrapped: bytes, purpose: str = "case key") -> bytes:
        """Return the key of a case, or of what else *purpose* names."""
        return base64.b64decode(self.open(purpose, row, wrapped))

    def index(self, field: str, value: str) -> bytes:
        """Hash a value so that equal ones are found and none is read (blind index)."""
        return hmac.digest(self._subkey(f"index {field}"), value.encode(), hashlib.sha256)[:16]

    def fingerprint(self) -> str:
        """Tell this key from another without showing it."""
        return self.index("fingerprint", "shouwang").hex()

    def _subkey(self, purpose: str) -> bytes:
        return _derive(self.master, purpose)


@cache
def _derive(master: bytes, purpose: str) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=purpose.encode()).derive(master)


@lru_cache(maxsize=4096)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def _opened(cipher: AESGCM, purpose: str, row: object, sealed: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], _place(purpose, row))
    except InvalidTag as error:
        raise KeyTrouble(f"{purpose}: sealed with another key or moved") from error


def _place(purpose: str, row: object) -> bytes:
    return f"{purpose}\0{row}".encode()


class KeyFile(Struct, frozen=True):
    """Where the master key lies: outside the database, mode 0400."""

    path: Path

    def make(self) -> Vault:
        """Write a new key at the first start."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        content = json.dumps({"master": base64.b64encode(secrets.token_bytes(32)).decode()})
        unfinished = self.path.with_name(f"{self.path.name}.{os.getpid()}")
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
        with os.fdopen(descriptor, "w") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, self.path)  # all of it or nothing, and never over a key that is there
        unfinished.unlink()
        return self.read()

    def read(self) -> Vault:
        """Read the key; `KeyTrouble` names the file and what is wrong with it."""
        try:
            mode = self.path.stat().st_mode & 0o777
            content = self.path.read_bytes()
        except OSError as error:
            raise KeyTrouble(f"{self.path}: {error.strerror}") from error
        if mode & 0o077:
            raise KeyTrouble(f"{self.path}: others can read it (mode {mode:o}); make it 0400")
        try:
            master = base64.b64decode(json.loads(content)["master"], validate=True)
        except (ValueError, KeyError, TypeError) as error:
            raise KeyTrouble(f"{self.path}: not a key file") from error
        if len(master) != 32:
            raise KeyTrouble(f"{self.path}: the key must be 32 bytes")
        return Vault(master)
