"""Who reads English reads the office's words in a sign in English; names, and people's own words, stay."""

import pytest
from markupsafe import Markup

from handlers.ui.home import Home
from handlers.ui.screens import Copy, Press, Screen
from handlers.words.wording import load_wordings

CHINESE, ENGLISH = (load_wordings()[one] for one in ("zh_Hant_TW", "en"))


@pytest.mark.parametrize(
    ("sign", "read"),
    [
        ("社區心理衛生中心轉銜-115-1", "社區心理衛生中心 transition-115-1"),
        ("平鎮區學校代表學生-115-12", "平鎮區學校代表 student-115-12"),
        ("少年輔導委員會少年-115-1", "少年輔導委員會 youth-115-1"),
        ("就業服務處轉介-115-3", "就業服務處 referral-115-3"),
        ("府級-115-1", "city-115-1"),
        ("春節 116-2", "New Year 116-2"),
        ("家庭 115-7", "family 115-7"),
        ("低溫 1/25 10°C 平鎮區公所", "cold 1/25 10°C 平鎮區公所"),
        ("服務名冊 115/11", "services 115/11"),
        ("共案 115/11", "served by several units 115/11"),
        ("值班 平鎮分局", "on call 平鎮分局"),
        ("L-115-405963", "L-115-405963"),
        ("平鎮區-115-2", "平鎮區-115-2"),
        (
            "這個家庭 3 個孩子，春節沒人，學生和少年都要值班",
            "這個家庭 3 個孩子，春節沒人，學生和少年都要值班",
        ),
    ],
)
def test_a_sign_is_read_in_the_readers_language(sign: str, read: str) -> None:
    screen = Screen(Markup("<b>%s</b>") % sign, ((Press(sign, Home()), Copy(sign, sign)),))
    shown = screen.content(ENGLISH)
    assert shown["text"] == f"<b>{read}</b>"
    assert [one["text"] for one in shown["rows"][0]] == [read, read]
    assert shown["rows"][0][1]["copy"] == sign, "what is handed on is what the office calls it"
    assert screen.content(CHINESE)["text"] == f"<b>{sign}</b>"
