// Messages as bubbles, with what hangs on them: files, places, contacts and keys.

import { fileAddress } from "../page/api.js";
import { button, element, hidden, spoken } from "../page/element.js";
import { picture as drawn } from "../page/pictures.js";
import { dayInWords, timeOf } from "../words/times.js";
import { words } from "../words/words.js";
import { formatted } from "./text.js";

function picture(message) {
  const made = element("img", "picture");
  const { width, height } = message.photo.at(-1); // known before it is loaded, so that the chat does not jump
  Object.assign(made, { width, height, src: fileAddress(message.photo.at(-1)), alt: message.text || words.picture });
  const open = element("a", "opening", made);
  Object.assign(open, { href: made.src, target: "_blank", rel: "noopener" });
  return open;
}

function voice(message) {
  const player = element("audio");
  Object.assign(player, { src: fileAddress(message.voice), controls: true, preload: "none" });
  player.setAttribute("aria-label", words.voice);
  return player;
}

function file(message) {
  const { file_name: name, file_size: size } = message.document;
  const about = element("span", "about", name, element("small", "", kilobytes(size)));
  const made = element("a", "file", element("span", "disc", drawn("download")), about);
  Object.assign(made, { href: fileAddress(message.document), download: name });
  return made;
}

const kilobytes = (size) => (size ? `${Math.max(1, Math.round(size / 1024))} KB` : "");

function place({ location: { latitude, longitude } }) {
  const map = element("span", "map", drawn("place"));
  return element("figure", "place", map, element("figcaption", "", `${words.location} ${latitude.toFixed(5)}, ${longitude.toFixed(5)}`));
}

function contact({ contact: { first_name: first, last_name: last, phone_number: number } }) {
  const names = element("span", "about", `${first}${last ?? ""}`, element("small", "", `+${number}`));
  return element("p", "file", element("span", "disc", hidden(first.slice(0, 1))), names);
}

const sticker = (message) => element("p", "sticker", message.sticker.emoji);
const film = (kind, called = kind) => (message) => {
  const link = element("a", "file", element("span", "disc", drawn("film")), element("span", "about", words[called]));
  Object.assign(link, { href: fileAddress(message[kind]), target: "_blank", rel: "noopener" });
  return link;
};
const said = (sign, text) => (message) => element("p", "file", element("span", "disc", drawn(sign)), element("span", "about", text(message)));
const ATTACHED = {
  photo: picture,
  voice,
  animation: film("animation"),
  document: file,
  location: place,
  contact,
  sticker,
  video: film("video"),
  video_note: film("video_note", "videoNote"),
  audio: film("audio"),
  venue: said("place", ({ venue }) => `${venue.title} ${venue.address}`),
  poll: said("bars", ({ poll }) => poll.question),
  checklist: said("done", ({ checklist }) => checklist.title),
  dice: said("dice", ({ dice }) => String(dice.value)),
};

function keyboard(message, press) {
  const rows = message.keyboard.map((row) => {
    const keys = row.map((key) => {
      const made = button(`key ${key.style ?? ""}`, key.text, () => press(message, key, made));
      if (key.url) made.append(drawn("leads"));
      if (key.copy_text) made.append(drawn("copy"));
      return made;
    });
    return element("div", "row", ...keys);
  });
  return element("div", "keys", ...rows);
}

function stamp(message) {
  const time = new Date(message.date * 1000);
  const made = element("time", "", message.edited ? `${words.edited} ${timeOf(time)}` : timeOf(time));
  made.dateTime = time.toISOString();
  if (message.protected) made.prepend(drawn("lock"), spoken(`${words.protected} `));
  return made;
}

/** Return one message as a bubble; *press* is called for its keys. */
export function bubble(message, press, quoted) {
  const twice = message.animation ? "document" : message.venue ? "location" : ""; // what comes a second time for apps of old
  const attached = Object.keys(ATTACHED).filter((kind) => message[kind] && kind !== twice);
  const body = element("div", "body", spoken(message.from === "bot" ? words.botSays : words.personSays));
  if (quoted) body.append(element("p", "quoted", quoted.text.slice(0, 80)));
  body.append(...attached.map((kind) => ATTACHED[kind](message)));
  if (message.text) body.append(element("div", "text", ...formatted(message.text, message.entities)));
  body.append(stamp(message));
  const made = element("article", `message ${message.from}${message.protected ? " protected" : ""}`, body);
  if (message.protected) for (const deed of ["copy", "dragstart", "contextmenu"]) made.addEventListener(deed, (event) => event.preventDefault());
  if (message.keyboard.length) made.append(keyboard(message, press));
  return made;
}

/** The date between the messages of two days. */
export const dayMark = (date) => element("p", "day", dayInWords(new Date(date * 1000)));
