// Phones that are not on the desk: who got a message. Looked at one by one, at most so often, so that many open
// pages cost little.

import * as api from "../page/api.js";
import { at, badge, button, element, hidden } from "../page/element.js";
import { fullName, roleName } from "../phones/people.js";
import { count } from "../words/words.js";

const CHIPS = 4;
const PAUSE = 1200;

export class Elsewhere {
  constructor(people, bring, choose) {
    Object.assign(this, { people, bring, choose });
    this.waiting = new Set();
    this.seen = new Map(); // person → the newest message known
    this.unread = new Map(); // person → messages since
  }

  /** Something happened on somebody's phone. */
  heard(id) {
    this.waiting.delete(id);
    this.waiting.add(id);
    if (!this.looking) this.look();
  }

  async look() {
    this.looking = true;
    while (this.waiting.size) {
      const id = [...this.waiting].at(-1);
      this.waiting.delete(id);
      await this.count(id).catch(() => {});
      await new Promise((done) => setTimeout(done, PAUSE));
    }
    this.looking = false;
  }

  async count(id) {
    const { messages } = await api.chat(id);
    if (!this.people.find(id)) return;
    const said = messages.findLastIndex((message) => message.from === "user"); // who answers has read
    const since = this.seen.get(id) ?? messages.at(-2)?.id ?? 0;
    const unread = messages.slice(said + 1).filter((message) => message.id > since).length;
    this.unread.delete(id);
    if (unread) this.unread.set(id, unread);
    if (!this.seen.has(id)) this.seen.set(id, since);
    this.show();
  }

  /** Somebody's phone was taken in hand. */
  read(id) {
    this.waiting.delete(id);
    this.seen.delete(id);
    this.unread.delete(id);
    this.show();
  }

  forget() {
    for (const known of [this.waiting, this.seen, this.unread]) known.clear();
    this.show();
  }

  /** Name the newest few. */
  show() {
    const chips = [...this.unread].slice(-CHIPS).reverse().map(([id, unread]) => this.chip(this.people.find(id), unread));
    const more = this.unread.size - chips.length;
    if (more > 0) chips.push(button("chip", [hidden("… "), count("others", more)], () => this.choose()));
    at("elsewhere").replaceChildren(...chips);
    at("elsewhere-bar").hidden = !chips.length;
  }

  chip(person, unread) {
    const content = [element("b", "", fullName(person)), ` ${roleName(person)} `, badge(unread, count("unread", unread))];
    return button("chip", content, () => this.bring(person));
  }
}
