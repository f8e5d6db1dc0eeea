// The page's own words, in Chinese or English: ?lang= decides, else the browser.

import { en } from "./en.js";
import { zh } from "./zh.js";

const wished = new URLSearchParams(location.search).get("lang") ?? navigator.language;
export const language = wished.toLowerCase().startsWith("zh") ? "zh" : "en";
export const words = { zh, en }[language];
export const otherLanguage = language === "zh" ? "en" : "zh";

/** A sentence with a number in it. */
export const count = (sentence, n) => words.counts[sentence](n);

/** Write the words into the page. */
export function fill(page) {
  page.documentElement.lang = language === "zh" ? "zh-Hant-TW" : "en";
  page.title = words.title;
  for (const node of page.querySelectorAll("[data-word]")) node.textContent = words[node.dataset.word];
  for (const node of page.querySelectorAll("[data-label]")) node.setAttribute("aria-label", words[node.dataset.label]);
  for (const node of page.querySelectorAll("[data-title]")) node.title = words[node.dataset.title];
  for (const node of page.querySelectorAll("[data-placeholder]")) node.placeholder = words[node.dataset.placeholder];
  const other = page.querySelector("#other-language");
  Object.assign(other, { href: words.otherAddress, lang: words.otherTongue, textContent: words.otherLanguage });
}
