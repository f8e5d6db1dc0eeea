// Short words over the chat: what the bot answers to a press, and what is refused.

import { button, element } from "../page/element.js";
import { words } from "../words/words.js";

const SHOWN = 3500;

export class Toasts {
  constructor() {
    this.node = element("div", "toasts");
    this.node.setAttribute("role", "status");
  }

  show(text) {
    const made = element("div", "toast", element("p", "", text));
    this.node.append(made);
    setTimeout(() => made.remove(), SHOWN);
  }

  /** What has to be acknowledged; *focus*: somebody is busy on this phone. */
  alert(text, focus) {
    const made = element("div", "toast alert", element("p", "", text), button("main", words.close, () => made.remove()));
    made.setAttribute("role", "alertdialog");
    made.setAttribute("aria-label", text);
    made.addEventListener("keydown", (event) => event.key === "Escape" && made.remove());
    this.node.append(made);
    if (focus) made.querySelector("button").focus();
  }

  clear() {
    this.node.replaceChildren();
  }
}
