// The cards of the services: a button for each route, and what the service answered.

import { answerBox, showAnswer, showProblem } from "./answer.js";
import { busy, byId, element } from "./dom.js";
import { log } from "./log.js";
import { ROUTES, send } from "./routes.js";
import { accessToken } from "./session.js";
import { statusName } from "./words.js";

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
    element("p", {}, element("span", { class: "mono" }, service.origin), ownPage(service)),
    ...routes.map((route) => row(service, route)),
  );
}

function ownPage({ origin, name }) {
  const more = element("span", { class: "visually-hidden" }, ` of ${name}, in a new tab`);
  return element("a", { href: origin, target: "_blank" }, "Open its own page", more);
}

function row(service, route) {
  const answer = answerBox("Not called yet.");
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
    showProblem(box, `The page got no token: ${error.message}.`);
  }
}
