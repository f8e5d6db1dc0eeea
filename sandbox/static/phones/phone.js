// One phone on the desk: whose it is, what the bot says there, and what its owner does.

import * as api from "../page/api.js";
import { badge, button, element, hidden, name, spoken } from "../page/element.js";
import { menu } from "../page/menus.js";
import { picture } from "../page/pictures.js";
import { count, words } from "../words/words.js";
import { Chat } from "./chat.js";
import { Composer } from "./composer.js";
import { fullName, placeOf, roleName } from "./people.js";
import { Toasts } from "./toasts.js";

const TYPING = 5200; // milliseconds that "typing" lasts in Telegram, and a little more
let phones = 0;

export class Phone extends EventTarget {
  constructor(desk, person) {
    super();
    Object.assign(this, { desk, person, unread: 0, number: ++phones });
    this.toasts = new Toasts();
    this.composer = new Composer(this);
    this.chat = new Chat({
      press: (...of) => this.press(...of),
      start: () => this.act("say", { text: "/start" }),
      scrolled: () => this.showUnread(),
    });
    this.node = element("section", "seat", this.owner(), this.body());
    this.node.setAttribute("aria-labelledby", this.title.id);
    this.node.addEventListener("focusin", () => desk.inHand(this));
  }

  owner() {
    this.title = element("h2", "name");
    this.title.id = `phone-${this.number}`;
    this.about = element("span", "role");
    const names = element("span", "", this.title, this.about);
    const who = button("who quiet", [names, picture("folds"), spoken(words.change)], () => this.desk.choose(this));
    this.counter = element("span", "counter");
    return element("header", "owner", who, this.counter, this.more());
  }

  more() {
    this.blocking = button("", words.block, () => this.act(this.blocked ? "unblock" : "block"));
    this.transcripts = { txt: element("a", "", words.transcriptText), json: element("a", "", words.transcriptJson) };
    const away = button("", words.putAway, () => this.desk.putAway(this));
    const change = button("", words.change, () => this.desk.choose(this));
    return menu("more", words.more, [change, this.blocking, ...Object.values(this.transcripts), away], "to-the-right");
  }

  body() {
    this.status = element("p", "status");
    this.status.setAttribute("role", "status");
    const names = element("div", "", element("p", "bot-name", words.botName), this.status);
    const top = element("div", "top", element("span", "face", hidden("守")), names);
    this.newer = element("span");
    this.down = button("down", [picture("down"), this.newer], () => this.scrollDown());
    name(this.down, words.newest);
    const screen = element("div", "screen", this.chat.node, this.down, this.toasts.node);
    this.case = element("div", "phone", top, screen, this.composer.keyboard, this.composer.form);
    return this.case;
  }

  /** Let it be somebody's phone from now on. */
  async take(person) {
    Object.assign(this, { person, pressed: new Map(), messages: null, unread: 0, answered: 0 });
    this.chat.clear();
    this.toasts.clear();
    this.title.textContent = fullName(person);
    this.about.textContent = [roleName(person), placeOf(person)].filter(Boolean).join(" · ");
    this.chat.node.setAttribute("aria-label", `${words.chat} ${fullName(person)}`);
    for (const [format, link] of Object.entries(this.transcripts)) {
      Object.assign(link, { href: api.transcriptAddress(person.id, format), download: "" });
    }
    this.answered = (await api.answers(person.id, 0).catch(() => ({ version: 0 }))).version;
    await this.refresh();
  }

  /** Look at the chat; while one look is under way, one more is kept in mind. */
  refresh() {
    this.again = Boolean(this.looking);
    this.looking ??= this.look().finally(() => (this.looking = null));
    return this.looking;
  }

  async look() {
    do {
      this.again = false;
      const { person } = this;
      try {
        const [chat, answers] = [await api.chat(person.id), await api.answers(person.id, this.answered)];
        if (person !== this.person) this.again = true;
        else this.show(chat, answers);
      } catch (error) {
        if (error.status === 404) return this.desk.gone(this);
        this.status.textContent = words.lost;
      }
    } while (this.again);
  }

  show(chat, answers) {
    const before = this.messages;
    this.messages = chat.messages;
    this.blocked = chat.blocked;
    this.blocking.textContent = chat.blocked ? words.unblock : words.block;
    this.showStatus(chat);
    this.chat.show(chat.messages);
    this.composer.show(chat);
    this.showAnswers(answers);
    const changed = before ? changes(before, chat.messages) : [];
    this.count(changed.filter((message) => message.id > (before.at(-1)?.id ?? 0)));
    this.dispatchEvent(new CustomEvent("news", { detail: { messages: chat.messages, changed } }));
    this.node.dataset.shown = `${this.person.id} ${chat.version}`;
  }

  showStatus({ blocked, typing }) {
    clearTimeout(this.quiet);
    this.status.textContent = blocked ? words.blocked : typing ? words.typing : words.bot;
    this.case.classList.toggle("typing", typing && !blocked);
    if (typing) this.quiet = setTimeout(() => this.refresh(), TYPING);
  }

  /** What arrived where nobody looks is counted, and announced when it is out of sight. */
  count(arrived) {
    const seen = this.desk.sees(this);
    if (!(seen && this.chat.low)) this.unread += arrived.length;
    if (arrived.length && !seen) this.desk.announce(this, arrived.at(-1));
    this.showUnread();
  }

  async press(message, key, node) {
    const which = "callback_data" in key ? { data: key.callback_data } : { label: key.text };
    const told = await this.act("press", { message_id: message.id, ...which });
    if (told?.callback_query_id) {
      node.setAttribute("aria-busy", "true");
      this.pressed.set(told.callback_query_id, node);
    }
    if (told?.opened && /^https?:/i.test(told.opened)) window.open(told.opened, "_blank", "noopener");
    if (told?.copied) {
      await navigator.clipboard?.writeText(told.copied).catch(() => {});
      this.toasts.show(`${words.copied} ${told.copied}`);
    }
  }

  showAnswers({ version, answers }) {
    this.answered = version;
    for (const { callback_query_id: id, text, alert } of answers) {
      this.pressed.get(id)?.removeAttribute("aria-busy");
      this.pressed.delete(id);
      if (text && alert) this.toasts.alert(text, this.node.contains(document.activeElement));
      else if (text) this.toasts.show(text);
    }
  }

  /** Do something on this phone; what is refused is shown. */
  async act(deed, given) {
    if (deed !== "press") this.chat.low = true;
    try {
      return await api.act(this.person.id, deed, given);
    } catch (error) {
      this.toasts.show(error.message);
      return null;
    }
  }

  scrollDown() {
    this.chat.low = true;
    this.chat.stick();
    this.showUnread();
  }

  showUnread() {
    if (this.chat.low && this.desk.sees(this)) this.unread = 0;
    this.down.hidden = this.chat.low;
    this.newer.replaceChildren(badge(this.unread, count("unread", this.unread)));
    this.counter.replaceChildren(badge(this.unread, count("unread", this.unread)));
    this.desk.showTabs();
  }
}

/** What the bot says now and did not say before, new or edited. */
function changes(before, now) {
  const texts = new Map(before.map((message) => [message.id, message.text]));
  return now.filter((message) => message.from === "bot" && texts.get(message.id) !== message.text);
}
