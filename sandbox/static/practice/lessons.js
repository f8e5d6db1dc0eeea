// The guided lessons: what to do, and by what the page sees that it was done.
//
// `bot`: what the bot then says. `gone`: something protected vanished. The labels (「…」, “…”) are those of the
// phone's own language; {0}, {1} … stand for them. `example` can be written into the text field with one click.

const DANGER = ["通報：沒有立即危險", "Report: no danger now"];
const SEND = ["送出通報", "Send the report"];
const HOME = ["首頁", "Home"];
const CASES = ["個案", "Cases"];
const start = (bot) => ({ zh: "按「開始」或送出 /start，回到首頁。", en: "Press Start or send /start: home appears.", example: ["/start", "/start"], bot });

export const LESSONS = {
  chief: {
    title: { zh: "里長：通報一戶人家", en: "Village chief: report a household" },
    steps: [
      start(/把您擔心的事|Write what worries you/),
      { zh: "把擔心的事直接打字送出。", en: "Write what worries you, and send it.", example: ["隔壁小孩半夜一直哭", "The child next door cries every night"], bot: /要用這段內容通報嗎|Make this a report/ },
      { zh: "有危險先打 110。這次沒有，按「{0}」。", en: "In danger, call 110 first. Not now: press “{0}”.", labels: [DANGER], bot: /是哪一戶人家|Whose household/ },
      { zh: "寫下是哪一戶。名字和地址請用假的。", en: "Write whose household it is; make the name and address up.", example: ["周示範 範例路12號", "Chou Sample 12 Example Rd"], bot: /家裡有誰？|Who lives there\?/ },
      { zh: "回答剩下的問題；「{0}」也是答案。", en: "Answer the other questions; “{0}” is an answer too.", labels: [["不確定", "Not sure"]], bot: /尚未(送出|存檔)|Not (sent|saved) yet/ },
      { zh: "每一項都能改。看過之後按「{0}」。", en: "Everything can be changed. Read it and press “{0}”.", labels: [SEND], bot: /收到了，謝謝您|Received\. Thank you/ },
      { zh: "記下案號。按「{0}」，再按「{1}」看進度。", en: "There is your number. Press “{0}”, then “{1}” to see what becomes of it.", labels: [HOME, ["我的通報", "My reports"]], bot: /^我的通報|^My reports/ },
    ],
  },
  worker: {
    title: { zh: "社工：接案與訪視", en: "Social worker: take a case and visit" },
    steps: [
      start(/　社工　|, social worker, /),
      { zh: "有案件等您接。按「{0}」，再按「{1}」。", en: "A case waits for you. Press “{0}”, then “{1}”.", labels: [CASES, ["待接案", "Offered to me"]], bot: /^待接案|^Offered to me/ },
      { zh: "按案號打開案件。", en: "Press the number to open the case.", bot: /派給：|Offered to: / },
      { zh: "讀完通報的內容，按「{0}」。", en: "Read what was reported, then press “{0}”.", labels: [["✅ 接案", "✅ Accept"]], bot: /主責社工|Primary worker/ },
      { zh: "去過了，按「{0}」，回答每一題。", en: "You have been there: press “{0}” and answer the questions.", labels: [["🚪 記錄訪視", "🚪 Log a visit"]], bot: /尚未(送出|存檔)|Not (sent|saved) yet/ },
      { zh: "看過之後按「{0}」。", en: "Read it and press “{0}”.", labels: [["存檔", "Save the visit"]], bot: /的訪視已記錄|The visit of .* is saved/ },
      { zh: "姓名平常是遮住的。按「{0}」，設一組六位數密碼，要輸入兩次。", en: "Names are masked. Press “{0}” and choose a PIN of six digits; type it twice.", labels: [["🔓 看完整資料", "🔓 Full data"]], example: ["483920", "483920"], unmasked: true },
      { zh: "把時間往前「+1 天」，完整資料就從對話裡消失。", en: "Move the clock “+1 day”: the full data vanishes from the chat.", gone: true },
    ],
  },
  supervisor: {
    title: { zh: "督導：查案與核定結案", en: "Supervisor: ask, and decide on a closing" },
    steps: [
      start(/直接打字查案|Ask for any case/),
      { zh: "用一句話查案：打「逾期」送出。", en: "Ask in plain words: send “overdue”.", example: ["逾期", "overdue"], bot: /^逾期\n|^overdue\n/i },
      { zh: "打開第一件。", en: "Open the first.", bot: /主責社工|Primary worker/ },
      { zh: "按「{0}」：誰在什麼時候做了什麼。", en: "Press “{0}”: who did what, and when.", labels: [["🕘 歷程", "🕘 History"]], bot: /^\S+ 歷程|^\S+ History/ },
      { zh: "再用里名查一次。", en: "Ask again, by a village.", example: ["新勢里", "新勢里"], bot: /^平鎮區新勢里\n/ },
      { zh: "依序按「{0}」、「{1}」、「{2}」。", en: "Press “{0}”, “{1}” and “{2}”.", labels: [HOME, CASES, ["待核結案", "Closings to decide"]], bot: /^待核結案|^Closings to decide/ },
      { zh: "打開案件，讀結案的原因，按「{0}」。", en: "Open the case, read why it can be closed, and press “{0}”.", labels: [["✅ 核定結案", "✅ Approve closing"]], bot: /^確定將 .* 結案|^Close \S+\?/ },
      { zh: "無法復原的事會再問一次。按「{0}」。", en: "What can't be undone is asked once more. Press “{0}”.", labels: [["確定結案", "Close the case"]], bot: /已結案。|The case is closed\./ },
    ],
  },
};
