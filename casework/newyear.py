"""New-Year care (春節加強關懷弱勢實施計畫) [003]: when it is given."""

from datetime import date, timedelta

from casework.obligations import Rules


def care_window(year: int, rules: Rules) -> tuple[date, date]:
    """Return the first and last day of the care: two weeks before the holiday to a week after [003] 肆."""
    first, last = rules.calendar.new_year_holiday(year)
    care = rules.policy.new_year
    return first - timedelta(days=care.before_days), last + timedelta(days=care.after_days)
