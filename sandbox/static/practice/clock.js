// The room's clock: what time the office believes it is, and the keys that move it forward.

import * as api from "../page/api.js";
import { at } from "../page/element.js";
import { close } from "../page/menus.js";
import { notice } from "../page/notices.js";
import { dayInWords, dayOf, timeOf, yearInWords } from "../words/times.js";
import { words } from "../words/words.js";

const MOVES = { hour: { hours: 1 }, day: { days: 1 }, morning: { to: "morning" }, deadline: { to: "deadline" } };

export class RoomClock {
  constructor(onNewDay) {
    this.onNewDay = onNewDay;
    at("moves").addEventListener("click", (event) => {
      const move = MOVES[event.target.closest("button")?.dataset.move];
      if (move) this.move(move);
    });
    const form = at("to-date");
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      close(form.closest("details"));
      this.move({ date: form.date.value });
    });
    form.date.addEventListener("input", () => (at("date-said").textContent = form.date.value ? yearInWords(form.date.value) : ""));
    setInterval(() => this.tick(), 1000);
  }

  async move(to) {
    if (this.room?.advancing) return;
    this.busy(true);
    try {
      this.show(await api.moveClock(to));
    } catch (error) {
      notice(error.status === 409 ? words.onlyForward : error.message);
      this.busy(Boolean(this.room?.advancing));
    }
  }

  show(room) {
    this.room = room;
    this.since = performance.now();
    at("moves").hidden = !room.about;
    this.showDay(room.about ?? { date: dayInWords(this.now()), working_day: true });
    this.day = dayOf(this.now());
    at("to-date").date.min = this.day;
    this.busy(Boolean(room.advancing));
    if (room.advancing) this.advance(room.advancing);
    this.tick();
  }

  showDay({ date, working_day: working, holiday }) {
    at("clock-date").textContent = date;
    at("clock-day").textContent = holiday ?? (working ? words.workingDay : words.dayOff);
    at("clock-day").className = working ? "kind" : "kind off";
  }

  /** The room's now: what it was told to be, and the seconds since. */
  now() {
    const passed = this.room.advancing ? 0 : performance.now() - this.since;
    return new Date(Date.parse(this.room.now) + passed);
  }

  tick() {
    if (!this.room) return;
    at("clock-time").textContent = timeOf(this.now());
    at("clock-time").dateTime = this.now().toISOString();
    if (dayOf(this.now()) !== this.day) this.onNewDay();
  }

  advance({ from, to, now }) {
    const [begin, end, here] = [from, to, now].map((moment) => Date.parse(moment));
    at("advance-bar").value = end > begin ? (here - begin) / (end - begin) : 0;
    at("advance-said").textContent = `${words.advancing} ${dayInWords(new Date(end))} ${timeOf(new Date(end))}`;
  }

  busy(busy) {
    at("clock").classList.toggle("busy", busy);
    at("advancing").hidden = !busy;
    for (const key of at("moves").querySelectorAll("button")) key.setAttribute("aria-disabled", String(busy));
    if (busy) at("advance-said").textContent ||= words.moving;
    else at("advance-said").textContent = "";
  }
}
