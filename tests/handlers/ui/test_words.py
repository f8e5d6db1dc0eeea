"""The words: what an editor in Taiwan replaced comes back nowhere, and English holds no Chinese sign."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from handlers.words.wording import load_wordings
from locales.collect import catalog

HANDLERS = Path(__file__).parents[3] / "handlers"
REPLACED = {
    "提議結案": "申請結案",
    "提出結案": "申請結案",
    "審核結案": "核定結案",
    "核准結案": "核定結案",
    "延後一天": "明天再提醒我",
    "代理中": "請假／找代理人",
    "受理並派案": "交給負責的單位處理",
    "要變成通報": "要用這段內容通報",
    "打里名": "輸入里名",
    "打日期": "輸入日期",
    "打字": "輸入",
    "復原。": "撤銷。",
    "用毒": "吸毒",
    "市府預設": "本市自訂",
    "不在您的權限內": "不在您的查詢範圍",
    "怎麼訪視": "訪視方式",
    "已記下": "已記錄",
    "已儲存": "已存檔",
    "記錄訪視": "登錄訪視",
    "未回應": "未回覆",
    "訂會議": "召集會議",
    "產出": "產製",
    "轄里": "負責里",
    "責任里": "負責里",
    "篩派人員": "集中派案人員",
    "身分證號": "身分證字號",
    "靜音": "安靜時段",
    "按鍵": "按鈕",
    "機器人": "守望",
    "請核對：": "請確認：",
}
SIGNS = "、，。；：？！（）「」　"
HALF = re.compile(r"[一-龥][,;:?!()]|[,;:?!()][一-龥]")
TYPED = re.compile(r"(?:社工|類型|狀態|區):")
"""How a question about cases is typed: 社工:王."""
NO_SENTENCES = ("No.", " no.", " Rd.")
"""What ends with a stop in English and is a word all the same."""


def sentences(language: str) -> Iterator[str]:
    """Return every sentence of a language."""
    for message in catalog(language):
        if message.id:
            yield from message.string if isinstance(message.string, tuple) else (str(message.string),)


@pytest.mark.parametrize("word", REPLACED)
def test_a_word_that_was_replaced_comes_back_nowhere(word: str) -> None:
    assert [one for one in sentences("zh_Hant_TW") if word in one] == []


def test_no_english_sentence_holds_a_chinese_sign() -> None:
    found = [one for one in sentences("en") if any(sign in one for sign in SIGNS)]
    assert found == []


def pairs() -> Iterator[tuple[str, str]]:
    """Return every sentence in English and in Chinese, of several the last."""
    for message in catalog("zh_Hant_TW"):
        if message.id:
            english, chinese = (
                one[-1] if isinstance(one, tuple) else str(one) for one in (message.id, message.string)
            )
            yield english, re.sub(r"%\(\w+\)s", "…", chinese)


def test_chinese_is_written_with_chinese_signs() -> None:
    assert [chinese for _, chinese in pairs() if HALF.search(TYPED.sub("", chinese))] == []


def test_a_sentence_ends_in_both_languages_and_a_key_in_none() -> None:
    unlike = [
        (english, chinese)
        for english, chinese in pairs()
        if (english.endswith(".") and not english.endswith(NO_SENTENCES) and chinese[-1:] not in "。？：")
        or (chinese.endswith("。") and not english.endswith((".", "?")))
    ]
    assert unlike == []


def written(file: Path) -> Iterator[str]:
    """Return what a file joins or writes itself: its short strings, not those that it reads or explains."""
    for node in ast.walk(ast.parse(file.read_text())):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and set(node.value) <= {*SIGNS, " "}
        ):
            yield node.value


def test_no_conversation_writes_a_chinese_sign_itself() -> None:
    """`Wording` alone knows how parts stand beside each other in a language."""
    ours = [file for file in HANDLERS.rglob("*.py") if file.name != "wording.py"]
    found = {(file.name, one) for file in ours for one in written(file) if set(one) & {"、", "　"}}
    assert found == set()


def test_parts_of_a_line_stand_apart_in_each_language() -> None:
    chinese, english = (load_wordings()[one] for one in ("zh_Hant_TW", "en"))
    assert chinese.beside("新勢里", "", "王○明") == "新勢里　王○明"
    assert english.beside("新勢里", "", "王○明") == "新勢里 · 王○明"
