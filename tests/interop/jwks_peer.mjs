// jose as a peer for JWK Sets: a request a line on stdin, an answer a line on stdout, both JSON.
//
//     {"do": "make", "algs": [...], "claims": {...}}             {"jwks": {...}, "tokens": {alg: token}}
//     {"do": "read", "jwks": {...}, "tokens": {alg: token}}      {"claims": {alg: {...}}}
//     {"do": "fetch", "url": ..., "tokens": {alg: token}}        {"claims": {alg: {...}}}
//
// A request that jose refuses is answered {"error": ...}.

import { createInterface } from "node:readline";
import { SignJWT, createLocalJWKSet, createRemoteJWKSet, exportJWK, generateKeyPair, jwtVerify } from "jose";

async function make({ algs, claims }) {
  const [keys, tokens] = [[], {}];
  for (const alg of algs) {
    const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
    const kid = `of ${alg}`;
    keys.push({ ...(await exportJWK(publicKey)), kid, alg, use: "sig" });
    tokens[alg] = await new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(privateKey);
  }
  return { jwks: { keys }, tokens };
}

async function verify(keys, tokens) {
  const claims = {};
  for (const [alg, token] of Object.entries(tokens)) {
    claims[alg] = (await jwtVerify(token, keys, { algorithms: [alg] })).payload;
  }
  return { claims };
}

function answer(request) {
  if (request.do === "make") return make(request);
  const isRemote = request.do === "fetch";
  const keys = isRemote ? createRemoteJWKSet(new URL(request.url)) : createLocalJWKSet(request.jwks);
  return verify(keys, request.tokens);
}

for await (const line of createInterface({ input: process.stdin })) {
  const reply = await answer(JSON.parse(line)).catch((error) => ({ error: `${error.code ?? error.name}: ${error}` }));
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
