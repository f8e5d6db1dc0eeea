"""Bureau and administrators ask what changed between two editions, and get the table as [000] shows it."""

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from casework.policy.comparing import figures as all_figures
from casework.policy.editions import Editions, load_policy
from casework.staffing.people import Role
from handlers.policy import editions, figures
from handlers.words.wording import LANGUAGES, load_wordings
from sandbox import Phone
from tests.bot.loops.test_nothing_is_lost import fault
from tests.support.keys import on
from tests.support.phones import documents, from_home, keys, say, sheet, tap, text
from tests.support.town import BOTH, Town

HEAD = ["修正項目", "109年計畫", "108年計畫", "差異說明"]
DISTRICT = "區級聯繫會議：召開月份"


def table(opened: Worksheet) -> dict[str, list[str]]:
    """Return the rows under the title by their first column."""
    rows = [[cell.value for cell in row] for row in opened.iter_rows(min_row=2)]
    return {row[0]: row[1:] for row in rows}


async def test_the_card_shows_the_table_of_the_document_newest_first(town: Town, bureau: Phone) -> None:
    await say(town, bureau, "差異 108 109")
    shown = await text(bureau)
    assert shown.startswith("109年計畫與108年計畫差異比較表\n共 12 項差異\n")
    block = shown[shown.index(DISTRICT) :].split("\n\n")[0].splitlines()
    assert block == [  # [000] 參二(四)
        DISTRICT,
        "109年計畫：4月、7月、11月（109 年實施計畫參、二、（四）；差異比較表參、二、（四）（109 年））",
        "108年計畫：3月、7月、11月（差異比較表參、二、（四）（108 年））",
        "差異說明：增列：4月；刪除：3月　原因：配合個案研討會議修正時間",
    ]
    assert "增列：行方不明兒少、共案" in table(await sheet(bureau))["區級個案研討會議：研討對象"][2]


async def test_the_document_has_the_columns_and_the_months_of_the_document(town: Town, bureau: Phone) -> None:
    await say(town, bureau, "差異 108 109")
    [sent] = await documents(bureau)
    assert sent["document"]["file_name"] == "差異比較表_109_108.xlsx"
    assert sent["text"] == "109年計畫與108年計畫差異比較表"
    opened = await sheet(bureau)
    assert opened["A1"].value == "109年計畫與108年計畫差異比較表"
    rows = table(opened)
    assert [HEAD[0], *rows["修正項目"]] == HEAD
    assert rows[DISTRICT][0].startswith("4月、7月、11月（109 年實施計畫")
    assert rows[DISTRICT][1].startswith("3月、7月、11月（差異比較表")
    assert rows["區級個案研討會議：召開月份"][0].startswith("3月、6月、9月、11月")
    assert len(rows) == 1 + 12
    assert rows[DISTRICT][2].endswith("原因：配合個案研討會議修正時間"), "with the reason of [000]"
    assert "未列出此項修正" in rows["幸扶守護：對象"][2]


async def test_what_the_newer_plan_no_longer_sets_is_said(town: Town, bureau: Phone) -> None:
    """faults 21: [004] names no months; the city goes on with those of 109."""
    await say(town, bureau, "差異 109 112")
    assert "計畫不再規定，本市沿用" in table(await sheet(bureau))[DISTRICT][2]


async def test_the_document_can_be_read_as_it_is_opened(town: Town, bureau: Phone) -> None:
    await say(town, bureau, "差異 107 112")
    opened = await sheet(bureau)
    cells = [cell for row in opened.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}, "text, and no formulas"
    assert all(cell.alignment.wrap_text for cell in cells if cell.row > 1)
    assert opened.freeze_panes == "A3"


async def test_the_card_stays_at_the_bottom_below_the_document(town: Town, bureau: Phone) -> None:
    await say(town, bureau, "差異 108 109")
    *_, before, last = await bureau.messages()
    assert "document" in before
    assert last["keyboard"]


