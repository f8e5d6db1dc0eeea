// Scenes: begin the town anew, empty or with something going on in it.

import * as api from "../page/api.js";
import { at, button, element } from "../page/element.js";
import { close } from "../page/menus.js";
import { notice } from "../page/notices.js";
import { count, language, words } from "../words/words.js";

export class Scenes {
  constructor() {
    this.menu = at("scenes");
    at("reset").addEventListener("click", () => this.ask(this.room?.scene ?? "demo"));
    this.dialog = at("anew");
    this.dialog.addEventListener("close", () => this.dialog.returnValue === "anew" && this.play(this.asked));
  }

  show(room) {
    const looks = JSON.stringify([room.scenes, room.scene]);
    this.room = room;
    if (looks === this.looks) return;
    this.looks = looks;
    const items = room.scenes.map(({ name, title }) => {
      const made = button("", title[language], () => this.ask(name));
      if (name === room.scene) made.setAttribute("aria-current", "true");
      return element("li", "", made);
    });
    at("scene-list").replaceChildren(...items);
  }

  /** What can't be undone is asked once more, with who else looks on; the safe answer comes first. */
  ask(name) {
    close(this.menu);
    this.asked = name;
    const scene = this.room.scenes.find((one) => one.name === name);
    const others = this.room.pages - 1;
    at("anew-title").textContent = words.anewTitle(scene?.title[language] ?? name);
    at("anew-watch").textContent = others > 0 ? count("watching", others) : words.alone;
    this.dialog.returnValue = "";
    this.dialog.showModal();
  }

  async play(name) {
    document.body.setAttribute("aria-busy", "true");
    try {
      await api.play(name);
      notice(words.sceneBegins);
    } catch (error) {
      notice(error.message);
    }
    document.body.removeAttribute("aria-busy");
  }
}
