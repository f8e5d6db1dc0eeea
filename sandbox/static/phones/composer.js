// Below the chat: the text field, the command menu, what can be attached, and the reply keyboard.

import * as api from "../page/api.js";
import { button, element, name } from "../page/element.js";
import { close, menu } from "../page/menus.js";
import { picture } from "../page/pictures.js";
import { words } from "../words/words.js";
import { askPlace } from "./place.js";

export class Composer {
  constructor(phone) {
    this.phone = phone;
    this.keyboard = element("div", "keyboard");
    this.keyboard.hidden = true;
    this.picker = element("input");
    Object.assign(this.picker, { type: "file", hidden: true });
    this.field = element("textarea");
    Object.assign(this.field, { rows: 1, name: "text", enterKeyHint: "send", placeholder: words.write });
    this.field.setAttribute("aria-label", words.write);
    this.commands = menu("commands", words.commands, []);
    const send = element("button", "main send", picture("send"));
    name(send, words.send);
    this.form = element("form", "writing", this.commands, this.field, this.attach(), send, this.picker);
    this.listen();
  }

  attach() {
    const list = [
      button("", words.photo, () => this.pick("photo")),
      button("", words.sample, () => this.phone.act("photo")),
      button("", words.video, () => this.pick("video")),
      button("", words.document, () => this.pick("document")),
      button("", words.voice, () => this.phone.act("voice")),
      button("", words.location, () => this.place()),
      button("", words.venue, () => this.phone.act("other", { kind: "venue" })),
      button("", words.poll, () => this.phone.act("other", { kind: "poll" })),
      button("", words.contact, () => this.phone.act("contact")),
      button("", words.sticker, () => this.phone.act("sticker")),
    ];
    return menu("plus", words.attach, list, "to-the-right");
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.say();
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.say();
    });
    this.field.addEventListener("input", () => {
      this.commands.open = !this.commands.hidden && /^\/\w*$/.test(this.field.value);
    });
  }

  async say() {
    const text = this.field.value;
    if (!text.trim()) return;
    this.commands.open = false;
    this.field.value = "";
    if (!(await this.phone.act("say", { text }))) this.field.value = text;
  }

  /** Write something into the field, for its owner to send. */
  write(text) {
    this.field.value = text;
    this.field.focus();
  }

  pick(kind) {
    this.picker.accept = { photo: "image/jpeg,image/png", video: "video/*" }[kind] ?? "";
    this.picker.onchange = () => {
      const [file] = this.picker.files;
      if (file) api.sendFile(this.phone.person.id, kind, file).catch((error) => this.phone.toasts.show(error.message));
      this.picker.value = "";
    };
    this.picker.click();
  }

  async place() {
    const place = await askPlace();
    if (place) this.phone.act("location", place);
  }

  show(chat) {
    this.showKeyboard(chat.reply_keyboard);
    this.showCommands(chat.commands);
    this.field.disabled = chat.blocked;
  }

  showKeyboard(laid) {
    const looks = JSON.stringify(laid);
    if (looks === this.laid) return;
    this.laid = looks;
    this.keyboard.hidden = !laid?.keyboard;
    this.field.placeholder = laid?.input_field_placeholder ?? words.write;
    const rows = (laid?.keyboard ?? []).map((row) => element("div", "row", ...row.map((key) => button(`below ${key.style ?? ""}`, key.text, () => this.press(key)))));
    this.keyboard.replaceChildren(...rows);
  }

  press(key) {
    if (key.request_contact) return this.phone.act("contact");
    if (key.request_location) return this.place();
    return this.phone.act("say", { text: key.text });
  }

  showCommands(commands) {
    this.commands.hidden = !commands.length;
    const looks = JSON.stringify(commands);
    if (looks === this.listed) return;
    this.listed = looks;
    const items = commands.map(({ command, description }) => {
      const content = [element("b", "", `/${command}`), ` ${description}`];
      return element("li", "", button("", content, () => this.command(command)));
    });
    this.commands.querySelector("ul").replaceChildren(...items);
  }

  command(command) {
    close(this.commands);
    this.field.value = "";
    this.phone.act("say", { text: `/${command}` });
  }
}
