// The token inspector: the parts of a token, which can be changed, and every check of it at a
// service.

import { busy, byId, element } from "./dom.js";
import { current, demo } from "./demo.js";
import { decode, encode, segments } from "./jwt.js";
import { log } from "./log.js";
import { ROUTES, send } from "./routes.js";
import { accessToken, currentToken, session } from "./session.js";
import { WAYS } from "./tampering.js";
import { checkMeaning, moment, REVOKED, statusName } from "./words.js";

const PARTS = ["header", "claims", "signature"];
const MARKS = { passed: "✓", failed: "✕", not_reached: "–" };
const OUTCOMES = { passed: "passed", failed: "failed", not_reached: "not reached" };

/** The segments of the token before any change, and their text. */
let original;
let text;

// Of several checks at a time, the last one is shown.
let lastCheck = 0;

const area = (part) => byId(`part-${part}`);
const pretty = (value) => JSON.stringify(value, null, 2);
const serviceOf = (name) => current().services.find((service) => service.name === name);
const chosen = () => ROUTES[byId("inspector-route").value];

export function startInspector() {
  byId("inspector-token").append(
    ...["orders", "reports"].map((name) => element("option", { value: name }, `Token for ${name}`)),
  );
  byId("inspector-route").append(
    ...ROUTES.map((route, index) => element("option", { value: index }, `${route.service}: ${route.title}`)),
  );
  byId("presets").append(...WAYS.map(preset), otherService());
  byId("inspector-token").addEventListener("change", changeToken);
  byId("inspector-route").addEventListener("change", check);
  byId("inspector-undo").addEventListener("click", undo);
  byId("inspector-check").addEventListener("click", () => busy(byId("inspector-check"), check));
  for (const part of PARTS) area(part).addEventListener("input", showText);
  session.addEventListener("token", ({ detail }) => {
    if (isChanged() || detail !== serviceOf(byId("inspector-token").value)?.origin) return;
    fill(currentToken(detail));
    check();
  });
  // the clock, the keys or a service has changed
  demo.addEventListener("change", () => {
    if (original !== undefined && currentToken(serviceOf(byId("inspector-token").value).origin)) check();
  });
}

/** Sends the token to a service: the first route of it. */
function chooseRoute(isWanted) {
  byId("inspector-route").value = ROUTES.findIndex(isWanted);
}

const isOfToken = (route) => route.service === byId("inspector-token").value;

async function changeToken() {
  chooseRoute(isOfToken);
  await load();
}

/** Fetches the token, and shows it with its checks. */
export async function load() {
  const service = serviceOf(byId("inspector-token").value);
  fill(await accessToken(service.origin));
  await check();
}

function fill(token) {
  original = segments(token);
  text = {
    header: pretty(decode(original.header)),
    claims: pretty(decode(original.claims)),
    signature: original.signature,
  };
  write(text);
}

/** Forgets the token, for a user who has logged out. */
export function clear() {
  lastCheck += 1;
  original = text = undefined;
  for (const part of PARTS) area(part).value = "";
  for (const id of ["compact", "claims-times", "verdict", "checks"]) byId(id).replaceChildren();
}

function write(parts) {
  for (const part of PARTS) area(part).value = parts[part];
  showText();
}

const isChanged = () => original !== undefined && PARTS.some((part) => area(part).value !== text[part]);

/** The token as changed. A part that was not changed keeps its octets, and another one is sent as
    it is written: JSON that was read and written again would lose a claim that comes twice. */
function token() {
  return PARTS.map((part) => {
    const value = area(part).value;
    if (value === text[part]) return original[part];
    return part === "signature" ? value.trim() : encode(value);
  });
}

function showText() {
  for (const part of PARTS) area(part).classList.toggle("changed", area(part).value !== text[part]);
  const [header, claims, signature] = token();
  byId("compact").replaceChildren(
    element("span", { class: "h" }, header),
    ".",
    element("span", { class: "c" }, claims),
    ".",
    element("span", { class: "s" }, signature),
  );
  byId("claims-times").textContent = times();
}

