// Who lives in the town: choose whose phone to take in hand, or let somebody new move in.

import * as api from "../page/api.js";
import { at, badge, button, element, spoken } from "../page/element.js";
import { count, language, words } from "../words/words.js";

/** The roles by the words that the demo city writes behind a name, in either language. */
const ROLES = {
  chief: ["里長", "village chief"],
  screener: ["集中派案人員", "screener"],
  worker: ["社工", "social worker"],
  supervisor: ["督導", "supervisor"],
  liaison: ["網絡單位窗口", "network liaison"],
  clerk: ["區公所承辦", "district office clerk"],
  bureau: ["社會局承辦", "bureau staff"],
  head: ["主管", "head of a unit"],
  administrator: ["系統管理者", "administrator"],
};
const NOTE = /^（(.+) (\S+)）$/;

const noteOf = (person) => NOTE.exec(person.last_name ?? "");

/** chief, worker …, or stranger. */
export function roleOf(person) {
  const said = noteOf(person)?.[1];
  return Object.keys(ROLES).find((role) => ROLES[role].includes(said)) ?? "stranger";
}

export const roleName = (person) => words.roles[roleOf(person)];
export const placeOf = (person) => noteOf(person)?.[2] ?? "";
export const fullName = (person) => (noteOf(person) ? person.first_name : `${person.first_name}${person.last_name ?? ""}`);

export class People {
  constructor() {
    this.everybody = [];
    this.dialog = at("people");
    this.search = this.dialog.querySelector("#search");
    this.search.addEventListener("input", () => this.show());
    at("people-close").addEventListener("click", () => this.dialog.close());
    at("newcomer").addEventListener("submit", (event) => this.moveIn(event));
  }

  async load() {
    this.everybody = await api.people();
  }

  /** Return somebody by number. */
  find(id) {
    return this.everybody.find((person) => person.id === id);
  }

  /** The first of a role, in a unit where one is named. */
  firstOf(role, unit) {
    const some = this.everybody.filter((person) => roleOf(person) === role);
    return some.find((person) => placeOf(person) === unit) ?? some[0];
  }

  /** Let somebody be chosen; *taken* are on the desk already. */
  async choose(taken, unread) {
    await this.load();
    Object.assign(this, { taken, unread });
    this.search.value = "";
    at("newcomer").language_code.value = language === "zh" ? "zh-hant" : "en";
    this.show();
    this.dialog.showModal();
    this.search.focus();
    return new Promise((done) => {
      this.chosen = null;
      this.dialog.addEventListener("close", () => done(this.chosen), { once: true });
    });
  }

  show() {
    const wanted = this.search.value.trim().toLowerCase();
    const found = this.everybody.filter((person) => this.text(person).includes(wanted));
    const groups = [...Object.keys(ROLES), "stranger"].map((role) => this.group(role, found.filter((person) => roleOf(person) === role)));
    at("people-list").replaceChildren(...groups.filter(Boolean));
    at("people-found").textContent = count("found", found.length);
  }

  text(person) {
    return `${person.first_name} ${person.last_name ?? ""} ${roleName(person)} ${person.phone ?? ""}`.toLowerCase();
  }

  group(role, some) {
    if (!some.length) return null;
    const title = element("h3", "", words.roles[role], element("small", "", ` ${some.length}`));
    return element("section", "", title, element("ul", "", ...some.map((person) => element("li", "", this.choice(person)))));
  }

  choice(person) {
    const unread = this.unread.get(person.id) ?? 0;
    const made = button("choice", [element("b", "", fullName(person)), element("small", "", placeOf(person)), badge(unread, count("unread", unread))], () => {
      this.chosen = person;
      this.dialog.close();
    });
    if (this.taken.includes(person.id)) made.append(element("small", "here", words.onDesk));
    if (person.language_code === "en") made.append(element("small", "tongue", "EN"), spoken("English"));
    return made;
  }

  async moveIn(event) {
    event.preventDefault();
    const given = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value));
    this.chosen = await api.addPerson(given);
    event.target.reset();
    this.dialog.close();
  }
}
