// The page of the demo: signed in or signed out.

import { busy, byId, element, show } from "./dom.js";
import { current, reload } from "./demo.js";
import { clear as clearInspector, load as loadInspector, startInspector } from "./inspector.js";
import { claimsOf } from "./jwt.js";
import { startKeys } from "./keys.js";
import { clearLog, log } from "./log.js";
import { fail, showOrigins, showUsers, startLogin } from "./login-form.js";
import { showServices } from "./services.js";
import { accessToken, logOut, logOutEverywhere, session } from "./session.js";
import { startTime } from "./time.js";

function showSignedOut(reason) {
  const wasSignedIn = !byId("signed-in").hidden;
  // nothing of the user stays in the page
  clearLog();
  clearInspector();
  showProblem("");
  for (const id of ["services", "user-name", "user-roles"]) byId(id).replaceChildren();
  show("loading", false);
  show("account", false);
  show("signed-in", false);
  show("signed-out", true);
  // first shown, then filled: so screen readers say it
  show("login-reason", Boolean(reason));
  byId("login-reason").textContent = reason ?? "";
  // the button that had the focus is gone
  if (wasSignedIn) byId("login-title").focus();
}

function showSignedIn({ sub, name, roles }) {
  byId("user-name").textContent = name;
  byId("user-roles").replaceChildren(...roles.map((role) => element("span", { class: "role" }, role)));
  showServices(current().services);
  showProblem("");
  show("loading", false);
  show("signed-out", false);
  show("account", true);
  show("signed-in", true);
  log(`Signed in as ${sub}.`);
}

/** Shows an error above everything, or none. */
function showProblem(text) {
  show("problem", text !== "");
  byId("problem").textContent = text;
}

/** Shows what the session of the browser allows. Returns the error if there is none. */
async function resume() {
  try {
    const token = await accessToken(current().services[0].origin);
    showSignedIn(claimsOf(token));
  } catch (error) {
    if (error.code === "login_required") showSignedOut();
    // for the other one, the module of the session has said it
    else if (error.code !== "invalid_grant") showSignedOut(`There is a problem: ${error.message}.`);
    return error;
  }
  await loadInspector();
}

async function afterLogin() {
  const error = await resume();
  if (!error) byId("services-title").focus();
  else if (error.code === "login_required")
    fail("Your browser did not keep the cookie of the session. Allow cookies for this page, and sign in again.");
}

async function leave(button, action) {
  showProblem("");
  await busy(button, action).catch((error) => showProblem(`The logout failed: ${error.message}. Try again.`));
}

// what went wrong otherwise, for example because the program has ended
addEventListener("unhandledrejection", (event) => {
  event.preventDefault();
  log(`That failed: ${event.reason.message}.`);
});

async function start() {
  byId("loading").textContent = "Looking for a session…";
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

start().catch((error) => {
  byId("loading").textContent = `The page could not start: ${error.message}. Is the demo still running?`;
});
