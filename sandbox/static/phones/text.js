// Formatted text: Telegram's entities become elements, everything else text nodes.

import { element } from "../page/element.js";
import { words } from "../words/words.js";

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
const MARKED = new Set(["bot_command", "mention", "hashtag", "email", "phone_number", "text_mention"]);

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
  Object.assign(made, { type: "button", title: words.spoiler });
  made.setAttribute("aria-expanded", "false");
  made.addEventListener("click", () => made.setAttribute("aria-expanded", String(made.classList.toggle("shown"))));
  return made;
}

/** Build the text between two offsets (UTF-16, as JavaScript counts too) with the entities inside. */
export function formatted(text, entities, from = 0, to = text.length) {
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
