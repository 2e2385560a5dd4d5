// The form to sign in, and the users of the demo.

import { busy, byId, element } from "./dom.js";
import { logIn } from "./session.js";

/** Calls `then` after each login. */
export function startLogin(then) {
  byId("login").addEventListener("submit", (event) => {
    event.preventDefault();
    busy(byId("login-submit"), () => submit(then));
  });
}

/** The three origins, and what the browser makes of them. */
export function showOrigins([orders, reports]) {
  const box = (name, origin, words) =>
    element(
      "li",
      { class: "origin" },
      element("strong", {}, name),
      element("span", { class: "mono" }, origin),
      element("small", {}, words),
    );
  byId("origins").replaceChildren(
    box("Issuer: this page", location.origin, "Passwords, sessions, and the signing keys."),
    box("Orders", orders.origin, "Another site: it never gets the issuer's cookies."),
    box("Reports", reports.origin, "Another origin of the same site: the port is not part of a site."),
  );
}

export function showUsers(users) {
  byId("demo-users").replaceChildren(...users.map(userButton));
}

function userButton({ login, password, roles }) {
  const button = element(
    "button",
    { type: "button" },
    element("span", {}, login, " ", element("small", {}, `password ${password}`)),
    element("small", {}, roles.join(", ")),
  );
  button.addEventListener("click", () => {
    byId("login-name").value = login;
    byId("login-password").value = password;
    byId("login-submit").focus();
  });
  return button;
}

async function submit(then) {
  const [name, password] = [byId("login-name"), byId("login-password")];
  fail("");
  const missing = [name, password].find((input) => input.value === "");
  if (missing) return fail("Enter a name and a password.", missing);
  try {
    await logIn(name.value, password.value);
    name.value = password.value = "";
  } catch (error) {
    const isWrong = error.code === "access_denied";
    return fail(isWrong ? "The name or the password is wrong." : `Signing in failed: ${error.message}.`, password);
  }
  await then();
}

/** Shows an error at the form, or none. */
export function fail(text, input) {
  byId("login-error").hidden = text === "";
  byId("login-error").textContent = text;
  for (const one of [byId("login-name"), byId("login-password")])
    one.setAttribute("aria-invalid", String(one === input));
  input?.focus();
}
