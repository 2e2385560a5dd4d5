// The session of this browser. Access tokens are in the memory of the pages of this origin: this
// module keeps them, sends them to the other tabs by a BroadcastChannel, and the inspector shows
// them. They are in no storage. The refresh token is in a cookie with HttpOnly, so no script can
// read it; but a script that got in can call /session/token for as long as the page is open.

import { openChannel } from "./channel.js";
import { COOKIES_BLOCKED, NO_ANSWER } from "./words.js";

const tokens = new Map();
let isSignedIn = false;
const channel = openChannel("session");

/** Events: `token` (detail: resource), `signed-in`, and `signed-out` (detail: reason). */
export const session = new EventTarget();

/** The issuer refused. `code` is the `error` of the answer. */
export class Refused extends Error {
  constructor(code, description) {
    super(description);
    this.code = code;
  }
}

// One tab at a time uses the refresh token: each use replaces it.
async function locked(action) {
  try {
    return await navigator.locks.request("session", action);
  } catch (error) {
    // a browser that blocks cookies blocks locks, too
    if (error.name !== "SecurityError") throw error;
    throw new Refused("cookies_blocked", COOKIES_BLOCKED);
  }
}

async function post(path, body, type) {
  const headers = type ? { "Content-Type": type } : {};
  const response = await fetch(path, { method: "POST", body, headers }).catch(() => {
    throw new Refused("no_answer", NO_ANSWER);
  });
  if (response.ok) return response.status === 204 ? null : response.json();
  const { error = "server_error", error_description = "the issuer has failed" } = await response
    .json()
    .catch(() => ({}));
  throw new Refused(error, error_description);
}

const emit = (name, detail) => session.dispatchEvent(new CustomEvent(name, { detail }));

/** Starts a session. */
export async function logIn(name, password) {
  const body = JSON.stringify({ name, password });
  await locked(() => post("/session/login", body, "application/json"));
  forget();
  channel.postMessage({ type: "signed-in" });
}

/**
 * The access token for a service. `refused` is one that the service did not accept: then
 * there must be another one. If another tab has fetched one meanwhile, that is used.
 */
export async function accessToken(resource, refused) {
  const known = () => (tokens.get(resource) === refused ? undefined : tokens.get(resource));
  return known() ?? locked(async () => known() ?? fetchToken(resource));
}

const ENDED = "Your session has ended. Sign in again.";

async function fetchToken(resource) {
  try {
    const answer = await post("/session/token", new URLSearchParams({ resource }));
    keep(resource, answer.access_token);
    channel.postMessage({ type: "token", resource, token: answer.access_token });
    return answer.access_token;
  } catch (error) {
    const isOver = error.code === "invalid_grant" || (error.code === "login_required" && isSignedIn);
    // a page that was signed out before has no session to talk about
    if (isOver) end(isSignedIn ? ENDED : undefined);
    throw error;
  }
}

/** The token that is in memory, if there is one. */
export const currentToken = (resource) => tokens.get(resource);

function keep(resource, token) {
  isSignedIn = true;
  tokens.set(resource, token);
  emit("token", resource);
}

/** Ends the session of this browser. */
export const logOut = () => leave("/session/logout", "You have logged out.");

/** Ends each session of the user, also those of other browsers. */
export const logOutEverywhere = () => leave("/session/logout-everywhere", "You have logged out everywhere.");

async function leave(path, reason) {
  try {
    await locked(() => post(path));
    end(reason);
  } catch (error) {
    // there is no session to end
    if (!["invalid_grant", "login_required"].includes(error.code)) throw error;
    end(ENDED);
  }
}

/** Where an authorization request leads: back to the client. */
export const authorize = (parameters) => locked(() => post("/session/authorize", new URLSearchParams(parameters)));

function forget() {
  tokens.clear();
  isSignedIn = false;
}

function end(reason) {
  forget();
  channel.postMessage({ type: "signed-out", reason });
  emit("signed-out", reason);
}

channel.addEventListener("message", ({ data }) => {
  if (data.type === "token") return keep(data.resource, data.token);
  forget();
  if (data.type === "signed-out") emit("signed-out", data.reason);
  if (data.type === "signed-in") emit("signed-in");
});
