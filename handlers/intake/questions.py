"""What who reported asks in their own words: what became of it, to be called, to take it back, who hears."""

import re

from casework.intake import undecided
from casework.search.asked import is_crisis
from casework.staffing.people import REPORTERS, Role
from handlers.forms import filling
from handlers.intake import my_reports
from handlers.intake.my_reports import MyReports
from handlers.ui.turn import App, Guide, Turn
from handlers.words import typed
from handlers.words.wording import N_
from storage.cases import reports

ASKING = (Role.CHIEF, Role.CLERK)
"""Who has no cases: to others such words ask for theirs."""
_WHOM = r"(?P<whom>[\u4e00-\u9fff]{0,12}?)"
_LOOKED = "(?:去|來|過去)?(?:看看?|處理|關心|訪視|家訪)過?"
_LEFT = "[了呢嗎啊]*"
_NOT_YET = "(?:了嗎|了沒有?|嗎|沒有?)"
_WORRY = "不知道|不曉得|[打罵哭傷死病餓酒毒吵燒鬧]|失蹤|不見|走丟"
BECAME = tuple(
    re.compile(f"(?!.*(?:{_WORRY}))(?:請問|那麼?就?|啊|欸)*{one}")
    for one in (
        f"{_WHOM}(?:的事情?|的案子|的案件|那件事?)?(?:現在|目前|[後后]來|最[後后]|到底|是)*(?:怎麼?樣|怎樣|如何)了{_LEFT}",
        f"{_WHOM}(?:的事情?|的案子|的案件|那件事?)?(?:現在|目前|[後后]來|最[後后])+(?:是)?(?:怎麼?樣|怎樣|如何){_LEFT}",
        f"(?:[後后]來|現在|到底)*有沒有人{_LOOKED}{_WHOM}{_LEFT}",
        f"{_WHOM}(?:[後后]來|現在|到底)*有沒有人{_LOOKED}{_LEFT}",
        f"(?:[後后]來|現在|到底)*有人{_LOOKED}{_WHOM}{_NOT_YET}",
        f"{_WHOM}(?:[後后]來|現在|到底)*有人{_LOOKED}了?(?:嗎|沒有?)",
        f"(?:社工|社會局|專人|你們|他們)(?:有沒有|有)?(?:去|來|處理)[了過看]*{_WHOM}{_NOT_YET}",
        "(?:社工|社會局|你們|他們)?(?:怎麼|為什麼|為何)(?:都|還|也)*沒有?(?:人|社工)?"
        f"(?:來|去|處理|下文|消息|回[復覆]|回音|結果|動靜)(?:看|處理)*{_LEFT}",
        "(?:現在|到底|[後后]來)*(?:有沒有|有)什?麼?(?:消息|下文|結果|進度|回[復覆]|進展)了?[呢嗎啊沒有]*",
        "(?:你們|社工|社會局|他們|專人)*(?:什麼時候|何時|幾時|哪一?天)(?:才|會|要|能|可以)*(?:過?來|過?去|處理|回[復覆])"
        f"(?:看|處理|訪視)*{_WHOM}{_LEFT}",
        r"(?:howis|howare|whathappenedto|whatbecameof)(?:the)?(?P<whom>[a-z]{2,20}?)(?:family|household)?(?:now|doing)?",
        "(?:why)?(?:has)?(?:nobody|noone)(?:has)?(?:came|come|been|called)(?:here|there|back|yet)*",
        "when(?:will|do|does)(?:some(?:body|one)|you|they|the(?:social)?worker)(?:come|visit|call|go)"
        "(?:there|here|by|back|me|them)*",
        "(?:has|did)(?:any|some)(?:body|one)(?:been|go|gone|come|look|looked|visit|visited|after|to|see|them|there|it|yet)+",
    )
)
"""Words that ask what became of a household that one reported, as they are compared."""
_ROUND = re.compile(
    "^(?:上次|上回|昨天|前天|之前|那天|我們?|通報|報|說|講|過|的|[那這]一?[個位家戶件]?|個|姓|隔壁)+"
    "|(?:他們|她們|的|[那這]?一?[家戶邊]|先生|小姐|太太|那邊)+$"
)
"""What stands around a name."""
_CALL = (
    "(?:我(?:想|要)*)?(?:可以|可不可以|能不能)?(?:請|麻煩|拜託|叫)*(?:你們|您|社工|承辦人?|督導|有人|專人|人)*"
    "(?:再)?(?:打(?:個|通)?電話|回個?電話?|來電|聯[絡繫]|打)(?:給我|我|跟我)?(?:一下|好嗎|嗎|謝謝|好不好)*"
    "|我(?:想|要)+(?:直接)?(?:找|跟|和)(?:你們|社工|承辦人?|督導|真人|專人|人)(?:說話?|講話?|談談?|聯絡|通電話)?"
    "|(?:please)?(?:can|could|may)?(?:you|somebody|someone)?(?:please)?call(?:me)(?:back)?(?:please)?"
    "|i(?:want|wouldlike|need)to(?:talk|speak)to(?:a|the|some)?(?:socialworker|worker|human|person|somebody|someone)"
)
_MISTAKEN = (
    "(?:我|剛剛|剛才|上次|昨天|那個|那件|這個|這件|是|的|通報)*(?:按錯|寫錯|報錯|弄錯|搞錯|送錯|通報錯)"
    "(?:了|的|怎麼辦|不算|要怎麼改|怎麼改|，)*"
    "|(?:我)?(?:要|想|可以|可不可以)*(?:怎麼)?(?:取消|撤回|收回|撤銷|更正|修改)(?:我|剛剛|剛才|上次|昨天|那個|那件|送出)*的?"
    "(?:通報|那件|報的)(?:嗎)?"
    "|(?:i)?(?:made|sent|it|that|was|is|a|the|by|my|reported|report)*mistake"
    "|(?:howdoi|howcani|iwantto|cani)?(?:takeback|withdraw|correct|cancel)(?:my|the)?(?:last)?report"
)
_WHO_HEARS = (
    "(?:這個|這樣|通報|我|的)*(?:會不會|會|怕)?(?:被|讓|給)?(?:人家?|他們?|對方|別人|鄰居)*知道(?:是)?我?"
    "(?:通報|報|講|說|檢舉)+的?(?:人)?(?:嗎|啊)*"
    "|(?:誰|有誰)(?:會|可以|能)?(?:知道|看得?到)(?:是)?(?:我|通報人|誰)(?:通報|報|的|講|說|資料|姓名|電話)*"
    "|(?:通報)?(?:會|有|是不是|是|可以)?(?:保密|匿名)(?:通報)?(?:嗎|的嗎)"
    "|(?:will|do|can)(?:they|people|anyone|anybody)(?:know|findout|see)(?:that)?(?:it(?:was|is))?(?:who)?(?:me|i)?(?:reported)?(?:it)?"
    "|isit(?:confidential|anonymous)|who(?:can)?(?:sees?|knows?)(?:my|thati)(?:name|reported)(?:it)?"
)
_SENDING = (
    "(?:我|要|請問|可以|可不可以)*(?:怎麼|如何)(?:傳|拍|上傳|發|錄|送|給)(?:照片|相片|圖片|影片|錄影|語音|錄音|位置|定位)"
    "|(?:照片|相片|圖片|影片|錄影|語音|錄音|位置|定位)(?:要|該)?(?:怎麼|如何)(?:傳|拍|上傳|發|錄|送|給)"
    "|how(?:do|can)i(?:send|take|record|share)(?:a|an|the|my)?(?:photo|picture|video|voicenote|voicemessage|location)s?"
)


