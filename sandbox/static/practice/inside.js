// Looking inside: every call of the Bot API with its answer, the transcript, and trouble on demand.

import * as api from "../page/api.js";
import { at, element } from "../page/element.js";
import { notice } from "../page/notices.js";
import { fullName } from "../phones/people.js";
import { words } from "../words/words.js";

const KEPT = 300;
const ORDINARY = new Set(["n", "at", "method", "chat", "ok", "error", "answer", "result", "request", "given"]);

export class Inside {
  constructor(people, desk) {
    Object.assign(this, { people, desk, calls: [], newest: 0 });
    this.drawer = at("inside");
    this.opener = at("inside-open");
    this.opener.addEventListener("click", () => this.toggle(this.drawer.hidden));
    at("inside-close").addEventListener("click", () => this.toggle(false));
    this.drawer.addEventListener("keydown", (event) => event.key === "Escape" && this.toggle(false));
    at("inside-whose").addEventListener("change", () => this.list());
    at("fault-form").addEventListener("submit", (event) => this.trouble(event));
    at("fault-end").addEventListener("click", () => api.endTrouble().then(() => this.onChange()));
    at("bot-switch").addEventListener("click", () => this.switchBot());
    at("fault-form").kind.append(...Object.entries(words.faults).map(([kind, title]) => new Option(title, kind)));
    desk.addEventListener("laid", () => this.filters());
  }

  onChange() {}

  onListen() {}

  async toggle(open) {
    this.drawer.hidden = !open;
    this.opener.setAttribute("aria-expanded", String(open));
    if (!open) {
      this.onListen();
      return this.opener.focus();
    }
    this.filters();
    await this.catchUp();
    this.drawer.querySelector("h2").focus();
  }

  /** Read the newest calls that were made before the drawer opened. */
  async catchUp() {
    const { version } = await api.calls(Number.MAX_SAFE_INTEGER);
    this.calls = (await api.calls(Math.max(0, version - KEPT))).calls;
    this.list();
    this.onListen(version);
  }

  heard(call) {
    if (this.drawer.hidden || this.calls.some((one) => one.n === call.n)) return;
    this.calls.push(call);
    this.calls.splice(0, this.calls.length - KEPT);
    if (this.wanted(call)) this.add(call);
  }

  filters() {
    if (this.drawer.hidden) return;
    const field = at("inside-whose");
    const before = field.value;
    const some = this.desk.phones.map(({ person }) => new Option(fullName(person), person.id));
    field.replaceChildren(new Option(words.allPhones, ""), ...some);
    field.value = some.some((one) => one.value === before) ? before : "";
    for (const format of ["txt", "json"]) at(`transcript-${format}`).href = api.transcriptAddress(field.value || "all", format);
  }

  wanted(call) {
    const whose = at("inside-whose").value;
    return !whose || String(call.chat) === whose;
  }

  list() {
    for (const format of ["txt", "json"]) at(`transcript-${format}`).href = api.transcriptAddress(at("inside-whose").value || "all", format);
    const shown = this.calls.filter((call) => this.wanted(call));
    at("calls").replaceChildren(...shown.map((call) => this.entry(call)));
    this.bottom();
  }

  add(call) {
    const box = at("calls");
    const low = box.scrollHeight - box.scrollTop - box.clientHeight < 60;
    box.append(this.entry(call));
    while (box.children.length > KEPT) box.firstChild.remove();
    if (low) this.bottom();
  }

  bottom() {
    at("calls").scrollTop = at("calls").scrollHeight;
  }

  entry(call) {
    const person = this.people.find(call.chat);
    const head = element("summary", call.ok ? "" : "failed", element("span", "n", `${call.n}`), element("code", "", call.method), element("span", "whom", person ? fullName(person) : ""), element("span", "ok", call.ok ? words.ok : words.failed));
    const made = element("details", "call", head);
    made.addEventListener("toggle", () => {
      if (made.open && made.childElementCount === 1) made.append(...this.bodies(call));
      if (made.open) made.scrollIntoView({ block: "nearest" });
    });
    return element("li", "", made);
  }

  bodies(call) {
    const rest = Object.fromEntries(Object.entries(call).filter(([key]) => !ORDINARY.has(key)));
    const parts = [
      [words.request, call.request ?? call.given],
      [words.answer, call.answer ?? call.result ?? call.error],
      [words.moment, call.at],
      ["", Object.keys(rest).length ? rest : undefined],
    ];
    return parts.filter(([, value]) => value !== undefined && value !== null).flatMap(([title, value]) => [
      element("h4", "", title),
      element("pre", "", typeof value === "string" ? value : JSON.stringify(value, null, 2)),
    ]);
  }

  show(room) {
    const running = room.bot === "running";
    at("bot-said").textContent = words.botIs[room.bot];
    at("bot-switch").textContent = running ? words.stopBot : words.startBot;
    at("bot-switch").hidden = room.bot === "none";
    this.running = running;
    const armed = room.faults.map(({ kind, times }) => element("li", "", `${words.faults[kind] ?? kind} × ${times}`));
    at("faults-armed").replaceChildren(...armed);
    at("fault-end").hidden = !armed.length;
    document.body.classList.toggle("bot-stopped", room.bot === "stopped");
    at("bot-stopped").hidden = room.bot !== "stopped";
  }

  async trouble(event) {
    event.preventDefault();
    const { kind, times } = event.target;
    await api.makeTrouble(kind.value, Number(times.value)).catch((error) => notice(error.message));
    this.onChange();
  }

  async switchBot() {
    await api.runBot(!this.running).catch((error) => notice(error.message));
    this.onChange();
  }
}

