// The page of the demo: signed in or signed out.

import { busy, byId, element, show } from "./dom.js";
import { current, reload } from "./demo.js";
import { load as loadInspector, startInspector } from "./inspector.js";
import { claimsOf } from "./jwt.js";
import { startKeys } from "./keys.js";
import { clearLog, log } from "./log.js";
import { fail, showOrigins, showUsers, startLogin } from "./login-form.js";
import { showServices } from "./services.js";
import { accessToken, logOut, logOutEverywhere, session } from "./session.js";
import { startTime } from "./time.js";

function showSignedOut(reason) {
  clearLog();
  byId("services").replaceChildren();
  byId("login-reason").textContent = reason ?? "";
  show("login-reason", Boolean(reason));
  show("loading", false);
  show("account", false);
  show("signed-in", false);
  show("signed-out", true);
}

function showSignedIn({ sub, name, roles }) {
  byId("user-name").textContent = name;
  byId("user-roles").replaceChildren(...roles.map((role) => element("span", { class: "role" }, role)));
  showServices(current().services);
  show("loading", false);
  show("signed-out", false);
  show("account", true);
  show("signed-in", true);
  log(`Signed in as ${sub}.`);
}

/** Shows what the session of the browser allows. False if there is none. */
async function resume() {
  try {
    const token = await accessToken(current().services[0].origin);
    showSignedIn(claimsOf(token));
  } catch (error) {
    if (error.code === "login_required") showSignedOut();
    else if (error.code !== "invalid_grant") showSignedOut(`There is a problem: ${error.message}.`);
    return false;
  }
  await loadInspector();
  return true;
}

async function afterLogin() {
  if (await resume()) byId("services-title").focus();
  else fail("Your browser did not keep the cookie of the session. Allow cookies for this page, and sign in again.");
}

async function leave(button, action) {
  await busy(button, action).catch((error) => log(`The logout failed: ${error.message}.`));
}

// what went wrong otherwise, for example because the program has ended
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  log(`That failed: ${event.reason.message}.`);
});

async function start() {
  startTime();
  startKeys();
  startInspector();
  startLogin(afterLogin);
  byId("log-out").addEventListener("click", ({ target }) => leave(target, logOut));
  byId("log-out-everywhere").addEventListener("click", ({ target }) => leave(target, logOutEverywhere));
  session.addEventListener("signed-out", ({ detail }) => showSignedOut(detail));
  session.addEventListener("signed-in", resume);
  // a page that comes back from the history asks again
  addEventListener("pageshow", (event) => event.persisted && location.reload());
  const { users, services } = await reload();
  showUsers(users);
  showOrigins(services);
  await resume();
}

start();
