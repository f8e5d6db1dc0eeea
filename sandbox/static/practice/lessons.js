// The guided lessons: what to do, and by what the page sees that it was done.
//
// `roles`: on whose phones; `on` of a step: on whose, where there are several; `unit`: in which unit somebody has
// what is taught; `who`: whose, each by role and unit, where that is not enough. `scene`: what it begins with. `bot`: what the bot then says. `gone`: something protected vanished. The labels (「…」, “…”) are
// those of the phone's own language; {0}, {1} … stand for them. `example` can be written into the text field.

const DANGER = ["通報：沒有立即危險", "Report: no danger now"];
const SEND = ["送出通報", "Send the report"];
const HOME = ["首頁", "Home"];
const CASES = ["個案", "Cases"];
const MORE = ["更多", "More"];
const TODAY = ["今天要辦", "To do today"];
const PEOPLE = ["人員", "People"];
const INVITE = ["邀請", "Invite"];
const OPEN = ["查看", "Open"];
const ACCEPT = ["接案", "Accept"];
const VISIT = ["登錄訪視", "Log a visit"];
const HISTORY = ["歷程", "History"];
const WORRY = ["隔壁小孩半夜一直哭，爸爸失業在家", "The child next door cries every night, the father lost his job"];
const HOUSEHOLD = ["周示範 範例路12號", "Chou Sample 12 Example Rd"];
const OFFERED = /要(變成通報|用這段內容通報)嗎|Make this a report/;
const CHECKED = /尚未(送出|存檔)|Not (sent|saved) yet/;
const RECEIVED = /收到了，謝謝您|Received\. Thank you/;
const SAVED = /的訪視已存檔|The visit of .* is saved/;
const TOLD = /歷程$|History$/m;
const start = (bot) => ({ zh: "按「開始」或送出 /start，回到首頁。", en: "Press Start or send /start: home appears.", example: ["/start", "/start"], bot });

