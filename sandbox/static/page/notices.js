// What the page itself has to say, for a few seconds.

import { at, element } from "./element.js";

/** Say something. */
export function notice(text) {
  const made = element("p", "notice", text);
  at("notices").append(made);
  setTimeout(() => made.remove(), 5000);
}
