// The text of a token. It is read here to be shown; only a service verifies it.

/** The three segments of a token. */
export function segments(token) {
  const [header = "", claims = "", signature = ""] = token.split(".");
  return { header, claims, signature };
}

/** The JSON of a segment. */
export function decode(segment) {
  const bytes = Uint8Array.from(atob(segment.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}

/** Octets as base64url. */
export function encodeBytes(octets) {
  const text = Array.from(octets, (octet) => String.fromCharCode(octet)).join("");
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** Text as base64url. */
export const encode = (text) => encodeBytes(new TextEncoder().encode(text));

/** The claims of a token that was not changed. */
export const claimsOf = (token) => decode(segments(token).claims);