export const LESSONS = {
  story: {
    title: { zh: "從通報到接案：三支手機", en: "From a worry to help: three phones" },
    roles: ["chief", "screener", "worker"],
    steps: [
      { on: "chief", zh: "里長把擔心的事打字送出。", en: "The chief writes down a worry, and sends it.", example: WORRY, bot: OFFERED },
      { on: "chief", zh: "有危險先打 110。這次沒有，按「{0}」。", en: "In danger, call 110 first. Not now: press “{0}”.", labels: [DANGER], bot: /是哪一戶人家|Whose household/ },
      { on: "chief", zh: "寫下是哪一戶，再回答剩下的問題；「{0}」也是答案。", en: "Write whose household it is and answer the other questions; “{0}” is an answer too.", labels: [["不確定", "Not sure"]], example: HOUSEHOLD, bot: CHECKED },
      { on: "chief", zh: "看過之後按「{0}」。", en: "Read it and press “{0}”.", labels: [SEND], bot: RECEIVED },
      { on: "screener", zh: "集中派案人員收到通知，裡面沒有姓名。按「{0}」。", en: "The screener hears of it, without a name. Press “{0}”.", labels: [OPEN], bot: /^通報內容|^What was reported/m },
      { on: "screener", zh: "按「{0}」，再按「{1}」。", en: "Press “{0}”, then “{1}”.", labels: [["派給主責社工", "Dispatch to primary worker"], ["確定派案", "Yes, dispatch it"]], bot: /等候接案|^Offered to .*\./ },
      { on: "worker", zh: "社工收到派案。按「{0}」。", en: "The worker is asked. Press “{0}”.", labels: [OPEN], bot: /派給：|Offered to: / },
      { on: "worker", zh: "讀完通報的內容，按「{0}」。", en: "Read what was reported, then press “{0}”.", labels: [ACCEPT], bot: /^主責社工：|^Primary worker: /m },
      { on: "chief", zh: "里長知道有人接手了。送出 /start，再按「{0}」看進度。", en: "The chief heard that somebody has taken it on. Send /start, then press “{0}” to see it.", labels: [["我的通報", "My reports"]], example: ["/start", "/start"], bot: /^\S*\s?我的通報|^\S*\s?My reports/ },
    ],
  },
  chief: {
    title: { zh: "里長：通報一戶人家", en: "Village chief: report a household" },
    roles: ["chief"],
    steps: [
      start(/把您擔心的事|Write what worries you/),
      { zh: "把擔心的事直接打字送出。", en: "Write what worries you, and send it.", example: ["隔壁小孩半夜一直哭", "The child next door cries every night"], bot: OFFERED },
      { zh: "有危險先打 110。這次沒有，按「{0}」。", en: "In danger, call 110 first. Not now: press “{0}”.", labels: [DANGER], bot: /是哪一戶人家|Whose household/ },
      { zh: "寫下是哪一戶。名字和地址請用假的。", en: "Write whose household it is; make the name and address up.", example: HOUSEHOLD, bot: /家裡有誰？|Who lives there\?/ },
      { zh: "回答剩下的問題；「{0}」也是答案。", en: "Answer the other questions; “{0}” is an answer too.", labels: [["不確定", "Not sure"]], bot: CHECKED },
      { zh: "每一項都能改。看過之後按「{0}」。", en: "Everything can be changed. Read it and press “{0}”.", labels: [SEND], bot: RECEIVED },
      { zh: "記下案號。按「{0}」，再按「{1}」看進度。", en: "There is your number. Press “{0}”, then “{1}” to see what becomes of it.", labels: [HOME, ["我的通報", "My reports"]], bot: /^我的通報|^My reports/ },
    ],
  },
  screener: {
    title: { zh: "集中派案人員：篩派案", en: "Screener: screen and dispatch" },
    roles: ["screener"],
    steps: [
      start(/直接輸入即可查案|Ask for any case/),
      { zh: "按「{0}」，再按「{1}」：最急的在最前面。", en: "Press “{0}”, then “{1}”: the most pressing comes first.", labels: [CASES, ["待篩派", "To screen"]], bot: /^待篩派|^To screen/ },
      { zh: "按第一個案號。", en: "Press the first number.", bot: /^通報內容|^What was reported/m },
      { zh: "讀通報內容、可能符合的指標、疑似同一戶的案件。按「{0}」。", en: "Read what was reported, what may apply, possible duplicates. Press “{0}”.", labels: [["派給主責社工", "Dispatch to primary worker"]], bot: /^要將 .* 派給|^Dispatch .*\?/ },
      { zh: "送出後立即通知社工。按「{0}」。", en: "The worker hears at once. Press “{0}”.", labels: [["確定派案", "Yes, dispatch it"]], bot: /等候接案|^Offered to .*\./ },
      { zh: "按「{0}」：誰在什麼時候做了什麼。", en: "Press “{0}”: who did what, and when.", labels: [HISTORY], bot: TOLD },
    ],
  },
  worker: {
    title: { zh: "社工：接案與訪視", en: "Social worker: take a case and visit" },
    roles: ["worker"],
    steps: [
      start(/　社工　|, social worker, /),
      { zh: "有案件等您接。按「{0}」，再按「{1}」。", en: "A case waits for you. Press “{0}”, then “{1}”.", labels: [CASES, ["待接案", "Offered to me"]], bot: /^待接案|^Offered to me/ },
      { zh: "按案號打開案件。", en: "Press the number to open the case.", bot: /派給：|Offered to: / },
      { zh: "讀完通報的內容，按「{0}」。", en: "Read what was reported, then press “{0}”.", labels: [ACCEPT], bot: /主責社工|Primary worker/ },
      { zh: "去過了，按「{0}」，回答每一題。", en: "You have been there: press “{0}” and answer the questions.", labels: [VISIT], bot: CHECKED },
      { zh: "看過之後按「{0}」。", en: "Read it and press “{0}”.", labels: [["存檔", "Save the visit"]], bot: SAVED },
      { zh: "姓名平常是遮住的。按「{0}」，設一組六位數密碼，要輸入兩次。", en: "Names are masked. Press “{0}” and choose a PIN of six digits; type it twice.", labels: [["看完整資料", "Full data"]], example: ["483920", "483920"], unmasked: true },
      { zh: "把時間往前「+1 天」，完整資料就從對話裡消失。", en: "Move the clock “+1 day”: the full data vanishes from the chat.", gone: true },
    ],
  },
  supervisor: {
    title: { zh: "督導：查案與核定結案", en: "Supervisor: ask, and decide on a closing" },
    roles: ["supervisor"],
    steps: [
      start(/直接輸入即可查案|Ask for any case/),
      { zh: "用一句話查案：輸入「逾期」送出。", en: "Ask in plain words: send “overdue”.", example: ["逾期", "overdue"], bot: /^逾期\n|^overdue\n/i },
      { zh: "打開第一件。", en: "Open the first.", bot: /主責社工|Primary worker/ },
      { zh: "按「{0}」：誰在什麼時候做了什麼。", en: "Press “{0}”: who did what, and when.", labels: [HISTORY], bot: /^\S+ 歷程|^\S+ History/ },
      { zh: "再用里名查一次。", en: "Ask again, by a village.", example: ["新勢里", "新勢里"], bot: /^平鎮區新勢里\n/ },
      { zh: "依序按「{0}」、「{1}」、「{2}」。", en: "Press “{0}”, “{1}” and “{2}”.", labels: [HOME, CASES, ["待核結案", "Closings to decide"]], bot: /^待核結案|^Closings to decide/ },
      { zh: "打開案件，讀結案的原因，按「{0}」。", en: "Open the case, read why it can be closed, and press “{0}”.", labels: [["核定結案", "Approve closing"]], bot: /^要將 .* 結案嗎|^Close \S+\?/ },
      { zh: "無法復原的事會再問一次，還要您的密碼。按「{0}」，設一組六位數密碼，要輸入兩次。", en: "What can't be undone is asked once more, and for your PIN. Press “{0}” and choose one of six digits; type it twice.", labels: [["確定結案", "Close the case"]], example: ["483920", "483920"], bot: /已結案。|The case is closed\./ },
    ],
  },
  liaison: {
    title: { zh: "網絡單位窗口：服務派來的案件", en: "Network liaison: serve what was dispatched here" },
    roles: ["liaison"],
    unit: "衛生局",
    steps: [
      start(/直接輸入即可查自己的個案|Ask for your cases/),
      { zh: "按「{0}」，再按「{1}」。", en: "Press “{0}”, then “{1}”.", labels: [CASES, ["我的個案", "My cases"]], bot: /^\S*\s?我的個案|^\S*\s?My cases/ },
      { zh: "按案號打開案件：還有哪個單位一起服務，寫在上面。", en: "Press the number: the card says which other unit serves beside you.", bot: /^承辦人：|^In charge: /m },
      { zh: "去過了，按「{0}」，回答每一題。", en: "You have been there: press “{0}” and answer the questions.", labels: [VISIT], bot: CHECKED },
      { zh: "看過之後按「{0}」。", en: "Read it and press “{0}”.", labels: [["存檔", "Save the visit"]], bot: SAVED },
      { zh: "按「{0}」：兩個單位做了什麼，都在這裡。", en: "Press “{0}”: what both units did stands there.", labels: [HISTORY], bot: TOLD },
    ],
  },
  newYear: {
    title: { zh: "春節關懷：開始、加一戶、訪視", en: "New-Year care: begin, add a household, visit" },
    roles: ["bureau", "chief"],
    steps: [
      { on: "bureau", zh: "社會局承辦輸入「春節」送出。", en: "The bureau sends “new year”.", example: ["春節", "new year"], bot: /^尚未開始|^It has not begun/m },
      { on: "bureau", zh: "按「{0}」，看過之後按「{1}」。", en: "Press “{0}”, read what it means, press “{1}”.", labels: [["開始", "Begin"], ["確定開始", "Yes, begin"]], bot: /關懷已開始|has begun/ },
      { on: "chief", zh: "里長也輸入「春節」送出。", en: "The chief sends “new year”, too.", example: ["春節", "new year"], bot: /沒有關懷戶|No household is on your list/ },
      { on: "chief", zh: "按「{0}」，寫下是誰、住在哪裡，再說為什麼。", en: "Press “{0}”, write who it is and where, then say why.", labels: [["新增關懷戶", "A household"]], example: HOUSEHOLD, bot: /已列入名單|is on the list/ },
      { on: "chief", zh: "去過了，按「{0}」，回答每一題，再按「{1}」。", en: "You have been there: press “{0}”, answer the questions, press “{1}”.", labels: [["登錄訪視", "Log the visit"], ["存檔", "Save the visit"]], bot: /訪視已存檔|The visit is saved/ },
    ],
  },
  clerk: {
    title: { zh: "區公所承辦：代為通報", en: "District office clerk: report for a village" },
    roles: ["clerk"],
    steps: [
      start(/把您擔心的事|Write what worries you/),
      { zh: "把民眾說的事打字送出。", en: "Write what you were told, and send it.", example: ["阿嬤一個人帶三個孫子，常沒煮飯", "A grandmother is alone with three grandchildren"], bot: OFFERED },
      { zh: "有危險先打 110。這次沒有，按「{0}」。", en: "In danger, call 110 first. Not now: press “{0}”.", labels: [DANGER], bot: /在哪一里|In which village/ },
      { zh: "輸入里名送出；同名的里，按對的那一個。", en: "Send the village's name; of several of one name press the right one.", example: ["福安里", "福安里"], bot: /是哪一戶人家|Whose household/ },
      { zh: "寫下是哪一戶，再回答剩下的問題。", en: "Write whose household it is, and answer the other questions.", example: HOUSEHOLD, bot: CHECKED },
      { zh: "看過之後按「{0}」。", en: "Read it and press “{0}”.", labels: [SEND], bot: RECEIVED },
    ],
  },
  meeting: {
    title: { zh: "區公所承辦：從召集會議到紀錄", en: "District office clerk: a meeting, from the call to its minutes" },
    roles: ["clerk", "supervisor"],
    unit: "平鎮區公所",
    steps: [
      { on: "clerk", zh: "輸入「會議」送出：這裡有您召集和受邀的會議。", en: "Send “meetings”: those that you call, and that you are invited to.", example: ["會議", "meetings"], bot: /^\S+ (會議|Meetings)$/m },
      { on: "clerk", zh: "按「{0}」，寫下主題。", en: "Press “{0}” and write what it is about.", labels: [["不定期會議", "A meeting at need"]], example: ["颱風後的關懷", "Care after the typhoon"], bot: /^哪一天？|^On which day\?/m },
      { on: "clerk", zh: "按第一個日期，再選時間：建議的都是上班日，也來得及通知。", en: "Press the first day, then a time: those that are suggested are working days, and far enough ahead.", bot: /^在哪裡開會？|^Where\?/m },
      { on: "clerk", zh: "寫下地點。", en: "Write where.", example: ["三樓會議室", "Third floor"], bot: /^尚未召集|^Not called yet/m },
      { on: "clerk", zh: "看過之後按「{0}」：計畫所定的單位都會收到。", en: "Read it and press “{0}”: every unit that the plan names hears.", labels: [["確定召集", "Call it"]], bot: /受邀單位會收到通知|Who is invited hears now/ },
      { on: "supervisor", zh: "中心督導收到開會通知。按「{0}」就回覆了。", en: "The centre's supervisor is invited. Press “{0}”: that is the answer.", labels: [["出席", "We attend"]], bot: /^已記錄：出席。|^Noted: comes\./ },
      { on: "clerk", zh: "按「{0}」：誰來、誰還沒回覆。", en: "Press “{0}”: who comes, and who has not answered.", labels: [["出席情形", "Who comes"]], bot: /^• .*：出席$|^• .*: comes$/m },
      { on: "clerk", zh: "按「{0}」、「{1}」、「{2}」，文件就做好了。", en: "Press “{0}”, “{1}” and “{2}”: there it is.", labels: [["返回", "Back"], ["會議文件", "Papers"], ["開會通知", "Notice of meeting"]], bot: /開會通知單$|: notice of meeting$/ },
      { on: "clerk", zh: "用「到某日」把時間往前到開會那天。再輸入「會議」送出，按編號和「{0}」，選日期和主席。", en: "With “To a date” move the clock to the day of the meeting. Send “meetings”, press its number and “{0}”, choose the day and who chaired.", labels: [["已召開", "It was held"]], example: ["會議", "meetings"], bot: /^主持人的職稱和姓名|^Their title and name/m },
      { on: "clerk", zh: "寫下主席的職稱和姓名，看過之後再按「{0}」。", en: "Write the chair's title and name, read it, and press “{0}” again.", labels: [["已召開", "It was held"]], example: ["區長 林虛構", "district head Lin"], bot: /^哪些單位出席？|^Who was there\?/m },
      { on: "clerk", zh: "依回覆預填，沒來的點一下。按「{0}」，再按「{1}」，回答每一題；「{2}」也是答案。", en: "It is preset from the answers; tap who did not come. Press “{0}”, then “{1}”, and answer; “{2}” is an answer too.", labels: [["下一步", "Go on"], ["製作紀錄", "Write the minutes"], ["無", "Nothing to record"]], bot: /^幾點散會？|^When did it end\?/m },
      { on: "clerk", zh: "寫下幾點散會，看過之後按「{0}」：紀錄做好，也留存了。", en: "Write when it ended, read it, and press “{0}”: they are made, and kept.", labels: [["產製紀錄", "Make the minutes"]], example: ["16:00", "16:00"], bot: /^紀錄已產製並留存|^The minutes are made and kept/ },
    ],
  },
  conference: {
    title: { zh: "中心督導：個案研討會議", en: "Supervisor: a case conference" },
    roles: ["supervisor"],
    scene: "conference",
    steps: [
      { zh: "輸入「會議」送出：一週後有一場個案研討會議。", en: "Send “meetings”: in a week there is a case conference.", example: ["會議", "meetings"], bot: /^\S+ (會議|Meetings)$/m },
      { zh: "依序按會議的編號、「{0}」、案號：誰提報、為什麼、找了哪些單位。", en: "Press its number, “{0}”, then that of the case: who brings it, why, and which units are asked.", labels: [["討論個案", "Cases"]], bot: /^提報：|^Brought by: /m },
      { zh: "先後順序由您確認：按「{0}」、「{1}」，回答每一題，A 或 B 的先討論；再寫下要協調什麼，按「{2}」。", en: "You confirm what comes first: press “{0}”, then “{1}”, and answer; A and B are discussed first. Write what is asked, and press “{2}”.", labels: [OPEN, ["提報個案", "Propose for the conference"], ["送出提報", "Propose it"]], example: ["有自傷風險，請先討論", "Self-harm: please discuss it first"], bot: /已提報 |Proposed for / },
      { zh: "用「到某日」把時間往前到開會那天。再輸入「會議」送出，按編號和「{0}」，選日期和主席。", en: "With “To a date” move the clock to the day of the conference. Send “meetings”, press its number and “{0}”, choose the day and who chaired.", labels: [["已召開", "It was held"]], example: ["會議", "meetings"], bot: /^主持人的職稱和姓名|^Their title and name/m },
      { zh: "寫下主席的職稱和姓名，看過之後按「{0}」。", en: "Write the chair's title and name, read it, and press “{0}”.", labels: [["已召開", "It was held"]], example: ["主任 林虛構", "director Lin"], bot: /^哪些單位出席？|^Who was there\?/m },
      { zh: "依序按「{0}」、「{1}」、案號，決議列管就按「{2}」。", en: "Press “{0}”, “{1}”, the number; to put it under tracking, “{2}”.", labels: [["下一步", "Go on"], ["討論個案", "Cases"], ["列管", "Track it"]], bot: /^由誰、做什麼、何時完成|^Who does what by when/m },
      { zh: "寫下由誰、做什麼、何時完成。列管之後，相關單位每月回報，到會議解除列管為止。", en: "Write who does what by when. From now on each unit concerned reports every month, until a conference removes it.", example: ["衛生所每週訪視，月底前；中心協助債務協商", "Health centre: a visit a week. Centre: the debts, by the end of the month"], bot: /決議列管|put under tracking/ },
      { zh: "按「{0}」、「{1}」，回答每一題；「{2}」也是答案。", en: "Press “{0}” and “{1}”, and answer; “{2}” is an answer too.", labels: [["返回", "Back"], ["製作紀錄", "Write the minutes"], ["無", "Nothing to record"]], bot: /^幾點散會？|^When did it end\?/m },
      { zh: "寫下幾點散會，看過之後按「{0}」。一週內要送出。", en: "Write when it ended, read it, and press “{0}”. They are sent within a week.", labels: [["產製紀錄", "Make the minutes"]], example: ["16:00", "16:00"], bot: /^紀錄已產製並留存|^The minutes are made and kept/ },
    ],
  },
  flows: {
    title: { zh: "單位之間：轉介、駐點、陪同、轉銜、學生、少年", en: "Between units: referral, on-site service, escort, transition, student, youth" },
    who: { desk: ["liaison", "就業服務處"], police: ["liaison", "平鎮分局"], school: ["liaison", "平鎮區學校代表"], youth: ["liaison", "少年輔導委員會"] },
    scene: "flows",
    steps: [
      { on: "desk", zh: "就業服務處收到轉介：輸入「轉介」送出，按編號，再按「{0}」。", en: "A referral came to the employment service: send “referrals”, press its number, then “{0}”.", labels: [["受理", "Take it on"]], example: ["轉介", "referrals"], bot: /^(受理窗口：|Desk: ).*\(/m },
      { on: "desk", zh: "每週三到中心駐點：輸入「駐點」送出，按這一列。誰預約了，這裡看得到；當天的件數，一按就記下。", en: "On Wednesdays it sits at the centre: send “on site” and press that line. Who booked stands there; on the day, its counts are taps.", example: ["駐點", "on site"], bot: /^就業服務處 → /m },
      { on: "police", zh: "分局收到陪同訪視的請求：輸入「陪同」送出，按案號，再按「{0}」。有危險先打 110。", en: "The precinct is asked to go with a visit: send “escorts”, press the number, then “{0}”. In danger, call 110 first.", labels: [["可陪同", "We come"]], example: ["陪同", "escorts"], bot: /已記錄：可陪同|Noted: the police come/ },
      { on: "police", zh: "轉銜會議也邀請分局：輸入「轉銜」送出，按編號和「{0}」，說來不來。", en: "It is asked to the meeting of a transition, too: send “transitions”, press the number and “{0}”, and say whether it comes.", labels: [["出席／書面意見", "We attend"]], example: ["轉銜", "transitions"], bot: /已記錄，並通知主責窗口|Noted; who convenes hears/ },
      { on: "school", zh: "學校收到教育局的來文：按「{0}」，再按「{1}」，選一個答案。", en: "A letter on a student came to the school: press “{0}”, then “{1}”, and answer.", labels: [OPEN, ["判斷情節", "Judge how serious it is"]], bot: /已記錄，並通知教育局|Noted; the education bureau hears/ },
      { on: "youth", zh: "少輔會收到中輟少年：按「{0}」，再按「{1}」，寫下計畫。30 天內要有。", en: "The youth committee was told of a dropout: press “{0}”, then “{1}”, and write it. It is due within 30 days.", labels: [OPEN, ["處遇計畫", "The youth's own plan"]], example: ["陪同復學，每週家訪一次", "Back to school, a visit at home each week"], bot: /已記錄處遇計畫|Noted: the plan/ },
    ],
  },
  bureau: {
    title: { zh: "社會局承辦：協尋、逾期與計畫差異", en: "Bureau staff: a missing child, what is late, plans compared" },
    roles: ["bureau"],
    steps: [
      start(/差異 108 109|diff 108 109/),
      { zh: "按「{0}」：等您辦的事，最急的在前。", en: "Press “{0}”: what waits for you, the most pressing first.", labels: [TODAY], bot: /^\S*\s?今天要辦|^\S*\s?To do today/ },
      { zh: "打開這一件：有孩子找不到了。", en: "Open it: a child is missing.", bot: /^類型：行方不明|^Kind: child whose whereabouts/m },
      { zh: "協尋資料表交給警察了，按「{0}」，再按「{1}」。", en: "The police have the search form: press “{0}”, then “{1}”.", labels: [["已交協尋資料表", "Police have the form"], ["確定已交", "Yes, they have it"]], bot: /協尋資料表已交警政|the police have the search form/i },
      { zh: "全市逾期的案件：輸入「逾期」送出。", en: "What is late in the whole city: send “overdue”.", example: ["逾期", "overdue"], bot: /^逾期\n|^overdue\n/i },
      { zh: "比較兩個年度的計畫。", en: "Compare the plans of two years.", example: ["差異 108 109", "diff 108 109"], bot: /差異比較表|What is different/ },
    ],
  },
  head: {
    title: { zh: "主管：單位裡的人", en: "Head of a unit: its people" },
    roles: ["head"],
    steps: [
      start(/直接輸入即可查案|Ask for any case/),
      { zh: "按「{0}」，再按「{1}」。", en: "Press “{0}”, then “{1}”.", labels: [MORE, PEOPLE], bot: /^已加入 \d|^Joined: \d/m },
      { zh: "按「{0}」，邀請一位新窗口。", en: "Press “{0}” to invite a new liaison.", labels: [INVITE], bot: /要邀請誰|Who is invited/ },
      { zh: "輸入姓名送出，姓名請用假的。", en: "Send a made-up name.", example: ["曾假名", "曾假名"], bot: /請輸入 6 位數密碼|Your PIN of 6 digits/ },
      { zh: "讓人加入還要您的密碼：設一組六位數，要輸入兩次。連結只能用一次，交給本人。", en: "To let somebody in takes your PIN: choose six digits and type them twice. The link works once: pass it to the person.", example: ["483920", "483920"], bot: /已邀請尚未加入 1|not yet joined: 1/ },
    ],
  },
  administrator: {
    title: { zh: "系統管理者：單位與邀請", en: "Administrator: units and invitations" },
    roles: ["administrator"],
    steps: [
      start(/差異 108 109|diff 108 109/),
      { zh: "按「{0}」。", en: "Press “{0}”.", labels: [["單位與人員", "Units and people"]], bot: /要看哪一區的單位|Units of which district/ },
      { zh: "按「{0}」，看全市的單位和人數。", en: "Press “{0}”: the units of the whole city, and how many people they have.", labels: [["全市", "Of the whole city"]], bot: /^全市\n|^Of the whole city\n/ },
      { zh: "打開「社會局」，按「{0}」：誰在這裡。", en: "Open 社會局 and press “{0}”: who is here.", labels: [["人員", "People"]], bot: /已加入 \d|Joined: \d/ },
      { zh: "按「{0}」，選「{1}」。", en: "Press “{0}”, then “{1}”.", labels: [INVITE, ["社會局承辦", "bureau staff"]], bot: /要邀請誰|Who is invited/ },
      { zh: "輸入姓名送出，姓名請用假的。", en: "Send a made-up name.", example: ["何假名", "何假名"], bot: /請輸入 6 位數密碼|Your PIN of 6 digits/ },
      { zh: "讓人加入還要您的密碼：設一組六位數，要輸入兩次。連結只能用一次，交給本人。", en: "To let somebody in takes your PIN: choose six digits and type them twice. The link works once: pass it to the person.", example: ["483920", "483920"], bot: /尚未加入 1|not yet joined: 1/ },
    ],
  },
};
