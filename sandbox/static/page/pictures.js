// Pictures of the page's own: no sign here waits for a font that somebody may not have.

const PATHS = {
  copy: "M9 9h11v11H9zM5 15H4V4h11v1",
  leads: "M7 17 17 7M9 7h8v8",
  close: "M6 6l12 12M18 6 6 18",
  more: "M4.5 12h1M11.5 12h1M18.5 12h1",
  folds: "m7 10 5 5 5-5",
  send: "M4 12 20 4l-5 16-4-7zM11 13l4-4",
  download: "M12 4v11m-5-5 5 5 5-5M5 20h14",
  down: "M12 5v14m-6-6 6 6 6-6",
  plus: "M12 5v14M5 12h14",
  commands: "M15 4 9 20",
  place: "M12 21c-4-5-6-8-6-11a6 6 0 0 1 12 0c0 3-2 6-6 11zm0-9a2 2 0 1 0 0-4 2 2 0 0 0 0 4",
  lock: "M6 11h12v9H6zM9 11V8a3 3 0 0 1 6 0v3",
  done: "m5 12 5 5 9-10",
  film: "M8 5v14l11-7z",
  bars: "M6 20V10M12 20V4M18 20v-7",
  dice: "M5 5h14v14H5zM9 9h.01M15 15h.01M12 12h.01",
};
const SVG = "http://www.w3.org/2000/svg";

/** Draw one; it is seen and not read aloud. */
export function picture(name) {
  const made = document.createElementNS(SVG, "svg");
  made.setAttribute("viewBox", "0 0 24 24");
  made.setAttribute("class", "picto");
  made.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  made.append(path);
  return made;
}

/** Draw those that the page itself asks for. */
export function draw(page) {
  for (const node of page.querySelectorAll("[data-picture]")) node.prepend(picture(node.dataset.picture));
}
