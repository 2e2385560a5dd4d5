// The token inspector: the parts of a token, which can be changed, and every check of it at a
// service.

import { busy, byId, element } from "./dom.js";
import { current } from "./demo.js";
import { decode, encode, segments } from "./jwt.js";
import { log } from "./log.js";
import { ROUTES, send } from "./routes.js";
import { accessToken, currentToken, session } from "./session.js";
import { WAYS } from "./tampering.js";
import { checkMeaning, moment, statusName } from "./words.js";

const PARTS = ["header", "claims", "signature"];
const MARKS = { passed: "✓", failed: "✕", not_reached: "–" };
const OUTCOMES = { passed: "passed", failed: "failed", not_reached: "not reached" };

/** The segments of the token before any change, and their text. */
let original;
let text;

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
  byId("inspector-token").addEventListener("change", load);
  byId("inspector-route").addEventListener("change", check);
  byId("inspector-undo").addEventListener("click", undo);
  byId("inspector-check").addEventListener("click", () => busy(byId("inspector-check"), check));
  for (const part of PARTS) area(part).addEventListener("input", showText);
  session.addEventListener("token", ({ detail }) => {
    if (isChanged() || detail !== serviceOf(byId("inspector-token").value)?.origin) return;
    fill(currentToken(detail));
    check();
  });
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

function write(parts) {
  for (const part of PARTS) area(part).value = parts[part];
  showText();
}

const isChanged = () => original !== undefined && PARTS.some((part) => area(part).value !== text[part]);

/** The token as changed. A part that was not changed keeps its octets. */
function token() {
  return PARTS.map((part) => {
    const value = area(part).value;
    if (value === text[part]) return original[part];
    return part === "signature" ? value.trim() : encode(compact(value));
  });
}

function compact(json) {
  try {
    return JSON.stringify(JSON.parse(json));
  } catch {
    return json;
  }
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
  try {
    const { iat, exp } = JSON.parse(area("claims").value);
    return `Issued ${moment(iat)}, expires ${moment(exp)}.`;
  } catch {
    return "This is not JSON. The service will say so, too.";
  }
}

function preset(way) {
  const button = element("button", { type: "button" }, way.name);
  button.addEventListener("click", () => busy(button, () => tamper(way)));
  return button;
}

function otherService() {
  const button = element("button", { type: "button" }, "Send it to the other service");
  button.addEventListener("click", () => {
    const other = ROUTES.findIndex((route) => route.service !== byId("inspector-token").value);
    byId("inspector-route").value = other;
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
  fill(await accessToken(serviceOf(byId("inspector-token").value).origin));
  await check();
}

async function check() {
  const route = chosen();
  const service = serviceOf(route.service);
  const text = token().join(".");
  const [answer, explained] = await Promise.all([
    send(service, route.path, text),
    send(service, `${route.path}/explain`, text),
  ]);
  const steps = explained?.body.steps ?? [];
  showVerdict(route, answer, [...steps, lookup(answer, steps)]);
}

/** The last check, which is no rule of the token: the service asks the store. */
function lookup(answer, steps) {
  if (steps.length === 0 || steps.some((step) => step.outcome !== "passed"))
    return { check: "revocation", outcome: "not_reached" };
  return answer?.status === 200
    ? { check: "revocation", outcome: "passed" }
    : { check: "revocation", outcome: "failed", detail: answer?.body.detail };
}

function showVerdict(route, answer, steps) {
  const isGood = answer?.status === 200;
  const stopped = steps.find((step) => step.outcome === "failed");
  const title = isGood ? "Accepted" : stopped ? `Stopped by the check “${stopped.check}”` : "Refused";
  byId("verdict").replaceChildren(
    element(
      "div",
      { class: `verdict-box ${isGood ? "good" : "bad"}` },
      element("p", {}, element("strong", {}, title)),
      element("p", {}, `${route.title}: ${statusName(answer)}${answer?.body.detail ? `, ${answer.body.detail}` : ""}.`),
    ),
  );
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
