"""The phones show what Telegram would, and nothing that people write is taken for HTML."""

from playwright.async_api import expect

from tests.browser.hands import CHIEF, NARROW, SCREENER, SUPERVISOR, WORKER, Trainer

LIN, CHEN, WANG = "林示範", "陳範例", "王測試"
WICKED = '<img src=x onerror="document.title=1"><b>王</b>&amp; <script>document.title=2</script>'


async def test_what_people_write_is_shown_as_written(trainer: Trainer) -> None:
    hands = await trainer.open("zh", CHIEF, SCREENER)
    title = await hands.page.title()
    await hands.say(LIN, WICKED)
    said = hands.phone(LIN).locator(".message.user .text").last
    assert await said.inner_text() == WICKED
    await expect(hands.phone(LIN).locator(".message img, .message script, .message.user b")).to_have_count(0)
    await hands.page.locator("#add").click()
    await hands.page.locator("#newcomer [name=first_name]").fill(WICKED[:60])
    await hands.page.locator("#newcomer button").click()
    await hands.page.get_by_role("heading", name=WICKED[:60]).wait_for()
    assert await hands.page.title() == title
    await expect(hands.page.locator(".banner")).to_have_text("練習模式，非真實個案")


async def test_everything_that_telegram_can_send_is_shown(trainer: Trainer) -> None:
    hands = await trainer.open("zh", CHIEF)
    for item in ("範例相片", "語音（範例）", "我的聯絡資訊", "貼圖"):
        await hands.phone(LIN).locator(".writing .menu").last.locator("summary").click()
        async with hands.acting():
            await hands.page.get_by_role("button", name=item, exact=True).click()
    await hands.phone(LIN).locator(".writing .menu").last.locator("summary").click()
    await hands.page.get_by_role("button", name="位置", exact=True).click()
    async with hands.acting():
        await hands.page.locator("#place .main").click()
    picker = hands.phone(LIN).locator("input[type=file]")
    await hands.phone(LIN).locator(".writing .menu").last.locator("summary").click()
    await hands.page.get_by_role("button", name="檔案", exact=True).click()
    await picker.set_input_files({"name": "名冊.csv", "mimeType": "text/csv", "buffer": b"a,b"})
    await hands.phone(LIN).get_by_role("link", name="名冊.csv").wait_for()
    await hands.settled()
    chat = hands.phone(LIN).locator(".chat")
    for shown in ("img.picture", "audio", ".place", ".file .disc", ".sticker"):
        await expect(chat.locator(shown).first).to_be_attached()
    loaded = "() => document.querySelector('img.picture').naturalWidth > 0"
    await hands.page.wait_for_function(loaded)
    played = "async audio => { await audio.play(); return audio.error === null }"
    assert await chat.locator("audio").evaluate(played)
    async with hands.page.expect_download() as download:
        await hands.phone(LIN).get_by_role("link", name="名冊.csv").click()
    assert (await download.value).suggested_filename == "名冊.csv"
    await hands.picture("attachments")


async def test_what_is_protected_can_not_be_selected_and_vanishes(trainer: Trainer) -> None:
    hands = await trainer.open("zh", WORKER)
    await hands.say(WANG, "/start")
    await hands.tap(WANG, "個案", "我的個案", "-115-", "🔓 看完整資料")
    await hands.say(WANG, "483920", "483920")
    assert "483920" not in await hands.text(WANG), "a typed PIN is deleted from the chat"
    kept = hands.phone(WANG).locator(".protected .body")
    assert await kept.evaluate("body => getComputedStyle(body).userSelect") == "none"
    await hands.picture("protected")
    await hands.move("day")
    await expect(hands.phone(WANG).locator(".protected")).to_have_count(0)


async def test_a_push_to_a_phone_out_of_sight_shows_a_banner_and_a_badge(trainer: Trainer) -> None:
    hands = await trainer.open("zh", CHIEF, SCREENER, size=NARROW)
    await expect(hands.page.locator(".seat:visible")).to_have_count(1)
    await hands.say(LIN, "隔壁小孩半夜一直哭")
    await hands.tap(LIN, "通報：沒有立即危險", "不確定", "不確定", "不確定", "可以打電話給我", "送出通報")
    banner = hands.page.locator(".banner-note")
    await banner.wait_for()
    await expect(banner).to_contain_text(CHEN)
    await expect(hands.page.locator(".tab", has_text=CHEN).locator(".badge")).to_be_visible()
    await hands.picture("narrow-banner")
    await banner.click()
    await expect(hands.phone(CHEN)).to_be_visible()
    await expect(hands.page.locator(".tab", has_text=CHEN).locator(".badge")).to_be_hidden()


