// What the page asks of the sandbox: the people's interface, and the room's.

import { language } from "../words/words.js";

async function answered(response) {
  const told = await response.json().catch(() => ({}));
  if (response.ok) return told;
  const error = new Error(told.error ?? response.statusText);
  error.status = response.status;
  throw error;
}

const get = (path) => fetch(path).then(answered);
const post = (path, given) =>
  fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(given) }).then(answered);

export const people = () => get("/phone/users");
export const addPerson = (about) => post("/phone/users", about);
export const chat = (id) => get(`/phone/${id}/chat`);
export const answers = (id, after) => get(`/phone/${id}/answers?after=${after}`);
export const act = (id, deed, given = {}) => post(`/phone/${id}/${deed}`, given);
export const fileAddress = (file) => `/phone/files/${encodeURIComponent(file.file_id)}`;

/** Send a file that somebody chose. */
export function sendFile(id, kind, file) {
  const form = new FormData();
  form.append("file", file);
  return fetch(`/phone/${id}/${kind}`, { method: "POST", body: form }).then(answered);
}

export const room = () => get(`/room?lang=${language}`);
export const moveClock = (to) => post("/room/clock", to);
export const play = (scene) => post(`/room/scene?lang=${language}`, { name: scene });

/** Let the bot speak a language on these phones, and on those where nobody has written yet. */
export const speak = (tongue, people = []) => post(`/room/language?lang=${tongue}`, { people });
export const runBot = (running) => post("/room/bot", { running });
export const calls = (after) => get(`/phone/calls?after=${after}`);
export const makeTrouble = (kind, times) => post("/phone/faults", { kind, times });
export const endTrouble = () => fetch("/phone/faults", { method: "DELETE" }).then(answered);
export const transcriptAddress = (user, format) => `/room/transcript?user=${user}&format=${format}&lang=${language}`;
export const eventsAddress = `/room/events?lang=${language}`;
