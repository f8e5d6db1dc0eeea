"""What is promised to people and operators holds for everything that is there (`style.md` 25)."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from bot.app import put_together
from casework import errors
from casework.staffing.people import Role
from docs import access, audience
from handlers.forms.questions import WRONG
from handlers.onboarding.helping import HELP
from handlers.ui import menu
from handlers.ui.home import WHAT_TO_DO
from handlers.ui.turn import App
from handlers.words.sentences import SENTENCES
from handlers.words.terms import ROLES
from handlers.words.wording import LANGUAGES, load_wordings
from locales import collect

ROOT = Path(__file__).parents[1]
TESTS = re.compile(r"^(?:async )?def (test_\w+)", re.MULTILINE)
PLACEHOLDER = re.compile(r"%\((\w+)\)s")


@pytest.fixture(scope="module")
def app() -> App:
    return put_together()


def test_every_handler_says_who_may_use_it_and_what_it_is_for(app: App) -> None:
    for said, handler in access.triggers(app):
        assert hasattr(handler, "roles"), said
        assert handler.__doc__, said


def test_the_access_table_is_up_to_date(app: App) -> None:
    assert access.page(app) == (ROOT / "docs/access.md").read_text(), "run `make access`"


def test_the_table_of_who_hears_of_what_is_up_to_date() -> None:
    assert audience.page() == (ROOT / "docs/audience.md").read_text(), "run `make audience`"


def test_every_role_is_called_something_and_told_what_it_can_do_and_how() -> None:
    assert set(ROLES) == set(WHAT_TO_DO) == set(HELP) == set(Role)


@pytest.mark.parametrize("role", Role)
def test_every_command_in_the_menu_is_registered_for_whoever_sees_it(app: App, role: Role) -> None:
    allowed = {name: handler.roles for name, handler in app.commands.items()}
    shown = menu.commands(role, load_wordings()["en"])
    assert 1 <= len(shown) <= 5
    for name in shown:
        roles = allowed[name]
        assert roles is None or role in roles, name


def refusals(kind: type[errors.Refusal] = errors.Refusal) -> Iterator[type[errors.Refusal]]:
    yield kind
    for narrower in kind.__subclasses__():
        yield from refusals(narrower)


@pytest.mark.parametrize("kind", list(refusals()), ids=lambda kind: kind.__name__)
def test_every_refusal_has_a_sentence_in_every_language(kind: type[errors.Refusal]) -> None:
    sentence = WRONG[kind] if issubclass(kind, errors.BadAnswer) else SENTENCES[kind]
    said = {wording.label(sentence) for wording in load_wordings().values()}
    assert len(said) == len(LANGUAGES)


def words(said: str | Sequence[str] | None) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said or ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_stands_in_every_catalog_with_its_values(language: str) -> None:
    told = {words(message.id)[0]: message for message in collect.catalog(language) if message.id}
    said = {words(message.id)[0] for message in collect.sentences() if message.id}
    assert said == set(told), "run `make catalogs`"
    for message in told.values():
        assert all(words(message.string)), message.id
        assert not message.fuzzy, message.id
        values = set(PLACEHOLDER.findall(words(message.id)[-1]))
        assert set(PLACEHOLDER.findall(words(message.string)[-1])) == values, message.id


LABELS = re.findall(r"\*\*(.+?)\*\*\s+\(\*(.+?)\*\)", (ROOT / "README.md").read_text())


def test_no_day_stands_in_brackets_in_chinese() -> None:
    """A day ends in its weekday in brackets: （115年6月1日（一））is read with effort."""
    said = (one.string for one in collect.catalog("zh_Hant_TW") if isinstance(one.string, str))
    assert not [one for one in said if re.search(r"（[^（）]*%\((?:day|at|due|when)\)s[^（）]*）", one)]


@pytest.mark.parametrize(("chinese", "english"), LABELS)
def test_what_the_readme_tells_to_tap_is_what_the_phone_shows(chinese: str, english: str) -> None:
    labels = [one for one in collect.catalog("zh_Hant_TW") if one.id]
    assert any(_shows(one.id, english) and _shows(one.string, chinese) for one in labels)


def _shows(sentence: str | Sequence[str] | None, label: str) -> bool:
    parts = [re.escape(part) for part in re.split(r"%\(\w+\)s", words(sentence)[0])]
    return re.fullmatch(".+".join(parts), label) is not None


def test_every_test_that_the_threat_model_names_is_there() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs/threat-model.md").read_text()))
    there = {name for file in ROOT.glob("tests/**/test_*.py") for name in TESTS.findall(file.read_text())}
    assert named <= there


PAGES = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("tests/**/*.md")]
FOLDERS = "bot|handlers|actions|storage|casework|sandbox|locales|tests|benchmarks|docs"
PLACES = sorted(
    {
        found
        for page in PAGES
        for found in re.findall(rf"`((?:{FOLDERS})/(?:[\w-]+/)*[\w.-]*)(?:: (\w+))?`", page.read_text())
    }
)


@pytest.mark.parametrize(("path", "name"), PLACES)
def test_every_place_that_a_page_names_is_there(path: str, name: str) -> None:
    assert (ROOT / path).exists()
    if name:
        assert re.search(rf"^ *(?:class |(?:async )?def )?{name}\b", (ROOT / path).read_text(), re.MULTILINE)
