"""What `compose.yaml` names is there: settings, secrets, volumes. Docker is not asked."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import make_url

from bot.command.settings import PREFIX, Settings

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
BOTS = [one for name, one in SERVICES.items() if name.startswith("bot")]


def test_two_bots_serve_one_office() -> None:
    first, second = ({**one, "depends_on": None} for one in BOTS)
    assert first == second


def test_every_setting_is_one_that_the_bot_knows() -> None:
    known = {f"{PREFIX}{name}".upper() for name in Settings.model_fields}
    given = {name for one in BOTS for name in one["environment"] if name.startswith(PREFIX)}
    assert given == {"SHOUWANG_TOKEN_FILE", "SHOUWANG_DATABASE_URL"}
    assert given <= known


def test_the_database_is_the_one_that_is_started_and_its_password_stands_nowhere() -> None:
    url = make_url(BOTS[0]["environment"]["SHOUWANG_DATABASE_URL"])
    database = SERVICES[str(url.host)]["environment"]
    assert (url.username, url.database) == (database["POSTGRES_USER"], database["POSTGRES_DB"])
    assert url.password is None
    assert "POSTGRES_PASSWORD" not in database


@pytest.mark.parametrize("name", SERVICES)
def test_secrets_volumes_and_who_is_waited_for_are_there(name: str) -> None:
    one = SERVICES[name]
    assert set(one.get("secrets", ())) <= set(COMPOSE["secrets"])
    assert set(one.get("depends_on", ())) <= set(SERVICES)
    volumes = {said.partition(":")[0] for said in one["volumes"]}
    assert {said for said in volumes if not said.startswith(".")} <= set(COMPOSE["volumes"])
    files = {said for said in one["environment"].values() if str(said).startswith("/run/secrets/")}
    assert {Path(said).name for said in files} <= set(one["secrets"])


@pytest.mark.parametrize("name", SERVICES)
def test_images_have_plain_names(name: str) -> None:
    assert re.fullmatch(r"[a-z]+(:\d+)?", SERVICES[name]["image"])


def test_a_shell_can_read_how_the_backup_is_made() -> None:
    [script] = SERVICES["backup"]["command"]
    said = script.replace("$$", "$")
    assert subprocess.run(["/bin/sh", "-n"], input=said, text=True, check=False).returncode == 0
    assert "pg_dump --host=database" in said


def test_the_user_of_the_image_owns_what_the_page_gives_it() -> None:
    [user] = re.findall(r"useradd --uid (\d+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"))
    assert SERVICES["backup"]["user"] == user
    assert f"chown {user} secrets/token" in (ROOT / "compose.yaml").read_text(encoding="utf-8")
