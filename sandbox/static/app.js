// One phone at a time: choose whose it is, and chat with the bot.

import * as api from "./api.js";
import { bubble, element } from "./messages.js";
import { fill, words } from "./words.js";

const at = (id) => document.getElementById(id);
const PLACE = { latitude: 24.99296, longitude: 121.30098 }; // Taoyuan City Hall

let person = null; // whose phone is in hand
let watching = new AbortController();
let low = true; // whether the newest message is in view
let answered = 0; // the newest answer to a press that was shown
let bubbles = new Map(); // message id → its bubble and what it was made from
const pressed = new Map(); // callback query id → its button

function toast(text, { alert = false } = {}) {
  const made = element("div", alert ? "toast alert" : "toast", element("p", "", text));
  if (alert) {
    const close = element("button", "main", words.close);
    close.addEventListener("click", () => made.remove());
    made.append(close);
  } else {
    setTimeout(() => made.remove(), 3500);
  }
  at("toasts").append(made);
}

/** Do something on this phone; what is refused is shown. */
async function act(deed, given) {
  low ||= deed !== "press";
  try {
    return await api.act(person.id, deed, given);
  } catch (error) {
    toast(error.message);
    return null;
  }
}

async function press(message, button, node) {
  const told = await act("press", { message_id: message.id, ...("callback_data" in button ? { data: button.callback_data } : { label: button.text }) });
  if (told?.callback_query_id) {
    node.setAttribute("aria-busy", "true");
    pressed.set(told.callback_query_id, node);
  }
  if (told?.opened && /^https?:/i.test(told.opened)) window.open(told.opened, "_blank", "noopener");
  if (told?.copied) {
    await navigator.clipboard?.writeText(told.copied).catch(() => {});
    toast(`${words.copied}: ${told.copied}`);
  }
}

async function showAnswers() {
  const told = await api.answers(person.id, answered);
  answered = told.version;
  for (const answer of told.answers) {
    pressed.get(answer.callback_query_id)?.removeAttribute("aria-busy");
    pressed.delete(answer.callback_query_id);
    if (answer.text) toast(answer.text, answer);
  }
}

function showChat(chat) {
  const box = at("chat");
  showBubbles(box, chat.messages);
  at("status").textContent = chat.blocked ? words.blocked : chat.typing ? words.typing : words.bot;
  person.blocked = chat.blocked;
  at("block").textContent = chat.blocked ? words.unblock : words.block;
  showKeyboard(chat.reply_keyboard);
  showCommands(chat.commands);
  stick();
}

/** Stay at the newest message unless somebody scrolled up to read. */
function stick() {
  if (low) at("chat").scrollTop = at("chat").scrollHeight;
}

/** Put the bubbles in; those that did not change stay, so that focus and pressed buttons do too. */
function showBubbles(box, messages) {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const now = new Map();
  for (const message of messages) {
    const looks = JSON.stringify(message);
    const known = bubbles.get(message.id);
    const node = known?.looks === looks ? known.node : bubble(message, press, byId.get(message.reply_to));
    now.set(message.id, { looks, node });
  }
  bubbles = now;
  const wanted = messages.length ? [...now.values()].map(({ node }) => node) : [startButton()];
  for (const node of [...box.children]) if (!wanted.includes(node)) node.remove();
  wanted.forEach((node, n) => box.children[n] !== node && box.insertBefore(node, box.children[n] ?? null));
}

function startButton() {
  const made = element("button", "main start", words.start);
  made.addEventListener("click", () => act("say", { text: "/start" }));
  return made;
}

function showKeyboard(laid) {
  const box = at("keyboard");
  box.hidden = !laid?.keyboard;
  at("writing").text.placeholder = laid?.input_field_placeholder ?? words.write;
  box.replaceChildren(
    ...(laid?.keyboard ?? []).map((row) => {
      const buttons = row.map((button) => {
        const made = element("button", button.style ?? "", button.text);
        made.addEventListener("click", () => pressBelow(button));
        return made;
      });
      return element("div", "row", ...buttons);
    }),
  );
}

