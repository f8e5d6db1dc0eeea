// How the page looks: by day or by night, and how large.

import { at } from "./element.js";

const CHOICES = { theme: "auto", size: "medium" };

/** Show what was chosen before, and take new choices. */
export function look() {
  for (const [what, usual] of Object.entries(CHOICES)) {
    const kept = localStorage.getItem(what) ?? usual;
    document.documentElement.dataset[what] = kept;
    const field = at(`look-${what}`);
    field.value = kept;
    field.addEventListener("change", () => {
      localStorage.setItem(what, field.value);
      document.documentElement.dataset[what] = field.value;
    });
  }
}
