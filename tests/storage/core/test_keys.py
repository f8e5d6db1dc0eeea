from pathlib import Path

import pytest

from storage.core.database import Database
from storage.core.keys import open_vault
from storage.core.vault import KeyFile, KeyTrouble, Vault

HERE = bytes(range(32))


async def opened(database: Database, path: Path) -> Vault:
    return await database.transact(lambda connection: open_vault(connection, path))


async def test_the_first_start_makes_a_key_that_nobody_else_can_read(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "keys" / "key.json"
    made = await opened(database, path)
    assert path.stat().st_mode & 0o777 == 0o400
    assert await opened(database, path) == made
    assert list(path.parent.iterdir()) == [path]


async def test_a_start_that_was_killed_after_making_the_key_goes_on_with_it(
    database: Database, tmp_path: Path
) -> None:
    made = KeyFile(tmp_path / "key.json").make()
    assert await opened(database, tmp_path / "key.json") == made


async def test_a_missing_key_is_named_and_no_new_one_is_made(database: Database, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    await opened(database, path)
    path.unlink()
    with pytest.raises(KeyTrouble, match=r"key\.json"):
        await opened(database, path)
    assert not path.exists()


async def test_another_databases_key_is_refused(database: Database, tmp_path: Path) -> None:
    await opened(database, tmp_path / "key.json")
    KeyFile(tmp_path / "other.json").make()
    with pytest.raises(KeyTrouble, match=r"other\.json.*another key"):
        await opened(database, tmp_path / "other.json")


def test_a_key_is_never_written_over_another(tmp_path: Path) -> None:
    first = KeyFile(tmp_path / "key.json").make()
    with pytest.raises(FileExistsError):
        KeyFile(tmp_path / "key.json").make()
    assert KeyFile(tmp_path / "key.json").read() == first


@pytest.mark.parametrize(
    ("content", "mode", "reason"),
    [
        (b"", 0o400, "not a key file"),
        (b"\x8c\x0d\x04", 0o400, "not a key file"),
        (b'{"master": "AAAA"}', 0o400, "32 bytes"),
        (b'{"master": 5}', 0o400, "not a key file"),
        (b"{}", 0o440, "others can read it"),
        (b"{}", 0o444, "others can read it"),
    ],
)
def test_a_broken_key_file_is_named_with_the_reason(
    tmp_path: Path, content: bytes, mode: int, reason: str
) -> None:
    path = tmp_path / "key.json"
    path.write_bytes(content)
    path.chmod(mode)
    with pytest.raises(KeyTrouble, match=f"key.json.*{reason}"):
        KeyFile(path).read()


def test_a_sealed_value_opens_only_where_it_belongs() -> None:
    vault = Vault(HERE)
    sealed = vault.seal("person", 1, "林示範")
    assert vault.open("person", 1, sealed) == "林示範"
    for purpose, row in (("person", 2), ("draft", 1)):
        with pytest.raises(KeyTrouble):
            vault.open(purpose, row, sealed)


def test_a_sealed_value_that_was_touched_does_not_open() -> None:
    sealed = bytearray(Vault(HERE).seal("person", 1, "林示範"))
    sealed[-1] ^= 1
    with pytest.raises(KeyTrouble):
        Vault(HERE).open("person", 1, bytes(sealed))


def test_the_same_words_are_never_sealed_alike() -> None:
    vault = Vault(HERE)
    assert vault.seal("person", 1, "林示範") != vault.seal("person", 1, "林示範")


def test_equal_values_of_different_fields_do_not_show_as_equal() -> None:
    vault = Vault(HERE)
    assert vault.index("id", "A123456789") == vault.index("id", "A123456789")
    assert vault.index("id", "A123456789") != vault.index("phone", "A123456789")


def test_a_key_shows_neither_itself_nor_its_like() -> None:
    vault = Vault(HERE)
    assert HERE.hex() not in vault.fingerprint()
    assert vault.fingerprint() != Vault(bytes(32)).fingerprint()
