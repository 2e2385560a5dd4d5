// Ways to tamper with a token: each changes the header, the claims or the signature.

const claims = (change) => (parts) => ({ ...parts, claims: { ...parts.claims, ...change(parts.claims) } });
const header = (change) => (parts) => ({ ...parts, header: { ...parts.header, ...change } });

/** A character in the middle: the last one has bits that mean nothing. */
function flip(signature) {
  const at = Math.floor(signature.length / 2);
  return signature.slice(0, at) + (signature[at] === "A" ? "B" : "A") + signature.slice(at + 1);
}

export const WAYS = [
  { name: "Give me more roles", apply: claims(() => ({ roles: ["clerk", "manager", "auditor"] })) },
  { name: "Be somebody else", apply: claims(({ sub }) => ({ sub: sub === "bob" ? "alice" : "bob" })) },
  { name: "Never expire", apply: claims(({ exp }) => ({ exp: exp + 365 * 86400 })) },
  { name: "Algorithm none", apply: (parts) => ({ ...header({ alg: "none" })(parts), signature: "" }) },
  { name: "Algorithm HS256", apply: header({ alg: "HS256" }) },
  { name: "Unknown key", apply: header({ kid: "a-key-of-mine" }) },
  { name: "Change the signature", apply: (parts) => ({ ...parts, signature: flip(parts.signature) }) },
];
