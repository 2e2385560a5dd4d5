// The clock of the demo, and how long each access token lasts.

import { byId, element } from "./dom.js";
import { current, demo, now, setOffset } from "./demo.js";
import { claimsOf } from "./jwt.js";
import { log } from "./log.js";
import { currentToken, session } from "./session.js";
import { duration, moment } from "./words.js";

const MINUTE = 60;
const DAY = 86400;
/** Where the slider stops: around the five minutes of an access token and the 30 s of
    tolerance, and at the 14 and 90 days of a session. */
const STOPS = [
  0,
  MINUTE,
  2 * MINUTE,
  3 * MINUTE,
  4 * MINUTE,
  5 * MINUTE,
  5.5 * MINUTE,
  6 * MINUTE,
  10 * MINUTE,
  60 * MINUTE,
  DAY,
  13 * DAY,
  15 * DAY,
  91 * DAY,
];

const text = (offset) => (offset === 0 ? "as on your computer" : `${duration(offset)} ahead of your computer`);

export function startTime() {
  const slider = byId("offset");
  slider.max = STOPS.length - 1;
  slider.addEventListener("input", () => describe(wantedOffset()));
  slider.addEventListener("change", () => follow(wantedOffset()));
  demo.addEventListener("change", ({ detail }) => {
    const stop = stopOf(detail.offset);
    // the clock only goes forward
    slider.min = stop;
    if (!isFollowing) {
      slider.value = stop;
      describe(detail.offset);
    }
    tick();
  });
  session.addEventListener("token", tick);
  setInterval(tick, 1000);
}

/** The last stop that the clock has reached. */
const stopOf = (offset) => STOPS.findLastIndex((stop) => stop <= offset);

/** Where the slider is. At its first stop, the clock may be further. */
const wantedOffset = () => Math.max(STOPS[byId("offset").value], current().offset);

// Where the slider is, if the clock is not there yet. Several steps make one request.
let wanted = null;
let isFollowing = false;

async function follow(offset) {
  wanted = offset;
  if (isFollowing) return;
  isFollowing = true;
  try {
    while (wanted !== null) {
      const next = wanted;
      wanted = null;
      await move(next);
    }
  } finally {
    isFollowing = false;
  }
}

export async function move(offset) {
  await setOffset(offset);
  log(`The clock is ${text(current().offset)}.`);
}

function describe(offset) {
  byId("offset-text").textContent = text(offset);
  byId("offset").setAttribute("aria-valuetext", text(offset));
}

function tick() {
  if (!current()) return;
  byId("clock").textContent = moment(now());
  current().services.forEach(showLifetime);
}

/** The elements stay, and get new text: a screen reader keeps its place. */
function showLifetime({ name, origin }, index) {
  const item = byId("lifetimes").children[index] ?? byId("lifetimes").appendChild(lifetime(name));
  const [state, bar] = [item.querySelector(".lifetime-state"), item.querySelector("progress")];
  const token = currentToken(origin);
  bar.hidden = !token;
  state.textContent = "not fetched yet";
  if (!token) return;
  const { iat, exp } = claimsOf(token);
  const left = exp - now();
  state.textContent = left > 0 ? `${duration(left)} left` : `expired ${duration(-left)} ago`;
  bar.max = exp - iat;
  bar.value = Math.min(Math.max(0, left), exp - iat);
}

function lifetime(name) {
  const head = element(
    "p",
    { class: "lifetime-head" },
    element("span", {}, `Token for ${name}`),
    element("span", { class: "lifetime-state" }),
  );
  const bar = element("progress", { "aria-label": `Lifetime of the token for ${name}` });
  return element("li", { class: "lifetime" }, head, bar);
}
