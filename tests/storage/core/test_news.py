"""What one act tells somebody of several subjects is one message; what is urgent stays alone."""

from datetime import timedelta

from storage.core.news import News, OfficeNews, together


def news(subject: int, verb: str = "case.offered", person: int = 1, **said) -> News:
    return News(verb, person, subject, f"A-{subject}", 1, **said)


def test_what_is_told_alike_of_several_subjects_is_told_at_once() -> None:
    office = OfficeNews("leave.begun", 1)
    told: list[News | OfficeNews] = [
        news(1),
        office,
        news(2),
        news(1, person=2),
        news(3, "case.closed"),
        news(2),
        news(4),
    ]
    assert together(told) == [
        [news(1), news(2), news(4)],
        office,
        [news(1, person=2)],
        [news(3, "case.closed")],
    ]


def test_what_is_urgent_or_for_who_reported_is_a_message_of_its_own() -> None:
    alone = [
        news(1, alarm=True),
        news(2, left=timedelta(hours=2)),
        news(3, reporter=True),
        news(4, reporter=True),
    ]
    assert together([*alone, news(5), news(6)]) == [*([one] for one in alone), [news(5), news(6)]]
