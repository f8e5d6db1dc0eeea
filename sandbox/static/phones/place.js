// Asks which place to share.

import { at } from "../page/element.js";

const CITY_HALL = { latitude: 24.99296, longitude: 121.30098 }; // Taoyuan City Hall

/** Ask for a place; null when somebody thought better of it. */
export function askPlace() {
  const dialog = at("place");
  const form = dialog.querySelector("form");
  for (const [name, value] of Object.entries(CITY_HALL)) form[name].value ||= value;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((done) => {
    const given = () => ({ latitude: form.latitude.value, longitude: form.longitude.value });
    dialog.addEventListener("close", () => done(dialog.returnValue === "send" ? given() : null), { once: true });
  });
}
