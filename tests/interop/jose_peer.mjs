// jose as a peer: a request a line on stdin, an answer a line on stdout, both JSON.
//
//     {"do": "encrypt", "alg": ..., "enc": ..., "jwk": {...}, "plaintext": text}    {"token": ...}
//     {"do": "decrypt", "alg": ..., "enc": ..., "jwk": {...}, "token": ...}         {"plaintext": text, "header": {...}}
//
// A request that jose refuses is answered {"error": ...}.

import { createInterface } from "node:readline";
import { CompactEncrypt, compactDecrypt, importJWK } from "jose";

async function answer({ do: what, alg, enc, jwk, plaintext, token }) {
  const key = await importJWK(jwk, alg);
  if (what === "encrypt") {
    const header = { alg, enc, cty: "JWT", ...(jwk.kid && { kid: jwk.kid }) };
    const octets = new TextEncoder().encode(plaintext);
    return { token: await new CompactEncrypt(octets).setProtectedHeader(header).encrypt(key) };
  }
  const options = { keyManagementAlgorithms: [alg], contentEncryptionAlgorithms: [enc] };
  const opened = await compactDecrypt(token, key, options);
  return { plaintext: new TextDecoder().decode(opened.plaintext), header: opened.protectedHeader };
}

for await (const line of createInterface({ input: process.stdin })) {
  const reply = await answer(JSON.parse(line)).catch((error) => ({ error: error.code ?? error.name }));
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
