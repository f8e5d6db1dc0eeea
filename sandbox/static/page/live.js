// What happens elsewhere in the town arrives here: one stream for the whole page.

import { eventsAddress } from "./api.js";

const HEARD = ["chat", "room", "call"];

export class Stream {
  /** *page* is told what happens; `back` when the stream has begun, or begun again after a loss. */
  constructor(page) {
    this.page = page;
    this.open();
  }

  /** Listen; with *after* also to the bot's calls since that one. */
  open(after) {
    this.source?.close();
    this.source = new EventSource(after === undefined ? eventsAddress : `${eventsAddress}&after=${after}`);
    for (const kind of HEARD) this.source.addEventListener(kind, (event) => this.page[kind](JSON.parse(event.data)));
    this.source.addEventListener("open", () => this.page.back());
    this.source.addEventListener("error", () => this.page.lost());
  }
}