function times() {
  let claims;
  try {
    claims = JSON.parse(area("claims").value);
  } catch {
    return "This is not JSON. The service will say so, too.";
  }
  if (claims === null || typeof claims !== "object" || Array.isArray(claims))
    return "This is no JSON object. The service will say so, too.";
  const time = (name, word) => (Number.isFinite(claims[name]) ? `${word} ${moment(claims[name])}` : `no ${name}`);
  const both = `${time("iat", "issued")}, ${time("exp", "expires")}.`;
  return both[0].toUpperCase() + both.slice(1);
}

function preset(way) {
  const button = element("button", { type: "button" }, way.name);
  button.addEventListener("click", () => busy(button, () => tamper(way)));
  return button;
}

function otherService() {
  const button = element("button", { type: "button" }, "Send it to the other service");
  button.addEventListener("click", () => {
    chooseRoute((route) => !isOfToken(route));
    return busy(button, check);
  });
  return button;
}

async function tamper(way) {
  const parts = { header: decode(original.header), claims: decode(original.claims), signature: original.signature };
  const changed = way.apply(parts);
  write({ header: pretty(changed.header), claims: pretty(changed.claims), signature: changed.signature });
  log(`Inspector: ${way.name}.`);
  await check();
}

async function undo() {
  if (!isOfToken(chosen())) chooseRoute(isOfToken);
  fill(await accessToken(serviceOf(byId("inspector-token").value).origin));
  await check();
}

async function check() {
  lastCheck += 1;
  const number = lastCheck;
  const route = chosen();
  const service = serviceOf(route.service);
  const text = token().join(".");
  const [answer, explained] = await Promise.all([
    send(service, route.path, text),
    send(service, `${route.path}/explain`, text),
  ]);
  if (number !== lastCheck) return;
  const steps = explained?.body.steps ?? [];
  showVerdict(route, answer, [...steps, lookup(answer, steps)]);
}

/** The last check, which is no rule of the token: the service asks the store. */
function lookup(answer, steps) {
  if (steps.length === 0 || steps.some((step) => step.outcome !== "passed"))
    return { check: "revocation", outcome: "not_reached" };
  if (answer?.status === 200) return { check: "revocation", outcome: "passed" };
  const detail = answer?.body.detail;
  // another reason is not the revocation: the clock may have moved between the two answers
  return { check: "revocation", ...(detail === REVOKED ? { outcome: "failed", detail } : { outcome: "not_reached" }) };
}

function showVerdict(route, answer, steps) {
  const isGood = answer?.status === 200;
  const stopped = steps.find((step) => step.outcome === "failed");
  const title = isGood ? "Accepted" : stopped ? `Stopped by the check “${stopped.check}”` : "Refused";
  const verdict = element(
    "div",
    { class: `verdict-box ${isGood ? "good" : "bad"}` },
    element("p", {}, element("strong", {}, title)),
    stopped?.detail ? element("p", { class: "on-phone" }, `${stopped.detail}.`) : "",
    element("p", {}, `${route.title}: ${statusName(answer)}${answer?.body.detail ? `, ${answer.body.detail}` : ""}.`),
  );
  // a screen reader says each change, and the same text again is none
  if (byId("verdict").textContent !== verdict.textContent) byId("verdict").replaceChildren(verdict);
  byId("checks").replaceChildren(...steps.map(line));
}

function line(step) {
  return element(
    "li",
    { class: `check ${step.outcome}` },
    element("span", { class: "mark", "aria-hidden": "true" }, MARKS[step.outcome]),
    element(
      "span",
      {},
      element("span", { class: "name" }, step.check),
      element("span", { class: "visually-hidden" }, ` ${OUTCOMES[step.outcome]}: `),
      step.detail ? "" : element("span", { class: "asks" }, ` ${checkMeaning(step.check)}`),
    ),
    step.detail ? element("p", {}, step.detail) : "",
  );
}
