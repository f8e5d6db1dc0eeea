// Messages as bubbles. Everything that people wrote becomes text nodes, never HTML.

import { fileAddress } from "./api.js";
import { language, words } from "./words.js";

/** Make an element with a class and content. */
export function element(tag, className = "", ...content) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.append(...content);
  return made;
}

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};
const MARKED = new Set(["bot_command", "mention", "hashtag", "email", "text_mention"]);

function wrapping(entity, text) {
  if (TAGS[entity.type]) return element(TAGS[entity.type]);
  if (entity.type === "text_link" || entity.type === "url") return link(entity.url ?? text);
  if (entity.type === "spoiler") return spoiler();
  return element("span", MARKED.has(entity.type) ? "marked" : "");
}

function link(address) {
  if (!/^https?:/i.test(address)) return element("span", "marked");
  const made = element("a");
  Object.assign(made, { href: address, target: "_blank", rel: "noopener noreferrer" });
  return made;
}

function spoiler() {
  const made = element("button", "spoiler");
  made.type = "button";
  made.addEventListener("click", () => made.classList.toggle("shown"));
  return made;
}

/** Build the text between two offsets (UTF-16, as JavaScript counts too) with the entities inside. */
function formatted(text, entities, from = 0, to = text.length) {
  const nodes = [];
  let at = from;
  for (let n = 0; n < entities.length; ) {
    const outer = entities[n];
    const end = Math.min(outer.offset + outer.length, to);
    let next = n + 1;
    while (next < entities.length && entities[next].offset < end) next += 1;
    nodes.push(text.slice(at, outer.offset));
    const node = wrapping(outer, text.slice(outer.offset, end));
    node.append(...formatted(text, entities.slice(n + 1, next), outer.offset, end));
    nodes.push(node);
    at = end;
    n = next;
  }
  nodes.push(text.slice(at, to));
  return nodes.filter((node) => node !== "");
}

function attachments(message) {
  const made = [];
  if (message.photo) {
    const picture = element("img", "picture");
    const { width, height } = message.photo.at(-1); // known before it is loaded, so that the chat does not jump
    Object.assign(picture, { width, height, src: fileAddress(message.photo.at(-1)), alt: message.text || words.picture });
    made.push(picture);
  }
  if (message.voice) {
    const player = element("audio");
    Object.assign(player, { src: fileAddress(message.voice), controls: true, preload: "none" });
    made.push(player);
  }
  if (message.document) {
    const file = element("a", "file", `📄 ${message.document.file_name}`);
    Object.assign(file, { href: fileAddress(message.document), download: message.document.file_name });
    made.push(file);
  }
  const { location: place, contact, sticker } = message;
  if (place) made.push(element("p", "thing", `📍 ${place.latitude.toFixed(5)}, ${place.longitude.toFixed(5)}`));
  if (contact) made.push(element("p", "thing", `👤 ${contact.first_name} ${contact.phone_number}`));
  if (sticker) made.push(element("p", "sticker", sticker.emoji));
  return made;
}

function keyboard(message, press) {
  const rows = message.keyboard.map((row) => {
    const buttons = row.map((button) => {
      const made = element("button", `inline ${button.style ?? ""}`, button.text);
      made.type = "button";
      if (button.url) made.append(element("span", "sign", " ↗"));
      if (button.copy_text) made.append(element("span", "sign", " ⧉"));
      made.addEventListener("click", () => press(message, button, made));
      return made;
    });
    return element("div", "row", ...buttons);
  });
  return element("div", "inline-keyboard", ...rows);
}

/** Return one message as a bubble; *press* is called for its buttons. */
export function bubble(message, press, quoted) {
  const time = new Date(message.date * 1000);
  const clock = time.toLocaleTimeString(language === "zh" ? "zh-TW" : "en-GB", { hour: "2-digit", minute: "2-digit", hour12: false });
  const stamp = element("time", "", message.edited ? `${words.edited} ${clock}` : clock);
  stamp.dateTime = time.toISOString();
  const body = element("div", "body", ...attachments(message));
  if (quoted) body.prepend(element("p", "quoted", quoted.text.slice(0, 80)));
  if (message.text) body.append(element("div", "text", ...formatted(message.text, message.entities)));
  body.append(stamp);
  const made = element("article", `message ${message.from}${message.protected ? " protected" : ""}`, body);
  if (message.keyboard.length) made.append(keyboard(message, press));
  return made;
}
