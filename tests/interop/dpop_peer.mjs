// oauth4webapi as a peer for DPoP: a request a line on stdin, an answer a line on stdout, both JSON.
//
//     {"do": "key", "alg": ...}                                           {"jkt": ...}
//     {"do": "request", "method", "url", "token", "reply": {"status", "headers"}}
//                                           {"method", "path", "headers", "wantsNonce": bool}
//     {"do": "validate", "method", "url", "token", "proof", "jwks", "issuer", "audience"}  {"sub": ...}
//
// "request" sends a request of the client with the last key: it is captured, and "reply" is its
// answer. A request that oauth4webapi refuses is answered {"error": ...}.

import { createInterface } from "node:readline";
import * as oauth from "oauth4webapi";

let handle;

async function key({ alg }) {
  handle = oauth.DPoP({ client_id: "client" }, await oauth.generateKeyPair(alg));
  return { jkt: await handle.calculateThumbprint() };
}

async function request({ method, url, token, reply }) {
  let sent;
  const fetch = async (target, { method, headers }) => {
    sent = { method, path: new URL(target).pathname + new URL(target).search, headers };
    return new Response(null, reply);
  };
  const options = { DPoP: handle, [oauth.customFetch]: fetch };
  let wantsNonce = false;
  try {
    await oauth.protectedResourceRequest(token, method, new URL(url), undefined, undefined, options);
  } catch (error) {
    wantsNonce = oauth.isDPoPNonceError(error);
    if (!wantsNonce) throw error;
  }
  return { ...sent, wantsNonce };
}

async function validate({ method, url, token, proof, jwks, issuer, audience }) {
  const headers = { authorization: `DPoP ${token}`, dpop: proof };
  const server = { issuer, jwks_uri: `${issuer}/jwks` };
  const fetch = async () => new Response(jwks, { headers: { "content-type": "application/json" } });
  const options = { requireDPoP: true, [oauth.customFetch]: fetch };
  const claims = await oauth.validateJwtAccessToken(server, new Request(url, { method, headers }), audience, options);
  return { sub: claims.sub };
}

const answers = { key, request, validate };

for await (const line of createInterface({ input: process.stdin })) {
  const question = JSON.parse(line);
  const reply = await answers[question.do](question).catch((error) => ({ error: String(error) }));
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
