// A client that nobody here wrote, oauth4webapi, against the issuer: discovery, keys, the
// authorization code flow with PKCE, refreshing, revoking, and errors.
//
//   node protocol.mjs PROGRAM

import assert from "node:assert/strict";
import * as oauth from "oauth4webapi";
import { startDemo } from "./demo.mjs";

const { issuer, orders, reports, stop } = await startDemo(process.argv[2]);
const client = { client_id: "orders-page" };
/** It may have tokens for both services. */
const reportsPage = { client_id: "reports-page" };
const redirectUri = ({ client_id }) => `${client_id === "orders-page" ? orders : reports}/callback`;
const redirect_uri = redirectUri(client);
const none = oauth.None();
const insecure = { [oauth.allowInsecureRequests]: true };
let server;

/** What the page of the issuer does for a user. */
async function browse(parameters) {
  const headers = { Origin: issuer };
  const page = await fetch(`${issuer}/authorize?${parameters}`, { redirect: "manual" });
  if (page.status !== 200) return new URL(page.headers.get("location"));
  const body = JSON.stringify({ name: "alice", password: "wonderland" });
  const login = await fetch(`${issuer}/session/login`, {
    method: "POST",
    headers: { ...headers, "Content-Type": "application/json" },
    body,
  });
  assert.equal(login.status, 204);
  const cookie = login.headers.getSetCookie()[0].split(";")[0];
  const answer = await fetch(`${issuer}/session/authorize`, {
    method: "POST",
    headers: { ...headers, Cookie: cookie },
    body: parameters,
  });
  return new URL((await answer.json()).location);
}

/** A request of the client, and the secrets that it keeps. */
async function request(changes = {}, who = client) {
  const [verifier, state, nonce] = [
    oauth.generateRandomCodeVerifier(),
    oauth.generateRandomState(),
    oauth.generateRandomNonce(),
  ];
  const parameters = new URLSearchParams({
    response_type: "code",
    client_id: who.client_id,
    redirect_uri: redirectUri(who),
    scope: "openid offline_access",
    state,
    nonce,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    ...changes,
  });
  return { verifier, state, nonce, parameters };
}

const exchange = (answer, verifier, who = client) =>
  oauth.authorizationCodeGrantRequest(server, who, none, answer, redirectUri(who), verifier, insecure);
const refresh = (token, who = client) => oauth.refreshTokenGrantRequest(server, who, none, token, insecure);
const processCode = (response, nonce, who = client, options = {}) =>
  oauth.processAuthorizationCodeResponse(server, who, response, {
    expectedNonce: nonce,
    requireIdToken: true,
    ...options,
  });

/** Goes through the whole flow. */
async function logIn(changes, who = client, options) {
  const login = await request(changes, who);
  const answer = oauth.validateAuthResponse(server, who, await browse(login.parameters), login.state);
  const response = await exchange(answer, login.verifier, who);
  const tokens = await processCode(response, login.nonce, who, options);
  return { ...login, answer, response, tokens };
}

/** The code of the error that a refused grant is answered with. */
async function refused(response) {
  const error = await processCode(response).catch((error) => error);
  assert.ok(error instanceof oauth.ResponseBodyError, String(error));
  assert.equal(error.status, 400);
  return error.error;
}

const call = (url, token) => oauth.protectedResourceRequest(token, "GET", new URL(url), undefined, undefined, insecure);

