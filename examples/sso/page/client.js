// The page of a service, on the service's origin: a client of the issuer (RFC 6749 §4.1).

import { answerBox, showAnswer } from "./answer.js";
import { busy, byId, element, show } from "./dom.js";
import { claimsOf } from "./jwt.js";
import { finishLogin, startLogin } from "./oauth.js";
import { ROUTES, send } from "./routes.js";

function showProblem(text) {
  show("problem", text !== "");
  byId("problem").textContent = text;
}

function showSignedOut(problem) {
  // nothing of the user stays in the page
  for (const id of ["user-name", "user-roles", "signed-in-title", "routes"]) byId(id).replaceChildren();
  show("loading", false);
  show("account", false);
  show("signed-in", false);
  show("signed-out", true);
  showProblem(problem);
  byId("signed-out-title").focus();
}

async function showSignedIn(service, token) {
  const { name, roles } = claimsOf(token);
  byId("user-name").textContent = name;
  byId("user-roles").replaceChildren(...roles.map((role) => element("span", { class: "role" }, role)));
  byId("signed-in-title").textContent = `Hello, ${name}`;
  show("loading", false);
  show("account", true);
  show("signed-in", true);
  byId("signed-in-title").focus();
  const routes = ROUTES.filter((route) => route.service === service.name);
  byId("routes").replaceChildren(...(await Promise.all(routes.map((route) => section(route, token)))));
}

async function section(route, token) {
  const box = answerBox();
  const call = async () => {
    const answer = await send({ origin: location.origin }, route.path, token);
    showAnswer(box, answer);
    if (answer?.status === 401) show("sign-in-again", true);
  };
  const button = element("button", { type: "button", "aria-label": `Call again: ${route.title}` }, "Call again");
  button.addEventListener("click", () => busy(button, call));
  await call();
  const head = element("div", { class: "route-head" }, element("h2", { class: "small" }, route.title), button);
  return element("section", { class: "route" }, head, box);
}

async function start() {
  byId("loading").textContent = "Signing in…";
  // a page that comes back from the history starts again
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  const service = await (await fetch("/client")).json();
  byId("service-name").textContent = service.title;
  document.title = service.title;
  byId("issuer-link").href = service.issuer;
  for (const id of ["sign-in", "sign-in-again"])
    byId(id).addEventListener("click", () => startLogin(service).catch((error) => showSignedOut(error.message)));
  if (location.pathname !== "/callback") return showSignedOut("");
  try {
    await showSignedIn(service, await finishLogin(service));
  } catch (error) {
    showSignedOut(error.message);
  }
}

start().catch((error) => {
  byId("loading").textContent = `The page could not start: ${error.message}. Is the demo still running?`;
});