async def test_a_push_to_somebody_who_is_not_on_the_desk_is_offered(trainer: Trainer) -> None:
    hands = await trainer.open("zh", CHIEF, WORKER)
    await hands.say(LIN, "隔壁小孩半夜一直哭")
    await hands.tap(LIN, "通報：沒有立即危險", "不確定", "不確定", "不確定", "可以打電話給我", "送出通報")
    await hands.page.locator(".chip", has_text=CHEN).click()
    await hands.phone(CHEN).wait_for()
    await expect(hands.page.locator(".seat")).to_have_count(3)


async def test_the_calls_of_the_bot_are_seen_inside(trainer: Trainer) -> None:
    hands = await trainer.open("zh", CHIEF, SUPERVISOR)
    await hands.page.locator("#inside-open").click()
    await hands.page.locator("#inside-whose").select_option(label=LIN)
    await hands.say(LIN, "/start")
    call = hands.page.locator(".call", has_text="sendMessage").last
    await call.locator("summary").click()
    await expect(call).to_contain_text("把您擔心的事")
    await expect(hands.page.locator(".call", has_text="張樣本")).to_have_count(0)
    await hands.page.locator("#fault-form [name=kind]").select_option("500")
    await hands.page.locator("#fault-form button").click()
    await hands.page.locator("#faults-armed li").wait_for()
    await hands.picture("inside")
    async with hands.page.expect_download() as download:
        await hands.page.locator("#transcript-txt").click()
    assert (await download.value).suggested_filename.endswith(".txt")


async def test_the_bot_is_stopped_and_started_and_a_scene_is_reset(trainer: Trainer) -> None:
    hands = await trainer.open("zh", CHIEF)
    await hands.say(LIN, "/start")
    await hands.page.locator("#inside-open").click()
    await hands.page.locator("#bot-switch").click()
    await hands.page.locator("#bot-stopped").wait_for()
    await hands.page.locator("#bot-switch").click()
    await hands.page.locator("#bot-stopped").wait_for(state="hidden")
    await hands.page.locator("#inside-close").click()
    await hands.page.locator("#scenes summary").click()
    await hands.page.locator("#scene-list button", has_text="剛收到一件通報").click()
    await hands.page.locator("#anew .danger").click()
    await hands.page.get_by_text("場景重新開始了").wait_for(timeout=30_000)
    await hands.settled()
    assert "把您擔心的事" not in await hands.text(LIN)
    await hands.page.locator("#scenes summary").click()
    await hands.page.locator("#scene-list [aria-current]", has_text="剛收到一件通報").wait_for()


async def test_a_scene_asks_before_it_wipes_and_says_who_looks_on(trainer: Trainer) -> None:
    hands = await trainer.open("zh", CHIEF)
    await hands.say(LIN, "/start")
    dialog = hands.page.locator("#anew")
    for others, said in enumerate(("沒有其他頁面", "另有 1 個頁面", "另有 2 個頁面")):
        if others:
            await trainer.open("en", WORKER)
        await hands.page.wait_for_timeout(1500)  # until the room has told how many look on
        await hands.page.locator("#scenes summary").click()
        await hands.page.locator("#scene-list button", has_text="月底").click()
        await expect(dialog).to_contain_text("月底")
        await expect(dialog).to_contain_text("所有對話和案件都會清除")
        await expect(dialog).to_contain_text(said)
        assert await dialog.locator("button").first.inner_text() == "先不要", "the safe answer comes first"
        await (dialog.locator("button").first.click() if others else hands.page.keyboard.press("Escape"))
        await expect(dialog).to_be_hidden()
    await hands.picture("scene-asks")
    await hands.settled()
    assert "把您擔心的事" in await hands.text(LIN)
    assert trainer.director.scene == "demo"


async def test_what_one_page_does_another_page_sees(trainer: Trainer) -> None:
    mine = await trainer.open("zh", CHIEF)
    yours = await trainer.open("en", CHIEF, WORKER)
    await mine.say(LIN, "/start")
    await yours.settled()
    assert "Write what worries you" in await yours.text(LIN), "nobody had written: it speaks as who came last"
    assert await mine.text(LIN) == await yours.text(LIN)
    await yours.move("hour")
    await mine.page.locator("#clock-time", has_text="10:0").wait_for()


async def test_every_word_of_the_page_is_there_in_both_languages(trainer: Trainer) -> None:
    hands = await trainer.open("en", CHIEF)
    compare = """async () => {
      const names = (words) => Object.entries(words).flatMap(([key, value]) =>
        typeof value === "object" ? names(value).map((inner) => `${key}.${inner}`) : [key]);
      const { zh } = await import("/static/words/zh.js");
      const { en } = await import("/static/words/en.js");
      return [names(zh).sort(), names(en).sort()];
    }"""
    chinese, english = await hands.page.evaluate(compare)
    assert chinese == english
    assert "undefined" not in await hands.page.locator("body").inner_text()
