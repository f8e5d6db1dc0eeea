"""How the local Telegram says no, in Telegram's words."""


class Refused(Exception):  # noqa: N818 - named after what happened
    """A call that Telegram would answer with ``ok: false``."""

    def __init__(self, code: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.retry_after = retry_after

    def envelope(self) -> dict[str, object]:
        """Return the JSON answer as Telegram shapes it."""
        answer: dict[str, object] = {
            "ok": False,
            "error_code": self.code,
            "description": self.description,
        }
        if self.retry_after is not None:
            answer["parameters"] = {"retry_after": self.retry_after}
        return answer


def bad_request(words: str) -> Refused:
    """Return the refusal of a call that cannot be carried out as it stands."""
    return Refused(400, f"Bad Request: {words}")


def too_many_requests(seconds: int) -> Refused:
    """Return the refusal of a bot that sends too fast."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
