// The controls of the demo: the clock, the keys, restarts. Each answer has the whole state.

import { openChannel } from "./channel.js";

const channel = openChannel("demo");

/** The event `change`, with the state as its detail. */
export const demo = new EventTarget();

let state;
let ahead = 0;

export const current = () => state;

/** The time of the issuer and the services, in seconds. */
export const now = () => Date.now() / 1000 + ahead;

async function load(path, body) {
  const json = { method: "POST", body: JSON.stringify(body ?? {}), headers: { "Content-Type": "application/json" } };
  const response = await fetch(path, path === "/demo" ? {} : json);
  if (!response.ok) throw new Error(`the issuer answered ${response.status}`);
  state = await response.json();
  ahead = state.now - Date.now() / 1000;
  demo.dispatchEvent(new CustomEvent("change", { detail: state }));
  return state;
}

async function change(path, body) {
  const changed = await load(path, body);
  channel.postMessage("changed");
  return changed;
}

export const reload = () => load("/demo");
export const setOffset = (seconds) => change("/demo/clock", { seconds: Math.round(seconds) });
export const rotate = () => change("/demo/rotate");
export const restart = (service) => change(`/demo/restart/${service}`);

channel.addEventListener("message", reload);
