// The practice room: everything is put together here.

import * as api from "./page/api.js";
import { at } from "./page/element.js";
import { Stream } from "./page/live.js";
import { look } from "./page/look.js";
import { tend } from "./page/menus.js";
import { draw } from "./page/pictures.js";
import { People } from "./phones/people.js";
import { RoomClock } from "./practice/clock.js";
import { Desk } from "./practice/desk.js";
import { Elsewhere } from "./practice/elsewhere.js";
import { Inside } from "./practice/inside.js";
import { Lessons } from "./practice/school.js";
import { Scenes } from "./practice/scenes.js";
import { fill, language, otherLanguage } from "./words/words.js";

fill(document);
draw(document);
look();
tend(document);

const people = new People();
const elsewhere = new Elsewhere(people, (person) => desk.bring(person), () => desk.choose(null));
const desk = new Desk(people, elsewhere);
const inside = new Inside(people, desk);
const scenes = new Scenes();
const lessons = new Lessons(desk, people, scenes, () => town);
const clock = new RoomClock(readRoom);
let town; // counts the beginnings; another number: everybody may be somebody else

async function readRoom() {
  showRoom(await api.room());
}

function showRoom(room) {
  clock.show(room);
  scenes.show(room);
  inside.show(room);
  const another = town !== undefined && town !== room.town;
  town = room.town;
  if (another) begin();
}

/** Another scene has begun. */
async function begin() {
  await people.load();
  elsewhere.forget();
  lessons.forget();
  await Promise.all(desk.phones.map((phone) => phone.take(people.find(phone.person.id) ?? phone.person)));
}

inside.onChange = readRoom;
await api.speak(language).catch(() => {}); // without a bot, or while time moves, the phones stay as they are
await Promise.all([people.load(), readRoom()]);
await lessons.open(await desk.open());
at("other-language").addEventListener("click", async (event) => {
  event.preventDefault();
  await api.speak(otherLanguage, desk.ids()).catch(() => {});
  location.assign(`?lang=${otherLanguage}${location.hash}`); // the same phones, in the other language
});
at("add").addEventListener("click", () => desk.choose(null));
document.addEventListener("keydown", (event) => {
  if (!event.altKey || !/^[1-4]$/.test(event.key)) return;
  const phone = desk.phones[Number(event.key) - 1];
  if (!phone) return;
  event.preventDefault();
  desk.bringForward(phone);
});

const stream = new Stream({
  chat({ user }) {
    const phone = desk.of(user);
    if (phone) phone.refresh();
    else elsewhere.heard(user);
  },
  room: showRoom,
  call: (call) => inside.heard(call),
  back() {
    at("lost").hidden = true;
    readRoom();
    for (const phone of desk.phones) phone.refresh();
  },
  lost: () => (at("lost").hidden = false),
});
inside.onListen = (after) => stream.open(after);
document.body.dataset.ready = "yes";
