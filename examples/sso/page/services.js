// The cards of the services: a button for each route, and what the service answered.

import { busy, byId, element } from "./dom.js";
import { log } from "./log.js";
import { ROUTES, send } from "./routes.js";
import { accessToken } from "./session.js";
import { meaning, mood, statusName } from "./words.js";

const NAMES = { orders: "Orders", reports: "Reports" };

export function showServices(services) {
  byId("services").replaceChildren(...services.map(card));
}

function card(service) {
  const routes = ROUTES.filter((route) => route.service === service.name);
  return element(
    "article",
    { class: "service", "aria-label": NAMES[service.name] },
    element("h2", {}, NAMES[service.name]),
    element("p", { class: "mono" }, service.origin),
    ...routes.map((route) => row(service, route)),
  );
}

function row(service, route) {
  const answer = element("div", { class: "answer", role: "status" }, "Not called yet.");
  const button = element("button", { type: "button", "aria-label": `Call ${route.title}` }, "Call");
  button.addEventListener("click", () => busy(button, () => call(service, route, answer)));
  const name = element("p", {}, route.title, element("small", {}, route.who));
  return element("div", { class: "route" }, element("div", { class: "route-head" }, name, button), answer);
}

async function call(service, route, box) {
  const what = `${route.title}:`;
  try {
    let token = await accessToken(service.origin);
    let answer = await send(service, route.path, token);
    if (answer?.status === 401 && byId("auto-refresh").checked) {
      log(`${what} 401, ${answer.body.detail}. The page fetches a new token.`);
      token = await accessToken(service.origin, token);
      answer = await send(service, route.path, token);
    }
    log(`${what} ${statusName(answer)}`);
    showAnswer(box, answer);
  } catch (error) {
    log(`${what} no token. ${error.message}`);
  }
}

function showAnswer(box, answer) {
  const line = element("p", { class: "verdict-line" }, element("span", { class: `pill ${mood(answer)}` }, statusName(answer)));
  const parts = [line, element("p", { class: "explanation" }, meaning(answer))];
  if (answer?.challenge) parts.push(element("code", {}, `WWW-Authenticate: ${answer.challenge}`));
  if (answer?.body.rows) parts.push(table(answer.body));
  box.replaceChildren(...parts);
}

function table({ title, rows }) {
  const lines = rows.map((cells) => element("tr", {}, ...cells.map((cell) => element("td", {}, cell))));
  return element("table", {}, element("caption", {}, title), element("tbody", {}, ...lines));
}
