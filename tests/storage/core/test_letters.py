"""What is told, to whom, and what goes first."""

from storage.core.letters import Address, Letter, LetterKind, Priority

TO = Address(1, "telegram", "7000000555")
FIRST = Letter(5, TO, LetterKind.MESSAGE, Priority.REPLY, {"text": "?", "right": "reveal"}, None, 1)


def test_a_stranger_is_nobody_with_nothing_on_the_screen_who_can_be_reached() -> None:
    assert TO.where == ("telegram", "7000000555")
    assert (TO.person, TO.card, TO.asking, TO.blocked, TO.last_used) == (None, None, None, False, True)


def test_a_crisis_goes_before_an_answer_and_what_strangers_hear_last() -> None:
    assert [*Priority] == sorted(Priority)
    assert [one.name for one in Priority] == ["CRISIS", "REPLY", "PUSH", "NUDGE", "STRANGER"]


def test_what_is_tried_once_more_may_have_arrived_from_then_on() -> None:
    assert FIRST.right == "reveal"
    again = FIRST.once_more(arrived=False)
    assert (FIRST.arrived, again.attempts, again.arrived) == (False, 2, False)
    assert again.once_more(arrived=True).once_more(arrived=False).arrived
