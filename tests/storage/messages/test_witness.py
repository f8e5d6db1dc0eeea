"""Where full data stands in chats is written down beside the database, for three days."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest

from storage.core.letters import Address
from storage.core.vault import Vault
from storage.messages import witness
from storage.messages.witness import Stands

DAY = date(2026, 6, 4)
TO = Address(1, "telegram", "7000000555")


@pytest.fixture
def vault() -> Vault:
    return Vault(b"k" * 32)


def stands(folder: Path, vault: Vault) -> list[int]:
    return [one.message for one in witness.listed(folder, vault)]


def test_it_says_where_and_nobody_reads_it_without_the_key(tmp_path: Path, vault: Vault) -> None:
    witness.note(tmp_path, vault, DAY, TO, 12)
    assert list(witness.listed(tmp_path, vault)) == [Stands("telegram", "7000000555", 12)]
    [file] = tmp_path.iterdir()
    assert b"7000000555" not in file.read_bytes()
    assert stands(tmp_path, Vault(b"x" * 32)) == []


def test_it_is_on_the_disk_before_full_data_is_shown(
    tmp_path: Path, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = list[list[int]]()
    monkeypatch.setattr(os, "fsync", lambda file: kept.append(stands(tmp_path, vault)))
    for message in (12, 13):
        witness.note(tmp_path, vault, DAY, TO, message)
    assert kept == [[12], [12, 13]], "what is kept safe holds the line"


def test_what_no_messenger_takes_back_any_more_is_forgotten(tmp_path: Path, vault: Vault) -> None:
    for days in range(6):
        witness.note(tmp_path, vault, DAY + timedelta(days=days), TO, days)
        assert stands(tmp_path, vault) == [one for one in range(days + 1) if days - one <= 3]


def test_the_folder_is_made_where_there_is_none_and_others_of_the_machine_read_nothing_in_it(
    tmp_path: Path, vault: Vault
) -> None:
    folder = tmp_path / "beside" / "shown"
    for message in (1, 2):
        witness.note(folder, vault, DAY, TO, message)
    assert stands(folder, vault) == [1, 2]
    assert folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("end", [b"\n", b""], ids=["with an end", "without one"])
def test_a_line_that_a_crash_left_half_hides_no_other(tmp_path: Path, vault: Vault, end: bytes) -> None:
    witness.note(tmp_path, vault, DAY, TO, 1)
    file = tmp_path / DAY.isoformat()
    file.write_bytes(file.read_bytes() + file.read_bytes()[:20] + end)
    witness.note(tmp_path, vault, DAY, TO, 2)
    assert stands(tmp_path, vault) == [1, 2]
