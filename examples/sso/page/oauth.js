// The authorization code flow with PKCE, as a client without a secret (RFC 6749 §4.1, RFC
// 7636). A real client uses a library.

import { encodeBytes } from "./jwt.js";
import { COOKIES_BLOCKED, NO_ANSWER } from "./words.js";

// What one login needs after it has come back. It is worth nothing afterwards.
const KEY = "login";

/** A browser that blocks cookies blocks storage, too. */
function storage() {
  try {
    return sessionStorage;
  } catch (error) {
    if (error.name !== "SecurityError") throw error;
    throw new Error(`Signing in failed: ${COOKIES_BLOCKED}.`);
  }
}

const random = () => encodeBytes(crypto.getRandomValues(new Uint8Array(32)));

/** Sends a request to the issuer. */
const request = (url, how) =>
  fetch(url, { ...how, credentials: "omit" }).catch(() => {
    throw new Error(`Signing in failed: ${NO_ANSWER}.`);
  });

async function endpoints({ issuer }) {
  const response = await request(`${issuer}/.well-known/oauth-authorization-server`);
  const metadata = await response.json();
  if (metadata.issuer !== issuer) throw new Error("The metadata names another issuer.");
  return metadata;
}

/** Sends the user to the issuer. */
export async function startLogin(service) {
  const { authorization_endpoint } = await endpoints(service);
  const login = { verifier: random(), state: random() };
  storage().setItem(KEY, JSON.stringify(login));
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(login.verifier));
  const query = new URLSearchParams({
    response_type: "code",
    client_id: service.client_id,
    redirect_uri: `${location.origin}/callback`,
    state: login.state,
    code_challenge: encodeBytes(new Uint8Array(hash)),
    code_challenge_method: "S256",
  });
  location.assign(`${authorization_endpoint}?${query}`);
}

/** The access token, after the user has come back. */
export async function finishLogin(service) {
  const answer = new URLSearchParams(location.search);
  const login = JSON.parse(storage().getItem(KEY));
  storage().removeItem(KEY);
  // the code is used up: it does not stay in the history
  history.replaceState(null, "", "/");
  if (!login || answer.get("state") !== login.state || answer.get("iss") !== service.issuer) {
    throw new Error("This page did not start this sign-in. Try again.");
  }
  if (answer.has("error")) throw new Error(`The issuer refused: ${answer.get("error_description")}.`);
  return exchange(service, answer.get("code"), login.verifier);
}

async function exchange(service, code, code_verifier) {
  const { token_endpoint } = await endpoints(service);
  const body = new URLSearchParams({
    grant_type: "authorization_code",
    client_id: service.client_id,
    redirect_uri: `${location.origin}/callback`,
    code,
    code_verifier,
  });
  const response = await request(token_endpoint, { method: "POST", body });
  const answer = await response.json();
  if (!response.ok) throw new Error(`The issuer refused: ${answer.error_description}.`);
  return answer.access_token;
}
