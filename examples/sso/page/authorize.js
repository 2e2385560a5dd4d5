// The page of the authorization endpoint. With a session, it goes back to the client at once.

import { reload } from "./demo.js";
import { byId, show } from "./dom.js";
import { fail, showUsers, startLogin } from "./login-form.js";
import { authorize } from "./session.js";

// the issuer has checked the client and the redirect URI before it sent this page
const parameters = new URLSearchParams(location.search);
// an empty parameter is omitted
const parameter = (name) => parameters.getAll(name).find(Boolean);

/** What the form helps against, or explains. */
const FORM_HELPS = ["login_required", "invalid_grant", "cookies_blocked"];

/** Goes back to the client. */
async function proceed() {
  const answer = await authorize(parameters);
  location.replace(answer.location);
}

/** True if the user does not have to sign in. */
async function proceedWithoutForm() {
  // the client wants the user to sign in again
  if (parameter("prompt") === "login") return false;
  try {
    await proceed();
    return true;
  } catch (error) {
    if (FORM_HELPS.includes(error.code)) return false;
    throw error;
  }
}

async function afterLogin() {
  try {
    await proceed();
  } catch (error) {
    const isLost = error.code === "login_required";
    fail(
      isLost
        ? "Your browser did not keep the cookie of the session. Allow cookies for this page, and sign in again."
        : `There is a problem: ${error.message}.`,
    );
  }
}

async function start() {
  byId("loading").textContent = "Looking for a session…";
  if (await proceedWithoutForm()) return;
  byId("destination").textContent = new URL(parameter("redirect_uri")).origin;
  startLogin(afterLogin);
  showUsers((await reload()).users);
  show("loading", false);
  show("signed-out", true);
  byId("login-title").focus();
}

start().catch((error) => {
  byId("loading").textContent = `The page could not start: ${error.message}. Go back, and try again.`;
});