async def test_in_english_it_is_the_same_table(town: Town) -> None:
    reader = await town.join(Role.BUREAU, "吳虛構", unit="社會局", language="en")
    await say(town, reader, "diff 109 108")
    shown = next(one["text"] for one in await reader.messages() if "12 differences" in str(one.get("text")))
    assert shown.startswith("Plan of 109 and Plan of 108: table of differences\n12 differences\n")
    assert "Plan of 109: Apr, Jul, Nov (109 plan 參二(四)" in shown
    assert "What is different: added: Apr; dropped: Mar" in shown
    rows = table(await sheet(reader))
    assert rows["What was changed"] == ["Plan of 109", "Plan of 108", "What is different"]
    assert rows["District liaison meeting: months"][1].startswith("Mar, Jul, Nov")


@BOTH
async def test_a_difference_stays_in_one_message_with_what_it_is_called(town: Town) -> None:
    bureau = await town.join(Role.BUREAU, "吳示例", unit="社會局")
    await say(town, bureau, "差異 107 112")
    _, document, *said = [one["text"] for one in await bureau.messages() if "107" in one["text"]]
    assert len(said) > 1
    blocks = [block for one in said for block in one.removeprefix(document).split("\n\n") if "107" in block]
    assert [block for block in blocks if block.count("\n") != 3] == []


@pytest.mark.parametrize(
    "written", ["差異108 109", "差異 １０９ 與 １０８", "108年與109年的差異", "DIFF 108 109"]
)
async def test_it_is_asked_for_as_people_write(town: Town, administrator: Phone, written: str) -> None:
    await say(town, administrator, written)
    assert (await text(administrator)).startswith("109年計畫與108年計畫差異比較表")
    assert len(await documents(administrator)) == 1


async def test_an_edition_that_is_not_there_is_answered_with_those_that_are(
    town: Town, bureau: Phone
) -> None:
    await say(town, bureau, "差異 108 110")
    assert "沒有 110 版的計畫。現有：107、108、109、112。" in await text(bureau)
    await tap(town, bureau, on(editions.CompareBoth, other=2))
    assert (await text(bureau)).startswith("109年計畫與108年計畫差異比較表")


async def test_the_word_alone_asks_which_two(town: Town, bureau: Phone) -> None:
    await say(town, bureau, "差異")
    assert await keys(bureau) == ["112年計畫", "109年計畫", "108年計畫", "107年計畫", "🏠 首頁"]
    await tap(town, bureau, on(editions.CompareOne, one=2))
    assert "109年計畫" not in await keys(bureau)
    await tap(town, bureau, on(editions.CompareBoth, other=3))
    assert "112年計畫與109年計畫差異比較表" in await bureau.transcript()
    assert "兒童及少年保護個案跨網絡合作會議（家防中心，每年 12 次）" in await bureau.transcript()


async def test_it_stands_behind_more_and_leads_on_to_others(town: Town, administrator: Phone) -> None:
    await say(town, administrator, "/start")
    assert "差異 108 109" in await text(administrator)
    assert len(await keys(administrator)) <= 4  # ux.md 1
    await from_home(
        town,
        administrator,
        editions.Compare,
        on(editions.CompareOne, one=2),
        on(editions.CompareBoth, other=1),
        editions.Compare,
    )
    assert "您要比較哪兩個計畫" in (await administrator.transcript())


async def test_the_same_edition_twice_asks_with_which_other(town: Town, bureau: Phone) -> None:
    await say(town, bureau, "差異 109 109")
    assert "109年計畫要與哪一個計畫比較" in await text(bureau)
    assert not await documents(bureau)


async def test_two_that_set_the_same_are_said_to_and_no_document_comes(
    town: Town, bureau: Phone, tmp_path
) -> None:
    same = tmp_path / "own.toml"
    same.write_text('edition = "115"\ntitle = "自訂"\nin_force = 2030-01-01\n')
    twin = tmp_path / "twin.toml"
    twin.write_text('edition = "本市"\ntitle = "本市 <試行>"\nin_force = 2031-01-01\n')
    town.governed_by(Editions((*town.office.editions.shipped, load_policy(same)), load_policy(twin)))
    await say(town, bureau, "差異 115 本市")
    assert (await text(bureau)) == "本市 <試行>與115年計畫差異比較表\n兩者的規定相同。"
    assert not await documents(bureau)


async def test_a_key_of_an_edition_that_was_taken_out_says_so(town: Town, bureau: Phone) -> None:
    await say(town, bureau, "差異")
    town.governed_by(Editions(town.office.editions.shipped[:2]))
    await tap(town, bureau, on(editions.CompareOne, one=3))
    assert not await documents(bureau)
    assert "守望" in await text(bureau)


