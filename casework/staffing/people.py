"""Who takes part: roles, and the person who speaks."""

from enum import StrEnum

from msgspec import Struct


class Role(StrEnum):
    """What somebody is here for (docs/glossary.md)."""

    CHIEF = "chief"  # 里長、里幹事
    WORKER = "worker"  # 社工
    SCREENER = "screener"  # 集中派案人員 [003] item 4
    SUPERVISOR = "supervisor"  # 督導
    HEAD = "head"  # 主管
    LIAISON = "liaison"  # 網絡單位窗口
    CLERK = "clerk"  # 區公所承辦
    BUREAU = "bureau"  # 社會局承辦
    ADMIN = "admin"  # 系統管理者


REPORTERS = (Role.CHIEF, Role.LIAISON, Role.CLERK, Role.WORKER)
"""Who may report by the bot (`domain.md` §3.1)."""

SERVING = (Role.WORKER, Role.LIAISON)
"""Who may take on a case: a centre's worker or the liaison of a receiving unit [001] 三(六)2."""


LEADING = (Role.SUPERVISOR, Role.HEAD)
"""Who answers for a unit's people: its supervisor, and in network units the head, who is the counterpart."""


class Person(Struct, frozen=True):
    """Somebody who joined. `villages` are those a chief speaks for."""

    id: int
    role: Role
    unit: int
    name: str
    phone: str
    language: str
    villages: tuple[str, ...] = ()
    active: bool = True
    blocked: bool = False
    """Can't be reached, for they blocked the bot: what they owe must reach somebody else."""
    deputy: int | None = None
    """Who stands in for them today (代理人), while they are away."""
    version: int = 1
    suspended: bool = False
    """Their access is stopped for now (停權); what they have open is still theirs until it is handed over."""
    asleep: bool = False
    """So since a restore: whoever leads them confirms that they are still here."""

    @property
    def here(self) -> bool:
        """They belong to the office, whether or not they may act today; who left does not."""
        return self.active or self.suspended
