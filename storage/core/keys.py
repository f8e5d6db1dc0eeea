"""Opening the vault of a database: the first start makes the key, every later one needs that very key."""

from pathlib import Path

from sqlalchemy import Connection, bindparam, insert, select

from storage.core.tables import facts
from storage.core.vault import KeyFile, KeyTrouble, Vault

FINGERPRINT = "key"

_KNOWN = select(facts.c.value).where(facts.c.name == bindparam("name"))
_NOTE = insert(facts)


def open_vault(connection: Connection, path: Path) -> Vault:
    """Return the vault; `KeyTrouble` names the file when it is missing or does not fit the database."""
    file = KeyFile(path)
    known = connection.execute(_KNOWN, {"name": FINGERPRINT}).scalar()
    if known is not None:
        return _fitting(file, known)
    vault = file.read() if path.exists() else file.make()
    connection.execute(_NOTE, {"name": FINGERPRINT, "value": vault.fingerprint()})
    return vault


def _fitting(file: KeyFile, known: str) -> Vault:
    vault = file.read()
    if vault.fingerprint() != known:
        raise KeyTrouble(f"{file.path}: this database was sealed with another key")
    return vault