async def test_a_chiefs_report_that_begins_with_the_word_is_a_report(town: Town, chief: Phone) -> None:
    await say(town, chief, "差異 108 109")
    assert "要用這段內容通報嗎" not in await text(chief)
    await say(town, chief, "差異很大，兄妹兩人常沒飯吃")
    assert "要用這段內容通報嗎" in await text(chief)
    assert not await documents(chief)


@pytest.mark.parametrize("role", [Role.WORKER, Role.SUPERVISOR, Role.SCREENER, Role.LIAISON])
async def test_for_others_it_is_a_question_like_any_other(town: Town, role: Role) -> None:
    phone = await town.join(role, "趙其他", unit="家防中心")
    await say(town, phone, "差異 108 109")
    assert "差異比較表" not in await phone.transcript()
    assert not await documents(phone)


async def test_others_who_forge_the_key_get_nothing(town: Town, supervisor: Phone, bureau: Phone) -> None:
    await say(town, bureau, "差異 108")
    await say(town, supervisor, "/start")
    await supervisor.forge((await supervisor.last())["id"], "eb:1:2")
    await town.settle()
    assert "不在您的查詢範圍" in await text(supervisor)
    assert not await documents(supervisor)


async def test_a_document_whose_answer_got_lost_comes_again_and_says_so(town: Town, bureau: Phone) -> None:
    await fault(town, method="sendDocument", kind="drop", times=1)
    await say(town, bureau, "差異 108 109")
    [sent] = await documents(bureau)
    assert "109年計畫與108年計畫差異比較表" in sent["text"]
    assert table(await sheet(bureau))[DISTRICT]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_every_edition_has_a_label_and_is_said_in_words(town: Town, language: str) -> None:
    wording = load_wordings()[language]
    for policy in town.office.editions.known:
        for one in all_figures(policy):
            assert figures.label(one.key, wording)
            assert figures.cell(one, wording)


def test_in_english_official_names_are_english_and_no_code_word_is_said(town: Town) -> None:
    wordings, edition = load_wordings(), town.office.editions.named("109")
    assert edition is not None
    said = {
        language: {one.key: figures.said(one.key, one.value, wording) for one in all_figures(edition)}
        for language, wording in wordings.items()
    }
    english, chinese = said["en"], said["zh_Hant_TW"]
    assert english["new_year.allowances"].startswith("Living allowance for elders, Living subsidy")
    assert chinese["new_year.allowances"].startswith("中低收入老人生活津貼、身心障礙者生活補助")
    assert english["meetings.conference.kinds"].startswith("general cases, suicide report")
    assert chinese["meetings.conference.kinds"] == "一般個案、幸扶守護、兒少高危機、行方不明兒少、共案"
    assert english["rosters.beside"].startswith("自殺: Suicide prevention, "), (
        "what a row says, and who is asked"
    )
    assert chinese["rosters.beside"].startswith("自殺：自殺防治、經濟：就業")


def test_values_are_written_for_people(town: Town) -> None:
    wording = load_wordings()["zh_Hant_TW"]
    edition = town.office.editions.named("109")
    assert edition is not None
    said = {one.key: figures.said(one.key, one.value, wording) for one in all_figures(edition)}
    assert said["screening.urgent_hours"] == "24 小時"
    assert said["dispatch.acknowledge_working_days"] == "1 個工作天"
    assert said["meetings.district.minutes_days"] == "1 週"
    assert said["meetings.district.every_months"] == "每 4 個月"
    assert said["new_year.before_days"] == "2 週"
    assert said["visits.low_days"] == "90 天"
    assert said["rosters.day"] == "每月 5 日"
    assert said["nudges.digest"] == "08:30"
    assert said["pin.minutes"] == "15 分鐘"
    assert said["meetings.topics"] == "無"
    assert said["follow_up.of"] == "服務中的每件個案"
    assert said["ladders.acknowledge"] == "當天：承辦人；逾期 1 天：承辦人、督導、主管"
    assert said["ladders.search_form"].startswith("期限前 6 小時：承辦人；到期時：承辦人")
