// The text of a token. It is read here to be shown; only a service verifies it.

const utf8 = new TextEncoder();

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

/** Text as base64url. */
export function encode(text) {
  const bytes = Array.from(utf8.encode(text), (byte) => String.fromCharCode(byte)).join("");
  return btoa(bytes).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The claims of a token that was not changed. */
export const claimsOf = (token) => decode(segments(token).claims);
