// Moments as the office reads them: in Taiwan's time zone, whatever the browser's is.

import { language } from "./words.js";

const ZONE = "Asia/Taipei";
const LOCALE = language === "zh" ? "zh-TW" : "en-GB";
const clock = new Intl.DateTimeFormat(LOCALE, { timeZone: ZONE, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const plain = new Intl.DateTimeFormat("en-CA", { timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit" });
const spoken = new Intl.DateTimeFormat(LOCALE, { timeZone: ZONE, month: "long", day: "numeric", weekday: "short" });

/** 09:05 */
export const timeOf = (moment) => clock.format(moment);

/** 2026-06-01 */
export const dayOf = (moment) => plain.format(moment);

/** 6月1日 週一, or Mon 1 June */
export const dayInWords = (moment) => spoken.format(moment);

/** 115年7月1日, or 2026-07-01 where the Republic's years are not used. */
export function yearInWords(day) {
  const [year, month, date] = day.split("-").map(Number);
  return language === "zh" ? `民國 ${year - 1911} 年 ${month} 月 ${date} 日` : day;
}
