"""Questions of how something is done here: 會議紀錄怎麼交, how do I change the language."""

import re
from collections.abc import Iterator
from itertools import groupby, product
from operator import itemgetter

from casework.search.asked import FILLERS, is_crisis
from casework.text.identity import plain
from casework.text.simplified import traditional

LONGEST = 40
"""Characters: what is longer says more than that."""
_AROUND = (
    "請問 想問 請教 我 我們 我想 想 要 需要 可以 能 能不能 可不可以 可否 該 應該 怎麼 怎樣 如何 怎 哪裡 "
    "哪 在 去 到 從 誰 什麼時候 何時 幾時 幾號 幾月 幾點 多久 這 那 一 個 份 次 這次 上次 下次 這個月 "
    "下個月 季 本季 下季 今年 最近 再 又 先 才 就 為 做 弄 交 繳 送 發 寄 填 寫 登 登錄 登記 選 輸入 上傳 "
    "下載 匯入 匯出 印 列印 辦 辦理 處理 開 召開 召集 設 設定 改 換 變更 更改 修改 更新 調 新增 加 刪 "
    "刪除 重設 重新 申請 打開 進入 拿 領 收 回 用 說 問 給 把 幫 讓 跟 和 得 地 啊 呀 喔 一下 不會 "
    "不知道 知道 忘記 忘了 我的 自己 自己的 期限 時間 日期 地方 方式 方法 步驟 流程 a an i we our us to "
    "it this that be can could may must should would do does did on at by with from or and want need "
    "like know something someone somebody when why where get go make let change set switch edit update "
    "add new open close call hold send hand file fill enter write upload download print use start begin "
    "tell ask next last deadline i'd don't forgot"
)
_WORDS = FILLERS | frozenset(_AROUND.split())
_ASKING = re.compile(
    r"怎|如何|哪|何時|[什甚]麼|幾[時號月點]|請問|請教|[我想需]要|我想|嗎|\b(?:how|wh\w+|can|could|may|want|need|like)\b"
)
_HAN = {
    first: tuple(words)
    for first, words in groupby(sorted(word for word in _WORDS if not word.isascii()), itemgetter(0))
}
"""By their first characters."""
_LATIN = re.compile(r"[a-z0-9'-]+")
_SIGNS = re.compile(r"[\s,.?!:;、，。？！：；「」“”]+")


def compared(text: str) -> str:
    """Return words as the patterns of what people ask are compared with them: no spaces, small letters."""
    return "".join(traditional(plain(text)).casefold().strip("?!.").split())


def asks(text: str) -> bool:
    """Tell whether words ask or wish at all."""
    return _ASKING.search(traditional(plain(text)).casefold()) is not None


def subjects(text: str) -> Iterator[str]:
    """Yield what a question may be about, the most telling first: words before and after it only ask.

    Of a cry for help it is nothing, nor of what is long.
    """
    said = traditional(plain(text)).casefold()
    if len(said) > LONGEST or is_crisis(said):
        return
    begins, ends = _before(said), _after(said)
    found = [(end - begin, begin, end) for begin, end in product(begins, ends) if begin < end]
    for _, begin, end in sorted(found, reverse=True):
        if end - begin < len(said):
            yield _SIGNS.sub(" ", said[begin:end]).strip()


def _before(said: str) -> list[int]:
    """List where the words that only ask may end."""
    reached = [0]
    for at in reached:
        reached += [one for one in _steps(said, at) if one not in reached]
    return reached


def _steps(said: str, at: int) -> Iterator[int]:
    signs = _SIGNS.match(said, at)
    if signs:
        yield signs.end()
    word = _LATIN.match(said, at)
    if word and (word[0] in _WORDS or word[0].isdecimal()):
        yield word.end()
    yield from (at + len(one) for one in _HAN.get(said[at : at + 1], ()) if said.startswith(one, at))


def _after(said: str) -> list[int]:
    """List where the words that only ask may begin again."""
    good = {len(said)}
    for at in range(len(said) - 1, -1, -1):
        whole = at == 0 or not (said[at - 1] + said[at]).isascii() or not (said[at - 1] + said[at]).isalnum()
        if whole and any(one in good for one in _steps(said, at)):
            good.add(at)
    return sorted(good)
