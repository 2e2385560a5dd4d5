// Answers in plain words.

const NAMES = {
  200: "200 OK",
  400: "400 Bad Request",
  401: "401 Unauthorized",
  403: "403 Forbidden",
  503: "503 Unavailable",
};

export const statusName = (answer) => (answer ? (NAMES[answer.status] ?? String(answer.status)) : "No answer");

/** good, warn or bad. */
export function mood(answer) {
  if (answer?.status === 200) return "good";
  return answer?.status === 403 ? "warn" : "bad";
}

/** Without an answer, browsers only say that something failed. */
export const NO_ANSWER = "the issuer does not answer";

/** Why nobody can sign in. */
export const COOKIES_BLOCKED = "your browser blocks cookies, and signing in needs them; allow cookies for this page";

/** What a service says of a token whose session has ended. */
export const REVOKED = "the token was revoked";

const remedy = ({ detail }) => (detail === REVOKED ? "Its session has ended: sign in again." : "A new token may help.");

const because = ({ detail }) => (detail ? `: ${detail}` : "");

/** What an answer means, and what to do. */
export function meaning(answer) {
  if (!answer) return "The service did not answer. Is the demo still running?";
  switch (answer.status) {
    case 200:
      return "The service accepts the token.";
    case 401:
      return `The service does not accept this token${because(answer.body)}. ${remedy(answer.body)}`;
    case 403:
      return "The token is valid, but the user's roles do not allow this. Signing in again does not help.";
    case 503:
      return "The service has no keys of the issuer yet. The token may be valid: try again in a moment.";
    default:
      return answer.body.detail ?? "The service gives no reason.";
  }
}

const CHECKS = {
  size: "it is short enough",
  structure: "three parts in base64url",
  header: "the algorithm and its parameters are allowed",
  key: "the issuer has published this key",
  signature: "nothing was changed after it was signed",
  payload: "the claims are a JSON object",
  typ: "it is an access token",
  iss: "from this issuer",
  sub: "about somebody",
  "sub: non_empty": "the name is not empty",
  "sid: non_empty": "it names its session",
  "client_id: non_empty": "it names the client that asked for it",
  "auth_time: past (if_present)": "the login is not in the future",
  aud: "for this service",
  exp: "it has not expired",
  nbf: "its time has come",
  iat: "it is not from the future",
  jti: "it has an id",
  cnf: "it needs no proof of a key",
  revocation: "its session has not ended",
  types: "each claim has the type that is expected",
};

/** What a check asks. */
export const checkMeaning = (check) =>
  CHECKS[check] ?? (check.startsWith("roles:") ? "the user has a role that may see this" : "");

/** In two units, of which one has 60 of the other. */
function two(small, name, smallName) {
  const rest = Math.floor(small % 60);
  return `${Math.floor(small / 60)} ${name}${rest > 0 ? ` ${rest} ${smallName}` : ""}`;
}

/** A number of seconds. */
export function duration(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole >= 2 * 86400) return `${Math.round(whole / 86400)} days`;
  if (whole >= 86400) return "1 day";
  if (whole >= 3600) return two(whole / 60, "h", "min");
  if (whole >= 60) return two(whole, "min", "s");
  return `${whole} s`;
}

/** A time in seconds since 1970. */
export const moment = (seconds) =>
  new Date(seconds * 1000).toLocaleString("en-GB", {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
