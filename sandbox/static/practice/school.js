// The menu of lessons. One is taught at a time, on phones of its roles, which are put on the desk if need be.

import { at, button, element } from "../page/element.js";
import { close } from "../page/menus.js";
import { roleOf } from "../phones/people.js";
import { language } from "../words/words.js";
import { Lesson } from "./lesson.js";
import { LESSONS } from "./lessons.js";

const TAUGHT = "lesson"; // what is taught on this page: its name, nothing after the end, null for who never came
const STORY = "story";

export class Lessons {
  /** *town* tells which beginning of the town it is: a lesson begins anew with it, one of another scene after it. */
  constructor(desk, people, scenes, town) {
    Object.assign(this, { desk, people, scenes, town, running: null, wanted: null });
    const items = Object.entries(LESSONS).map(([name, { title }]) => element("li", "", button("", title[language], () => this.begin(name))));
    at("lesson-list").replaceChildren(...items);
    const ends = ({ detail }) => [...(this.running?.phones.values() ?? [])].includes(detail) && this.running.end();
    desk.addEventListener("given", ends);
    desk.addEventListener("putAway", ends);
  }

  /** Go on with what was taught; who comes for the first time, to the story's phones, is shown the story. */
  async open(first) {
    const taught = localStorage.getItem(TAUGHT);
    if (this.fits(taught)) await this.begin(taught);
    else if (first && taught === null) await this.begin(STORY);
  }

  /** Whether a lesson can be taught in the scene that goes on. */
  fits(name) {
    const scene = LESSONS[name]?.scene;
    return Boolean(LESSONS[name]) && (!scene || scene === this.scenes.room?.scene);
  }

  async begin(name) {
    close(at("lessons"));
    this.wanted = this.fits(name) ? null : name;
    if (this.wanted) return this.scenes.ask(LESSONS[name].scene);
    if (this.running?.name !== name) this.running?.end();
    else if (this.running.finished) this.running.again();
    const phones = await this.fetch(LESSONS[name]);
    if (!phones) return;
    this.running ??= this.teach(name, phones);
    if (this.running.done) this.desk.bringForward(this.running.phone);
    else this.desk.bringForward(phones.values().next().value);
  }

  teach(name, phones) {
    localStorage.setItem(TAUGHT, name);
    const kept = `lesson ${name} ${[...phones.values()].map((phone) => phone.person.id).join()} ${this.town()}`;
    const lesson = new Lesson(LESSONS[name], kept, phones, this.desk, () => {
      this.running = null;
      localStorage.setItem(TAUGHT, "");
    });
    return Object.assign(lesson, { name });
  }

  /** The phones of a lesson, each by its role; null where nobody of a role lives in this town. */
  async fetch({ roles = [], unit, who = Object.fromEntries(roles.map((role) => [role, [role, unit]])) }) {
    const found = new Map();
    for (const [name, [role, unit]] of Object.entries(who)) {
      const person = this.people.firstOf(role, unit);
      const there = this.desk.phones.find((phone) => roleOf(phone.person) === role && (!unit || phone.person === person));
      if (!there && !person) return null;
      found.set(name, there ?? (await this.desk.bring(person, [...found.values()])));
    }
    return found;
  }

  /** Another scene has begun. */
  forget() {
    const name = this.wanted && this.fits(this.wanted) ? this.wanted : this.running?.name;
    this.running?.end();
    this.wanted = null;
    if (this.fits(name)) this.begin(name);
  }
}
