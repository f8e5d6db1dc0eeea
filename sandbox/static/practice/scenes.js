// Scenes: begin the town anew, empty or with something going on in it.

import * as api from "../page/api.js";
import { at, button, element } from "../page/element.js";
import { close } from "../page/menus.js";
import { notice } from "../page/notices.js";
import { language, words } from "../words/words.js";

export class Scenes {
  constructor() {
    this.menu = at("scenes");
    at("reset").addEventListener("click", () => this.play(this.room?.scene ?? "demo"));
  }

  show(room) {
    const looks = JSON.stringify([room.scenes, room.scene]);
    this.room = room;
    if (looks === this.looks) return;
    this.looks = looks;
    const items = room.scenes.map(({ name, title }) => {
      const made = button("", title[language], () => this.play(name));
      if (name === room.scene) made.setAttribute("aria-current", "true");
      return element("li", "", made);
    });
    at("scene-list").replaceChildren(...items);
  }

  async play(name) {
    close(this.menu);
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
