// Elements, built node by node: what people wrote becomes text, never HTML.

import { picture } from "./pictures.js";

/** Make an element with a class and content. */
export function element(tag, className = "", ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content.filter((one) => one !== null));
  return made;
}

/** Make a button that does something. */
export function button(className, content, act) {
  const made = element("button", className, ...[content].flat());
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

/** Make a button that shows a picture and is read as words. */
export function pictureButton(className, shown, label, act) {
  const made = button(className, picture(shown), act);
  name(made, label);
  return made;
}

/** Give a node the name that is read aloud and shown on hover. */
export function name(node, label) {
  node.setAttribute("aria-label", label);
  node.title = label;
}

/** A sign that is seen and not read aloud. */
export function hidden(sign) {
  const made = element("span", "sign", sign);
  made.setAttribute("aria-hidden", "true");
  return made;
}

/** Words that are read aloud and not seen. */
export const spoken = (text) => element("span", "spoken", text);

/** A number of unread messages. */
export function badge(count, label) {
  const made = element("span", "badge", hidden(String(count)), spoken(label));
  made.hidden = !count;
  return made;
}

export const at = (id) => document.getElementById(id);
