// The issuer's keys, and restarts of the services.

import { busy, byId, element } from "./dom.js";
import { current, demo, now, reload, restart, rotate } from "./demo.js";
import { log } from "./log.js";
import { move } from "./time.js";
import { duration } from "./words.js";

const WORDS = {
  current: () => "signs new tokens",
  next: ({ signs_from }) => `is published, and signs in ${duration(signs_from - now())}`,
  retired: () => "no longer signs; it is published until its last token has expired",
};
const MOODS = { current: "good", next: "warn", retired: "" };

export function startKeys() {
  byId("rotate").addEventListener("click", () => busy(byId("rotate"), publish));
  byId("skip-to-key").addEventListener("click", () => busy(byId("skip-to-key"), skip));
  demo.addEventListener("change", ({ detail }) => {
    byId("keys").replaceChildren(...detail.keys.map(item));
    show(detail);
  });
  setInterval(tick, 1000);
}

/** Counts down until the next key signs, and then asks the issuer. */
function tick() {
  const keys = current()?.keys ?? [];
  const next = keys.findIndex((key) => key.state === "next");
  if (next === -1) return;
  if (keys[next].signs_from <= now()) return reload().catch(() => {});
  byId("keys").children[next].querySelector("small").textContent = WORDS.next(keys[next]);
}

function show({ keys, services }) {
  const isWaiting = keys.some((key) => key.state === "next");
  byId("skip-to-key").hidden = !isWaiting;
  byId("rotate").hidden = isWaiting;
  // the buttons stay, and with them the focus
  if (byId("restarts").children.length === 0) byId("restarts").append(...services.map(restartButton));
}

function item(key) {
  return element(
    "li",
    { class: "key" },
    element("span", {}, element("code", {}, key.kid.slice(0, 10)), ` ${key.alg}`),
    element("span", { class: `pill ${MOODS[key.state]}` }, key.state),
    element("small", {}, WORDS[key.state](key)),
  );
}

async function publish() {
  await rotate();
  log("A new key is published. It signs when the services have had time to fetch it.");
  byId("skip-to-key").focus();
}

async function skip() {
  const next = current().keys.find((key) => key.state === "next");
  await move(current().offset + Math.max(0, Math.ceil(next.signs_from - now())) + 1);
  log("The new key signs. Tokens of the old key are still valid.");
  byId("rotate").focus();
}

function restartButton({ name }) {
  const button = element("button", { type: "button" }, `Restart ${name}`);
  button.addEventListener("click", async () => {
    const { services } = await busy(button, () => restart(name));
    const { starts } = services.find((service) => service.name === name);
    log(`${name} has restarted: start number ${starts}. Its keys are gone, and are fetched again.`);
  });
  return button;
}
