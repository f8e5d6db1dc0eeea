"""The sandbox stands alone: it starts where nothing is installed but what its own list names."""

import asyncio
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import aiohttp
import pytest

import sandbox
from sandbox import TOKEN, Director, Phone, Served
from tests.sandbox.conftest import bot_at
from tests.support.certain import certain

ROOT = Path(__file__).parents[3]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LIST: list[str] = PROJECT["optional-dependencies"]["sandbox"]
NAME = re.compile(r"[\w.-]+")

ALONE = """
import runpy, sys

class Without:
    finders = sys.meta_path[:]

    @classmethod
    def find_spec(cls, name, path=None, target=None):
        finders = () if name in missing else cls.finders
        return next((spec for finder in finders if (spec := finder.find_spec(name, path, target))), None)

missing = set(sys.argv.pop(1).split(","))
for name in [name for name in sys.modules if name.partition(".")[0] in missing]:
    del sys.modules[name]
sys.meta_path[:] = [Without]
runpy.run_module("sandbox", run_name="__main__", alter_sys=True)
"""


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def with_their_own(names: set[str]) -> set[str]:
    """Add what these need themselves, without extras."""
    found: set[str] = set()
    while names - found:
        name = (names - found).pop()
        found.add(name)
        try:
            lines = requires(name) or []
        except PackageNotFoundError:  # what only other Pythons need
            continue
        names = names | {normal(certain(NAME.match(line))[0]) for line in lines if "extra ==" not in line}
    return found


@pytest.fixture(scope="module")
def missing() -> str:
    """Everything that is installed here, but would not be by the sandbox's list alone: the office, too."""
    names = with_their_own({normal(certain(NAME.match(line))[0]) for line in LIST})
    found = packages_distributions().items()
    others = {module for module, owners in found if not {normal(owner) for owner in owners} & names}
    assert {"bot", "handlers", "storage", "casework", "telegram"} <= others
    return ",".join(others - {"sandbox"})


async def test_alone_it_serves_an_empty_town_and_says_where(missing: str) -> None:
    command = [sys.executable, "-c", ALONE, missing, "--port", "0"]
    process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=subprocess.PIPE)
    try:
        line = (await certain(process.stdout).readline()).decode()
        address = line.split()[0]
        token = line.split("token ")[1].strip(" )\n")
        assert token != TOKEN, "nobody guesses it"
        async with aiohttp.ClientSession() as client:
            async with client.get(f"{address}/phone/users") as answer:
                assert await answer.json() == []
            async with client.get(f"{address}/room") as answer:
                assert (await answer.json())["bot"] == "none"
            async with client.get(address) as answer:
                assert answer.status == 200
        phone = await Phone.of(address)
        await phone.say("在嗎")
        async with bot_at(address, token) as bot:
            assert certain((await bot.get_updates())[0].message).text == "在嗎"
            await bot.send_photo(phone.id, b"\xff\xd8\xff\xc0\x00\x11\x08\x00\x01\x00\x01")
    finally:
        process.terminate()
    assert await process.wait() == 0


def test_the_office_brings_all_that_the_practice_room_needs() -> None:
    assert set(LIST) <= set(PROJECT["dependencies"])


def test_the_readme_names_the_rooms_and_the_directors_protocol() -> None:
    house = Path(sandbox.__file__).parent
    rooms = {path.name for path in house.iterdir() if path.is_dir() and not path.name.startswith("__")}
    asked = {name for name in vars(Director) if not name.startswith("_")}
    given = {name for name in (*vars(Served), *Served.__annotations__) if not name.startswith("_")}
    readme = (house / "README.md").read_text("utf-8")
    assert {room for room in rooms if f"\n{room}/" not in readme} == set()
    for name in asked | (given - {"app", "port", "state"}):
        assert re.search(rf"`{name}\b", readme), name
