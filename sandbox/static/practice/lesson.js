// A lesson beside a phone: its steps tick off as they are done, and the last one congratulates.

import { at, button, element, hidden, signButton, spoken } from "../page/element.js";
import { close } from "../page/menus.js";
import { roleOf } from "../phones/people.js";
import { language, words } from "../words/words.js";
import { LESSONS } from "./lessons.js";

const place = (tongue) => (tongue === "zh" ? 0 : 1);

/** The language that the bot speaks on a phone, as its newest keys show. */
function tongueOf(phone) {
  const labels = (phone.messages ?? []).filter((message) => message.keyboard.length).at(-1)?.keyboard.flat().map((key) => key.text).join("") ?? "";
  if (!labels) return phone.person.language_code?.startsWith("en") ? "en" : "zh";
  const latin = labels.match(/[A-Za-z]/g)?.length ?? 0;
  const han = labels.match(/\p{Script=Han}/gu)?.length ?? 0;
  return latin > han ? "en" : "zh";
}

/** Whether what changed on the phone shows that a step was done. */
function shows(step, { messages, changed }, hadSecrets) {
  const secrets = messages.some((message) => message.protected);
  if (step.unmasked) return secrets && changed.some((message) => message.protected);
  if (step.gone) return hadSecrets && !secrets;
  return changed.some((message) => step.bot.test(message.text));
}

export class Lesson {
  constructor(role, phone, onEnd) {
    Object.assign(this, { role, phone, onEnd, ...LESSONS[role] });
    this.kept = `lesson ${role} ${phone.person.id}`;
    this.done = Math.min(Number(localStorage.getItem(this.kept)) || 0, this.steps.length);
    this.news = (event) => this.look(event.detail);
    phone.addEventListener("news", this.news);
    this.node = element("aside", "lesson");
    this.node.setAttribute("aria-label", this.title[language]);
    phone.node.prepend(this.node);
    phone.node.classList.add("taught");
    this.show();
  }

  look(detail) {
    const before = this.done;
    while (this.done < this.steps.length && this.reached(detail)) this.done += 1;
    this.hadSecrets = detail.messages.some((message) => message.protected);
    if (this.done !== before) this.keep();
    const tongue = tongueOf(this.phone);
    if (this.done !== before || tongue !== this.tongue) this.show();
  }

  /** Whether the next step was done, or one after it: then it was too. */
  reached(detail) {
    return this.steps.slice(this.done).some((step) => shows(step, detail, this.hadSecrets));
  }

  keep() {
    localStorage.setItem(this.kept, String(this.done));
  }

  again() {
    this.done = 0;
    this.keep();
    this.show();
  }

  end() {
    this.phone.removeEventListener("news", this.news);
    this.phone.node.classList.remove("taught");
    this.node.remove();
    this.onEnd(this);
  }

  show() {
    this.tongue = tongueOf(this.phone);
    const finished = this.done === this.steps.length;
    const progress = element("progress");
    Object.assign(progress, { max: this.steps.length, value: this.done });
    progress.setAttribute("aria-label", words.progress);
    const head = element("header", "", element("h3", "", this.title[language]), signButton("round quiet", "✕", words.endLesson, () => this.end()));
    const list = element("ol", "", ...this.steps.map((step, n) => this.item(step, n)));
    const said = element("p", "congratulation", finished ? words.congratulations : "");
    said.setAttribute("role", "status");
    const foot = element("footer", "", button("quiet", words.startOver, () => this.again()));
    if (this.tongue !== language && !finished) foot.prepend(button("", words.switchLanguage, () => this.switchLanguage()));
    this.node.classList.toggle("finished", finished);
    this.node.replaceChildren(head, progress, list, said, foot);
    this.node.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  item(step, n) {
    const done = n < this.done;
    const now = n === this.done;
    const said = step[language].replace(/\{(\d)\}/g, (_, which) => step.labels[which][place(this.tongue)]);
    const made = element("li", done ? "done" : now ? "now" : "", element("span", "tick", hidden(done ? "✓" : String(n + 1)), spoken(done ? words.stepDone : "")), element("p", "", said));
    if (now) made.setAttribute("aria-current", "step");
    if (now && step.example) {
      const example = step.example[place(this.tongue)];
      made.append(button("example", [element("span", "", `${words.writeForMe} `), element("code", "", example)], () => this.phone.composer.write(example)));
    }
    return made;
  }

  /** Ask the bot, as a person would, to speak the page's language. */
  async switchLanguage() {
    const name = language === "zh" ? "中文" : "English";
    const offered = new Promise((found) => {
      const look = ({ detail }) => {
        const message = detail.messages.findLast((one) => one.keyboard.flat().some((key) => key.text === name));
        if (message) found(message);
        if (message) this.phone.removeEventListener("news", look);
      };
      this.phone.addEventListener("news", look);
    });
    await this.phone.act("say", { text: "/language" });
    const message = await offered;
    const key = message.keyboard.flat().find((one) => one.text === name);
    await this.phone.act("press", { message_id: message.id, data: key.callback_data });
  }
}

/** The menu of lessons; a lesson goes to a phone of its role, which is put on the desk if need be. */
export class Lessons {
  constructor(desk, people) {
    Object.assign(this, { desk, people, running: new Map() });
    const items = Object.entries(LESSONS).map(([role, { title }]) => element("li", "", button("", title[language], () => this.begin(role))));
    at("lesson-list").replaceChildren(...items);
    desk.addEventListener("given", ({ detail }) => this.running.get(detail)?.end());
    desk.addEventListener("putAway", ({ detail }) => this.running.get(detail)?.end());
  }

  async begin(role) {
    close(at("lessons"));
    const phone = this.desk.phones.find(({ person }) => roleOf(person) === role) ?? (await this.fetch(role));
    if (!phone) return;
    const taught = this.running.get(phone);
    if (taught?.done === taught?.steps.length) taught?.again();
    if (!taught) this.running.set(phone, new Lesson(role, phone, () => this.running.delete(phone)));
    this.desk.bringForward(phone);
  }

  fetch(role) {
    const person = this.people.firstOf(role, language);
    return person && this.desk.bring(person);
  }
}
