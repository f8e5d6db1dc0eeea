// Menus that fold out: closed by Escape, by a choice, or by a click elsewhere.

import { element, name } from "./element.js";
import { picture } from "./pictures.js";

/** Make a menu of *items* behind a button with a picture. */
export function menu(shown, label, items, className = "") {
  const summary = element("summary", "round", picture(shown));
  name(summary, label);
  const list = element("ul", "", ...items.map((item) => element("li", "", item)));
  const made = element("details", `menu ${className}`, summary, list);
  list.addEventListener("click", (event) => event.target.closest("button, a") && close(made));
  return made;
}

/** Fold a menu in; the focus goes back to its button when it was inside. */
export function close(menu) {
  const inside = menu.contains(document.activeElement);
  menu.open = false;
  if (inside) menu.querySelector("summary").focus();
}

/** Let all menus of the page behave so. */
export function tend(page) {
  page.addEventListener("click", (event) => {
    for (const open of page.querySelectorAll("details.menu[open]")) if (!open.contains(event.target)) open.open = false;
  });
  page.addEventListener("keydown", (event) => {
    const open = event.target.closest?.("details.menu[open]");
    if (!open) return;
    if (event.key === "Escape") close(open);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") step(open, event);
  });
}

function step(menu, event) {
  const items = [...menu.querySelectorAll("ul button, ul a")].filter((item) => item.offsetParent);
  if (!items.length || event.target.closest("ul input")) return;
  event.preventDefault();
  const by = event.key === "ArrowDown" ? 1 : -1;
  items[(items.indexOf(document.activeElement) + by + items.length) % items.length].focus();
}
