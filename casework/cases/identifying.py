"""Who a household is: read from one line as a chief writes it, or asked person by person."""

import re
from datetime import date

from casework.cases.household import AgeBand, Household, Member, Sex
from casework.cases.household_line import read_household
from casework.errors import BadNationalId, BadPhone, Stale
from casework.forms import BETWEEN, MEMBER, Answers, Draft, Form, Question, QuestionKind, Value
from casework.text.dates import roc_year
from casework.text.identity import clean_national_id, mask_id, valid_national_id
from casework.text.masking import mask_in_text
from casework.text.names import clean_name, mask_name
from casework.text.telephones import clean_phone, mask_phone


def readable_household(text: str) -> str:
    """Refuse a national ID whose checksum is wrong; keep the rest as it was written."""
    first = read_household(text).first
    if first.national_id and not valid_national_id(first.national_id):
        raise BadNationalId
    return text


IDENTIFY = Form("identify", (Question("household", QuestionKind.TEXT, limit=200, check=readable_household),))
"""Corrects who the household is."""


def _national_id(text: str) -> str:
    """Refuse a national ID whose checksum is wrong."""
    if not valid_national_id(text):
        raise BadNationalId
    return clean_national_id(text)


def _phones(text: str) -> str:
    """Refuse what is no telephone number; several are kept with a comma between."""
    found = [clean_phone(one) for one in _SEVERAL.split(text) if one]
    known = [one for one in found if one]
    if not known or len(known) < len(found):
        raise BadPhone
    return BETWEEN.join(dict.fromkeys(known))


def _masked_phones(phones: str) -> str:
    return BETWEEN.join(map(mask_phone, phones.split(BETWEEN)))


def _year(born: str) -> str:
    """Show no more of a birth than its year."""
    return f"{roc_year(date.fromisoformat(born))}/○/○"


_SEVERAL = re.compile(r"[,，、;；/\n]\s*")
_QUESTIONS = (
    Question("name", QuestionKind.TEXT, limit=40, check=clean_name, shown=mask_name),
    Question("relation", QuestionKind.TEXT, optional=True, limit=20),
    Question("born", QuestionKind.DATE, optional=True, shown=_year),
    Question(
        "age",
        QuestionKind.CHOICE,
        tuple(AgeBand),
        optional=True,
        asked=lambda answers: not answers.get("born"),
    ),
    Question("sex", QuestionKind.CHOICE, tuple(Sex), optional=True),
    Question("national_id", QuestionKind.TEXT, optional=True, limit=20, check=_national_id, shown=mask_id),
    Question(
        "phones",
        QuestionKind.TEXT,
        optional=True,
        limit=80,
        check=_phones,
        shown=_masked_phones,
        several=True,
    ),
    Question("remark", QuestionKind.TEXT, optional=True, limit=200, shown=mask_in_text),
)
ADD_MEMBER = Form("add_member", _QUESTIONS)
"""Says who else lives in a household; all but the name may stay open."""
CORRECT_MEMBER = Form("correct_member", _QUESTIONS)
"""The same of somebody who is known; what is known is answered beforehand."""


def member_said(draft: Draft) -> Member:
    """Make somebody of the answers of a finished form."""
    answers = CORRECT_MEMBER.given(draft.answers)
    born, age, sex = (_said(answers, one) for one in ("born", "age", "sex"))
    return Member(
        name=_said(answers, "name"),
        national_id=_said(answers, "national_id"),
        born=date.fromisoformat(born) if born else None,
        age=AgeBand(age) if age else None,
        sex=Sex(sex) if sex else None,
        relation=_said(answers, "relation"),
        phones=tuple(one for one in _said(answers, "phones").split(BETWEEN) if one),
        remark=_said(answers, "remark"),
    )


def _said(answers: Answers, key: str) -> str:
    value = answers.get(key)
    return value if isinstance(value, str) else ""


def answered(household: Household, place: int) -> dict[str, Value]:
    """Answer the form beforehand by what is known of somebody; beside it stands who, and as of when."""
    member = household.at(place)
    known: dict[str, Value] = {
        "name": member.name or None,
        "relation": member.relation or None,
        "born": member.born.isoformat() if member.born else None,
        "age": member.age,
        "sex": member.sex,
        "national_id": member.national_id or None,
        "phones": BETWEEN.join(member.phones) or None,
        "remark": member.remark or None,
    }
    if not member.name:
        del known["name"]
    return {**known, MEMBER: f"{household.id} {place} {household.version}"}


def whom(draft: Draft) -> tuple[int, int, int]:
    """Say whom a form is about: their household and place, and the version of it that the form showed."""
    try:
        household, place, version = map(int, draft.said(MEMBER).split())
    except ValueError:  # begun before members of other households could be corrected
        raise Stale from None
    return household, place, version