const checks = {
  async "discovery, of both kinds"() {
    for (const algorithm of ["oauth2", "oidc"]) {
      const response = await oauth.discoveryRequest(new URL(issuer), { algorithm, ...insecure });
      server = await oauth.processDiscoveryResponse(new URL(issuer), response);
      assert.deepEqual(server.code_challenge_methods_supported, ["S256"]);
      assert.deepEqual([server.request_parameter_supported, server.request_uri_parameter_supported], [false, false]);
    }
  },
  async "a code becomes an ID token, an access token and a refresh token"() {
    const { tokens, nonce } = await logIn();
    const claims = oauth.getValidatedIdTokenClaims(tokens);
    assert.deepEqual([claims.iss, claims.sub, claims.aud, claims.nonce], [issuer, "alice", client.client_id, nonce]);
    assert.equal(tokens.token_type, "bearer");
    assert.ok(tokens.expires_in > 0 && tokens.refresh_token);
  },
  async "the signature of the ID token, with the fetched keys"() {
    const { response } = await logIn();
    await oauth.validateApplicationLevelSignature(server, response, insecure);
  },
  async "the access token, as a resource server reads it (RFC 9068)"() {
    const { tokens } = await logIn();
    const bearer = new Request(orders, { headers: { Authorization: `Bearer ${tokens.access_token}` } });
    const claims = await oauth.validateJwtAccessToken(server, bearer, orders, insecure);
    assert.deepEqual([claims.sub, claims.client_id, claims.name], ["alice", client.client_id, "Alice Miller"]);
  },
  async "a service accepts the token, and another one does not"() {
    const { tokens } = await logIn();
    assert.equal((await call(`${orders}/orders`, tokens.access_token)).status, 200);
    const error = await call(`${reports}/sales`, tokens.access_token).catch((error) => error);
    assert.ok(error instanceof oauth.WWWAuthenticateChallengeError);
    assert.equal(error.cause[0].parameters.error, "invalid_token");
  },
  async "a token for another service, by resource (RFC 8707)"() {
    const { tokens } = await logIn({ resource: orders }, reportsPage);
    assert.equal((await call(`${orders}/orders`, tokens.access_token)).status, 200);
    const next = await oauth.processRefreshTokenResponse(
      server,
      reportsPage,
      await refresh(tokens.refresh_token, reportsPage),
    );
    assert.equal((await call(`${orders}/orders`, next.access_token)).status, 200);
  },
  async "no token for a service that the client is not registered for"() {
    const login = await request({ resource: reports });
    const location = await browse(login.parameters);
    const read = () => oauth.validateAuthResponse(server, client, location, login.state);
    assert.throws(read, (error) => error.error === "invalid_target");
    const { tokens } = await logIn();
    const options = { ...insecure, additionalParameters: { resource: reports } };
    const response = await oauth.refreshTokenGrantRequest(server, client, none, tokens.refresh_token, options);
    assert.equal(await refused(response), "invalid_target");
    await oauth.processRefreshTokenResponse(server, client, await refresh(tokens.refresh_token));
  },
  async "the time of the login, for max_age"() {
    const { tokens } = await logIn({ max_age: "60" }, client, { maxAge: 60 });
    assert.ok(oauth.getValidatedIdTokenClaims(tokens).auth_time > 0);
  },
  async refreshing() {
    const { tokens } = await logIn();
    const next = await oauth.processRefreshTokenResponse(server, client, await refresh(tokens.refresh_token));
    assert.notEqual(next.refresh_token, tokens.refresh_token);
    assert.equal((await call(`${orders}/orders`, next.access_token)).status, 200);
  },
  async "revoking (RFC 7009)"() {
    const { tokens } = await logIn();
    await oauth.processRevocationResponse(
      await oauth.revocationRequest(server, client, none, tokens.refresh_token, insecure),
    );
    assert.equal(await refused(await refresh(tokens.refresh_token)), "invalid_grant");
  },
  async "revoking an access token, which the issuer does not support"() {
    const { tokens } = await logIn();
    const response = await oauth.revocationRequest(server, client, none, tokens.access_token, insecure);
    const error = await oauth.processRevocationResponse(response).catch((error) => error);
    assert.equal(error.error, "unsupported_token_type");
    assert.equal((await call(`${orders}/orders`, tokens.access_token)).status, 200);
  },
  async "a code that is used twice, which ends its session"() {
    const { answer, verifier, tokens } = await logIn();
    assert.equal(await refused(await exchange(answer, verifier)), "invalid_grant");
    assert.equal(await refused(await refresh(tokens.refresh_token)), "invalid_grant");
  },
  async "another verifier than that of the code"() {
    const login = await request();
    const answer = oauth.validateAuthResponse(server, client, await browse(login.parameters), login.state);
    assert.equal(await refused(await exchange(answer, oauth.generateRandomCodeVerifier())), "invalid_grant");
  },
  async "errors that go back to the client"() {
    for (const [changes, code] of [
      [{ response_type: "token" }, "unsupported_response_type"],
      [{ code_challenge_method: "plain" }, "invalid_request"],
      [{ code_challenge: "" }, "invalid_request"],
      [{ resource: "https://other.example" }, "invalid_target"],
      [{ request: "eyJhbGciOiJub25lIn0.e30." }, "request_not_supported"],
      [{ request_uri: "https://other.example/request" }, "request_uri_not_supported"],
    ]) {
      const login = await request(changes);
      const location = await browse(login.parameters);
      const read = () => oauth.validateAuthResponse(server, client, location, login.state);
      assert.throws(read, (error) => error instanceof oauth.AuthorizationResponseError && error.error === code);
    }
  },
  async "a redirect URI that is not registered: no redirect"() {
    for (const uri of ["https://evil.example/", `${redirect_uri}/`, `${redirect_uri}?a=b`, `${orders}/`, ""]) {
      const { parameters } = await request({ redirect_uri: uri });
      const response = await fetch(`${issuer}/authorize?${parameters}`, { redirect: "manual" });
      assert.deepEqual([response.status, response.headers.get("location")], [400, null], uri);
    }
  },
};

for (const [name, check] of Object.entries(checks)) {
  await check();
  console.log(`ok    ${name}`);
}
stop();