function pressBelow(button) {
  if (button.request_contact) return act("contact");
  if (button.request_location) return askPlace();
  return act("say", { text: button.text });
}

function showCommands(commands) {
  at("commands").hidden = !commands.length;
  at("commands").querySelector("ul").replaceChildren(
    ...commands.map(({ command, description }) => {
      const made = element("button", "", element("b", "", `/${command}`), ` ${description}`);
      made.type = "button";
      made.addEventListener("click", () => {
        at("commands").open = false;
        act("say", { text: `/${command}` });
      });
      return element("li", "", made);
    }),
  );
}

async function watch(id, signal) {
  let version = -1;
  while (!signal.aborted) {
    try {
      const chat = await api.chat(id, version, 25, signal);
      if (signal.aborted) return;
      if (chat.version !== version) showChat(chat);
      version = chat.version;
      await showAnswers();
      if (chat.typing) setTimeout(() => !signal.aborted && at("status").textContent === words.typing && (at("status").textContent = words.bot), 5000);
    } catch {
      if (signal.aborted) return;
      at("status").textContent = words.lost;
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}

async function take(chosen) {
  watching.abort();
  watching = new AbortController();
  person = chosen;
  pressed.clear();
  bubbles = new Map();
  low = true;
  at("chat").replaceChildren();
  answered = (await api.answers(person.id, 0)).version;
  at("owner").textContent = `${person.first_name} ⇄ 守望`;
  at("writing").hidden = at("block").hidden = false;
  history.replaceState(null, "", `#${person.id}`);
  await showPeople();
  watch(person.id, watching.signal);
}

async function showPeople() {
  const people = await api.people();
  at("people").replaceChildren(
    ...people.map((one) => {
      const name = `${one.first_name}${one.last_name ?? ""}`;
      const made = element("button", "", name, element("small", "", one.phone ?? ""));
      if (one.id === person?.id) made.setAttribute("aria-current", "true");
      made.addEventListener("click", () => take(one));
      return element("li", "", made);
    }),
  );
  return people;
}

function askPlace() {
  const form = at("place").querySelector("form");
  form.latitude.value ||= PLACE.latitude;
  form.longitude.value ||= PLACE.longitude;
  at("place").showModal();
}

function pick(kind) {
  const picker = at("picker");
  picker.accept = kind === "photo" ? "image/jpeg,image/png" : "";
  picker.onchange = () => {
    if (picker.files.length) api.sendFile(person.id, kind, picker.files[0]).catch((error) => toast(error.message));
    picker.value = "";
  };
  picker.click();
}

const ATTACH = {
  photo: () => pick("photo"),
  document: () => pick("document"),
  sample: () => act("photo"),
  voice: () => act("voice"),
  contact: () => act("contact"),
  sticker: () => act("sticker"),
  location: askPlace,
};

function listen() {
  const box = at("chat");
  box.addEventListener("scroll", () => (low = box.scrollHeight - box.scrollTop - box.clientHeight < 80));
  box.addEventListener("load", stick, { capture: true }); // a picture has come and pushed the rest down
  new ResizeObserver(stick).observe(box);
  const writing = at("writing");
  writing.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = writing.text.value;
    if (text.trim() && (await act("say", { text }))) writing.text.value = "";
  });
  writing.text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      writing.requestSubmit();
    }
  });
  at("attach").addEventListener("click", (event) => {
    const deed = event.target.dataset.act;
    if (!deed) return;
    at("attach").open = false;
    ATTACH[deed]();
  });
  at("place").addEventListener("close", () => {
    const { latitude, longitude } = at("place").querySelector("form");
    if (at("place").returnValue === "send") act("location", { latitude: latitude.value, longitude: longitude.value });
  });
  at("block").addEventListener("click", () => act(person.blocked ? "unblock" : "block"));
  at("newcomer").addEventListener("submit", async (event) => {
    event.preventDefault();
    const about = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value));
    event.target.reset();
    await take(await api.addPerson(about));
  });
}

fill(document);
listen();
at("chat").append(element("p", "hint", words.choose));
const people = await showPeople();
const known = people.find((one) => `#${one.id}` === location.hash);
if (known) await take(known);
