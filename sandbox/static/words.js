// The page's own words, in Chinese or English: ?lang= decides, else the browser.

const WORDS = {
  zh: {
    banner: "練習模式，非真實個案",
    people: "電話",
    name: "名字",
    number: "電話號碼",
    language: "語言",
    add: "新增一支電話",
    chat: "對話",
    commands: "指令",
    write: "輸入訊息",
    attach: "附加",
    send: "送出",
    cancel: "取消",
    photo: "相片",
    sample: "範例相片",
    document: "檔案",
    voice: "語音（範例）",
    location: "位置",
    contact: "我的電話",
    sticker: "貼圖",
    latitude: "緯度",
    longitude: "經度",
    block: "封鎖",
    unblock: "解除封鎖",
    typing: "輸入中…",
    bot: "機器人",
    blocked: "已封鎖",
    start: "開始",
    edited: "已編輯",
    copied: "已複製",
    close: "知道了",
    choose: "請先選一支電話，或新增一支。",
    lost: "連線中斷，重試中…",
    picture: "相片",
  },
  en: {
    banner: "Practice mode, no real cases",
    people: "Phones",
    name: "Name",
    number: "Phone number",
    language: "Language",
    add: "Add a phone",
    chat: "Conversation",
    commands: "Commands",
    write: "Write a message",
    attach: "Attach",
    send: "Send",
    cancel: "Cancel",
    photo: "Photo",
    sample: "Sample photo",
    document: "File",
    voice: "Voice (sample)",
    location: "Location",
    contact: "My contact",
    sticker: "Sticker",
    latitude: "Latitude",
    longitude: "Longitude",
    block: "Block",
    unblock: "Unblock",
    typing: "typing…",
    bot: "bot",
    blocked: "blocked",
    start: "Start",
    edited: "edited",
    copied: "Copied",
    close: "OK",
    choose: "Choose a phone first, or add one.",
    lost: "Connection lost, trying again…",
    picture: "Photo",
  },
};

const wished = new URLSearchParams(location.search).get("lang") ?? navigator.language;
export const language = wished.toLowerCase().startsWith("zh") ? "zh" : "en";
export const words = WORDS[language];

/** Write the words into the page. */
export function fill(page) {
  page.documentElement.lang = language === "zh" ? "zh-Hant" : "en";
  for (const node of page.querySelectorAll("[data-word]")) node.textContent = words[node.dataset.word];
  for (const node of page.querySelectorAll("[data-label]")) node.setAttribute("aria-label", words[node.dataset.label]);
  for (const node of page.querySelectorAll("[data-placeholder]")) node.placeholder = words[node.dataset.placeholder];
}
