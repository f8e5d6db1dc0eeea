// The chat as it scrolls: bubbles and days. What did not change stays, so that focus and pressed keys do too.

import { button, element } from "../page/element.js";
import { dayOf } from "../words/times.js";
import { words } from "../words/words.js";
import { bubble, dayMark } from "./bubbles.js";

const NEAR = 80; // pixels from the bottom that still count as reading the newest

export class Chat {
  constructor({ press, start, scrolled }) {
    this.press = press;
    this.node = element("div", "chat");
    this.node.tabIndex = 0;
    this.node.setAttribute("role", "log");
    this.node.setAttribute("aria-live", "off");
    this.beginning = element("div", "beginning", element("p", "", words.empty), button("main", words.start, start));
    this.clear();
    this.node.addEventListener("scroll", () => {
      this.low = this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight < NEAR;
      scrolled();
    });
    this.node.addEventListener("load", () => this.stick(), { capture: true }); // a picture has come and pushed the rest down
    new ResizeObserver(() => this.stick()).observe(this.node);
  }

  clear() {
    this.low = true;
    this.known = false;
    this.bubbles = new Map(); // message id → its bubble and what it was made from
    this.marks = new Map(); // day → its mark
    this.node.replaceChildren();
  }

  show(messages) {
    const focused = this.focused();
    const before = this.bubbles;
    const byId = new Map(messages.map((message) => [message.id, message]));
    this.bubbles = new Map(messages.map((message) => [message.id, this.bubble(message, before.get(message.id), byId)]));
    this.place(messages.length ? this.withDays(messages) : [this.beginning]);
    this.known = true;
    if (focused) this.focus(focused);
    this.stick();
  }

  bubble(message, kept, byId) {
    const looks = JSON.stringify(message);
    if (kept?.looks === looks) return kept;
    const node = bubble(message, this.press, byId.get(message.reply_to));
    if (kept) node.classList.add("edited");
    else if (this.known) node.classList.add("arrived");
    return { looks, node };
  }

  withDays(messages) {
    const wanted = [];
    let day = "";
    for (const message of messages) {
      const date = dayOf(new Date(message.date * 1000));
      if (date !== day) wanted.push(this.mark(date, message.date));
      day = date;
      wanted.push(this.bubbles.get(message.id).node);
    }
    return wanted;
  }

  mark(day, date) {
    if (!this.marks.has(day)) this.marks.set(day, dayMark(date));
    return this.marks.get(day);
  }

  place(wanted) {
    const keep = new Set(wanted);
    for (const node of [...this.node.children]) if (!keep.has(node)) node.remove();
    wanted.forEach((node, n) => this.node.children[n] !== node && this.node.insertBefore(node, this.node.children[n] ?? null));
  }

  /** Where the focus is, so that it survives when the bot edits the card under it. */
  focused() {
    const node = document.activeElement;
    if (!node?.classList.contains("key") || !this.node.contains(node)) return null;
    const found = [...this.bubbles].find(([, kept]) => kept.node.contains(node));
    return found && { id: found[0], node };
  }

  focus({ id, node }) {
    if (node.isConnected) return;
    const key = this.bubbles.get(id)?.node.querySelector(".key") ?? [...this.node.querySelectorAll(".key")].at(-1);
    (key ?? this.node).focus({ preventScroll: true });
  }

  /** Stay at the newest message unless somebody scrolled up to read. */
  stick() {
    if (this.low) this.node.scrollTop = this.node.scrollHeight;
  }
}
