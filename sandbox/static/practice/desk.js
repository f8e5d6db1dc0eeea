// The desk: two to four phones side by side, one at a time where there is little room.

import { at, badge, button, element } from "../page/element.js";
import { fullName, roleName } from "../phones/people.js";
import { Phone } from "../phones/phone.js";
import { count, words } from "../words/words.js";

const MOST = 4;
const FIRST = ["chief", "screener", "worker"];
const PHONE = 18; // rem that a phone needs
const GAP = 1.1;
const LESSON = 13.5; // rem that a lesson takes beside a phone
const stacked = matchMedia("(max-width: 68rem)"); // the lesson stands above its phone (phone.css)

export class Desk extends EventTarget {
  constructor(people, elsewhere) {
    super();
    Object.assign(this, { people, elsewhere });
    this.phones = [];
    this.node = at("desk");
    this.current = null;
    new ResizeObserver(() => this.lay()).observe(this.node);
    document.addEventListener("visibilitychange", () => this.phones.forEach((phone) => phone.showUnread()));
    addEventListener("hashchange", () => this.follow());
  }

  /** Put the phones out that the address names, or those of the story; says whether it is the story's. */
  async open() {
    const asked = this.asked();
    const shown = asked.length ? asked : FIRST.map((role) => this.people.firstOf(role)).filter(Boolean);
    for (const person of shown.slice(0, MOST)) await this.add(person);
    return !asked.length;
  }

  asked() {
    const ids = location.hash.slice(1).split(",").map(Number);
    return ids.map((id) => this.people.find(id)).filter(Boolean);
  }

  /** Somebody wrote other phones into the address. */
  async follow() {
    const asked = this.asked();
    if (!asked.length || asked.map((one) => one.id).join() === this.ids().join()) return;
    Object.assign(this, { phones: [], current: null });
    for (const person of asked.slice(0, MOST)) await this.add(person);
  }

  ids() {
    return this.phones.map((phone) => phone.person.id);
  }

  of(id) {
    return this.phones.find((phone) => phone.person.id === id);
  }

  async add(person) {
    const phone = new Phone(this, person);
    this.phones.push(phone);
    this.elsewhere.read(person.id);
    this.current ??= phone;
    this.lay();
    await phone.take(person);
    return phone;
  }

  /** Put somebody's phone on the desk, or to the front when it is there. */
  async bring(person, needed = []) {
    const there = this.of(person.id);
    if (there) return this.bringForward(there);
    if (this.phones.length < MOST) return this.bringForward(await this.add(person));
    await this.give([this.current, ...this.phones.toReversed()].find((phone) => phone && !needed.includes(phone)), person);
    return this.current;
  }

  bringForward(phone) {
    this.current = phone;
    this.lay();
    phone.scrollDown();
    phone.node.scrollIntoView({ block: "nearest", inline: "nearest" });
    phone.composer.field.focus({ preventScroll: true });
    return phone;
  }

  /** Let a phone on the desk be somebody else's from now on. */
  async give(phone, person) {
    this.elsewhere.read(person.id);
    this.current = phone;
    await phone.take(person);
    this.lay();
    this.dispatchEvent(new CustomEvent("given", { detail: phone }));
  }

  async choose(phone) {
    const person = await this.people.choose(this.ids(), this.elsewhere.unread);
    if (!person) return;
    if (phone && !this.of(person.id)) await this.give(phone, person);
    else await this.bring(person);
  }

  putAway(phone) {
    if (this.phones.length === 1) return;
    this.phones = this.phones.filter((one) => one !== phone);
    if (this.current === phone) this.current = this.phones[0];
    this.dispatchEvent(new CustomEvent("putAway", { detail: phone }));
    this.lay();
  }

  /** Whose phone it was does not live here any more: another scene began. */
  async gone(phone) {
    await this.people.load();
    const free = FIRST.map((role) => this.people.firstOf(role)).find((person) => person && !this.of(person.id));
    if (free) await this.give(phone, free);
    else this.putAway(phone);
  }

  inHand(phone) {
    this.current = phone;
    for (const one of this.phones) one.chat.node.setAttribute("aria-live", one === phone ? "polite" : "off");
  }

  /** Whether somebody looks at a phone now. */
  sees(phone) {
    return document.visibilityState === "visible" && !phone.node.hidden;
  }

  /** A message for a phone that nobody looks at: a banner, without a sound. */
  announce(phone, message) {
    const said = message.text.split("\n")[0].slice(0, 60) || words.newMessage;
    const made = button("banner-note", [element("b", "", fullName(phone.person)), element("span", "", said)], () => {
      made.remove();
      this.bringForward(phone);
    });
    at("notices").replaceChildren(made);
    setTimeout(() => made.remove(), 6000);
  }

  /** How many phones stand side by side. */
  fits() {
    const rem = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const beside = !stacked.matches && this.phones.some((phone) => phone.node.classList.contains("taught"));
    const room = this.node.clientWidth / rem - 2 * GAP - (beside ? LESSON + GAP : 0);
    return Math.max(1, Math.floor((room + GAP) / (PHONE + GAP)));
  }

  /** The phones that are seen: neighbours, the current one among them; what was seen stays where it can. */
  window() {
    const most = Math.min(this.fits(), this.phones.length);
    const at = Math.max(0, this.phones.indexOf(this.current));
    this.first = Math.max(at - most + 1, Math.min(this.first ?? 0, at, this.phones.length - most), 0);
    return this.phones.slice(this.first, this.first + most);
  }

  lay() {
    if (!this.phones.length) return; // nothing is on the desk yet, and the address still says what will be
    const seen = this.window();
    for (const phone of this.phones) phone.node.hidden = !seen.includes(phone);
    document.body.classList.toggle("some", seen.length < this.phones.length);
    const nodes = this.phones.map((phone) => phone.node);
    for (const node of [...this.node.children]) if (!nodes.includes(node)) node.remove();
    nodes.forEach((node) => node.isConnected || this.node.append(node));
    this.node.dataset.phones = this.phones.length;
    const hash = `#${this.ids().join()}`;
    if (hash !== location.hash) history.replaceState(null, "", hash);
    this.showTabs();
    this.dispatchEvent(new CustomEvent("laid"));
  }

  showTabs() {
    const tabs = this.phones.map((phone) => {
      const made = button("tab", [element("b", "", fullName(phone.person)), element("small", "", roleName(phone.person)), badge(phone.unread, count("unread", phone.unread))], () => this.bringForward(phone));
      made.setAttribute("aria-pressed", String(phone === this.current));
      return made;
    });
    const focused = [...at("tabs").children].indexOf(document.activeElement);
    at("tabs").replaceChildren(...tabs);
    if (focused >= 0) tabs[Math.min(focused, tabs.length - 1)]?.focus();
    at("add").hidden = this.phones.length >= MOST;
  }
}
