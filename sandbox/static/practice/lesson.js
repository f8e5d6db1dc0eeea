// A lesson beside the phone on which its next step is done: steps tick off as they are done, the last one congratulates.

import { button, element, hidden, pictureButton, spoken } from "../page/element.js";
import { picture } from "../page/pictures.js";
import { fullName } from "../phones/people.js";
import { language, words } from "../words/words.js";

const place = (tongue) => (tongue === "zh" ? 0 : 1);

/** The language that the bot speaks on a phone, as its newest keys show. */
function tongueOf(phone) {
  const labels = (phone.messages ?? []).filter((message) => message.keyboard.length).at(-1)?.keyboard.flat().map((key) => key.text).join("") ?? "";
  if (!labels) return language;
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
  /** *phones*: by role; a step without a role of its own is done on that of the lesson. */
  constructor({ title, steps }, kept, phones, desk, onEnd) {
    Object.assign(this, { title, steps, kept, phones, desk, onEnd });
    this.done = Math.min(Number(localStorage.getItem(kept)) || 0, steps.length);
    this.node = element("aside", "lesson");
    this.node.setAttribute("aria-label", title[language]);
    this.news = ({ target, detail }) => this.look(target, detail);
    this.laid = () => this.stand();
    for (const phone of phones.values()) phone.addEventListener("news", this.news);
    desk.addEventListener("laid", this.laid);
    this.show();
  }

  get finished() {
    return this.done === this.steps.length;
  }

  /** Whose turn it is. */
  get phone() {
    return this.phoneOf(this.steps[Math.min(this.done, this.steps.length - 1)]);
  }

  phoneOf(step) {
    return this.phones.get(step.on) ?? [...this.phones.values()][0];
  }

  look(phone, detail) {
    const before = this.done;
    while (!this.finished && this.reached(phone, detail)) this.done += 1;
    this.hadSecrets = detail.messages.some((message) => message.protected);
    if (this.done !== before) this.keep();
    if (this.done !== before || tongueOf(this.phone) !== this.tongue) this.show();
  }

  /** Whether the next step was done, or one after it on the same phone: then it was too. */
  reached(phone, detail) {
    return phone === this.phone && this.steps.slice(this.done).some((step) => this.phoneOf(step) === phone && shows(step, detail, this.hadSecrets));
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
    for (const phone of this.phones.values()) phone.removeEventListener("news", this.news);
    this.desk.removeEventListener("laid", this.laid);
    for (const { node } of this.desk.phones) node.classList.remove("taught", "next");
    this.node.remove();
    this.onEnd(this);
  }

  /** Stand beside the phone whose turn it is, or with one that is seen, and lead there. */
  stand() {
    const { phone, desk } = this;
    const beside = phone.node.hidden ? desk.current : phone;
    this.away.hidden = beside === phone;
    const moved = this.node.parentElement !== beside.node;
    for (const { node } of desk.phones) {
      node.classList.toggle("taught", node === beside.node);
      node.classList.toggle("next", node === phone.node && !this.finished);
    }
    if (!moved) return;
    beside.node.prepend(this.node);
    desk.lay();
  }

  show() {
    this.tongue = tongueOf(this.phone);
    const progress = element("progress");
    Object.assign(progress, { max: this.steps.length, value: this.done });
    progress.setAttribute("aria-label", words.progress);
    const head = element("header", "", element("h3", "", this.title[language]), pictureButton("round quiet", "close", words.endLesson, () => this.end()));
    const list = element("ol", "", ...this.steps.map((step, n) => this.item(step, n)));
    const said = element("p", "congratulation", this.finished ? words.congratulations : "");
    said.setAttribute("role", "status");
    const foot = element("footer", "", button("quiet", words.startOver, () => this.again()));
    if (this.tongue !== language && !this.finished) foot.prepend(button("", words.switchLanguage, () => this.switchLanguage()));
    this.away = button("main", words.goTo(fullName(this.phone.person)), () => this.desk.bringForward(this.phone));
    this.node.classList.toggle("finished", this.finished);
    this.node.replaceChildren(head, progress, list, this.away, said, foot);
    this.stand();
    this.node.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  }

  item(step, n) {
    const done = n < this.done;
    const now = n === this.done;
    const said = step[language].replace(/\{(\d)\}/g, (_, which) => step.labels[which][place(this.tongue)]);
    const tick = element("span", "tick", done ? picture("done") : hidden(String(n + 1)), spoken(done ? words.stepDone : ""));
    const made = element("li", done ? "done" : now ? "now" : "", tick, element("p", "", said));
    if (now) made.setAttribute("aria-current", "step");
    if (now && step.example) {
      const example = step.example[place(this.tongue)];
      made.append(button("main example", [element("span", "", `${words.writeForMe} `), element("code", "", example)], () => this.write(example)));
    }
    return made;
  }

  write(example) {
    if (this.phone.node.hidden) this.desk.bringForward(this.phone);
    this.phone.composer.write(example);
  }

  /** Ask the bot, as a person would, to speak the page's language. */
  async switchLanguage() {
    const { phone } = this;
    const name = language === "zh" ? "中文" : "English";
    const offered = new Promise((found) => {
      const look = ({ detail }) => {
        const message = detail.messages.findLast((one) => one.keyboard.flat().some((key) => key.text === name));
        if (message) found(message);
        if (message) phone.removeEventListener("news", look);
      };
      phone.addEventListener("news", look);
    });
    await phone.act("say", { text: "/language" });
    const message = await offered;
    const key = message.keyboard.flat().find((one) => one.text === name);
    await phone.act("press", { message_id: message.id, data: key.callback_data });
  }
}