def answers(turn: Turn, text: str) -> bool:
    """Show the one report of theirs that is asked for by a name; else it is asked which."""
    draft = filling.on_screen(turn)
    if turn.speaker.role not in ASKING or (draft is not None and not undecided(draft)):
        return False
    name = _whom(text)
    found = [one.report for one in reports.mine(turn.db, turn.speaker.id) if _tells(turn, one.report, name)]
    if not name or len(found) != 1:
        return False
    turn.notice = turn.wording.text("This is what you reported about it.")
    my_reports.show_one(turn, found[0])
    return True


def _whom(text: str) -> str:
    """Return the name in words that ask what became of somebody, without what stands around it."""
    said = typed.meant(text)
    asked = next((found for one in BECAME if (found := one.fullmatch(said))), None)
    if asked is None or is_crisis(text):
        return ""
    return _ROUND.sub("", _ROUND.sub("", asked.groupdict().get("whom") or ""))


def _tells(turn: Turn, report: int, name: str) -> bool:
    (_, first), *_ = reports.own(turn.db, turn.speaker.id, report)
    return name in typed.meant(f"{first.story} {first.household}")


def register(app: App) -> None:
    """Add this conversation to the bot."""
    label, there = N_("📨 My reports"), MyReports(0)
    app.guides += [
        *(
            Guide(
                one.pattern.replace("?P<whom>", "?:"),
                N_("How far your reports are stands behind the key; you can also add to one there."),
                ASKING,
                label,
                there,
            )
            for one in BECAME
        ),
        Guide(
            _CALL,
            N_(
                "About something you reported: open it and press “%(call)s”. About anything else: write here "
                "what it is, and say at its end that you may be called."
            ),
            ASKING,
            label,
            there,
            {"call": N_("📞 Please call me")},
        ),
        Guide(
            _MISTAKEN,
            N_(
                "Open the report: “%(back)s” says that it was a mistake, “%(add)s” corrects it. What was not "
                "sent yet stands at Home, where you can change or delete it."
            ),
            ASKING,
            label,
            there,
            {"back": N_("↩ Take it back"), "add": N_("➕ Add to it")},
        ),
        Guide(
            _WHO_HEARS,
            N_(
                "Who reported stays confidential. Only those who screen it and those who serve the family "
                "see your name and number."
            ),
            REPORTERS,
        ),
        Guide(
            _SENDING,
            N_(
                "Press the paper clip beside the place where you write, and choose the photo, the video or "
                "the place. For a voice note hold the microphone and speak."
            ),
            tuple(Role),
        ),
    ]
    app.saying(answers)
