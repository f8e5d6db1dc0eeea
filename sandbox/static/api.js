// The people's interface of the sandbox.

async function answered(response) {
  const told = await response.json();
  if (!response.ok) throw new Error(told.error);
  return told;
}

const post = (path, given) =>
  fetch(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(given) }).then(answered);

export const people = () => fetch("/phone/users").then(answered);
export const addPerson = (about) => post("/phone/users", about);
export const chat = (id, after, wait, signal) =>
  fetch(`/phone/${id}/chat?after=${after}&wait=${wait}`, { signal }).then(answered);
export const answers = (id, after) => fetch(`/phone/${id}/answers?after=${after}`).then(answered);
export const act = (id, deed, given = {}) => post(`/phone/${id}/${deed}`, given);
export const fileAddress = (file) => `/phone/files/${encodeURIComponent(file.file_id)}`;

/** Send a file that somebody chose. */
export function sendFile(id, kind, file) {
  const form = new FormData();
  form.append("file", file);
  return fetch(`/phone/${id}/${kind}`, { method: "POST", body: form }).then(answered);
}
