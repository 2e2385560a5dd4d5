// The page of the authorization endpoint. With a session, it goes back to the client at once.

import { reload } from "./demo.js";
import { byId, show } from "./dom.js";
import { fail, showUsers, startLogin } from "./login-form.js";
import { authorize, Refused } from "./session.js";

// the issuer has checked the client and the redirect URI before it sent this page
const parameters = new URLSearchParams(location.search);

/** Goes back to the client. False if the user has to log in first. */
async function proceed() {
  try {
    const answer = await authorize(parameters);
    location.replace(answer.location);
    return true;
  } catch (error) {
    if (error instanceof Refused) return false;
    throw error;
  }
}

async function afterLogin() {
  if (!(await proceed()))
    fail("Your browser did not keep the cookie of the session. Allow cookies for this page, and sign in again.");
}

async function start() {
  if (await proceed()) return;
  byId("destination").textContent = new URL(parameters.get("redirect_uri")).origin;
  startLogin(afterLogin);
  showUsers((await reload()).users);
  show("loading", false);
  show("signed-out", true);
  byId("login-title").focus();
}

start();
