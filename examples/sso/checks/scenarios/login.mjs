import assert from "node:assert/strict";
import { evaluate } from "../visitor.mjs";

/** Where the page of the orders sends users. */
const authorizationUrl = ({ issuer, orders }, redirect_uri = `${orders}/callback`) =>
  `${issuer}/authorize?${new URLSearchParams({
    response_type: "code",
    client_id: "orders-page",
    redirect_uri,
    code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
    code_challenge_method: "S256",
  })}`;

/** Chromium lets pages without cookies have channels, and Firefox does not. */
const blockChannels = () => {
  globalThis.BroadcastChannel = class {
    constructor() {
      throw new DOMException("The operation is insecure.", "SecurityError");
    }
  };
};

/** What a page does if the browser shows it again. Playwright turns the cache of the back button off. */
async function comeBack(page) {
  await Promise.all([
    page.waitForEvent("load"),
    evaluate(page, 'dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))'),
  ]);
  await page.locator("#loading").waitFor({ state: "hidden" });
}

export const scenarios = {
  async "a login that fails says so at the form"({ visitor }) {
    const { page } = visitor;
    await visitor.look("login");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").getByText("Enter a name and a password.").waitFor();
    await page.getByLabel("Name").fill("alice");
    await page.getByLabel("Password", { exact: true }).fill("guess");
    await page.getByRole("button", { name: "Sign in" }).click();
    await page.getByRole("alert").getByText("The name or the password is wrong.").waitFor();
    await visitor.look("login-failed");
  },

  async "the keyboard is enough to sign in"({ visitor }) {
    const { page } = visitor;
    await page.keyboard.press("Tab");
    assert.equal(await page.locator(":focus").innerText(), "Skip to the content");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.type("alice");
    await page.keyboard.press("Tab");
    await page.keyboard.type("wonderland");
    await page.keyboard.press("Enter");
    await page.locator("#services-title:focus").waitFor();
  },

  async "a user who blocks cookies learns why nobody is signed in"({ arrive, demo }) {
    const visitor = await arrive({ blocksCookies: true, init: blockChannels });
    for (const page of [visitor.page, await visitor.tab(authorizationUrl(demo))]) {
      await page.getByRole("button", { name: "alice" }).click();
      await page.keyboard.press("Enter");
      await page.getByRole("alert").getByText("your browser blocks cookies").waitFor();
    }
    await visitor.look("cookies-blocked");
    for (const path of ["/", "/callback?code=a&state=b"]) {
      const page = await visitor.tab(demo.orders + path);
      if (path === "/") await page.getByRole("button", { name: "Sign in with the issuer" }).click();
      await page.getByRole("alert").getByText("your browser blocks cookies").waitFor();
      await page.locator("#signed-out-title:focus").waitFor();
    }
    await visitor.leave();
  },

  async "a cookie that the browser lost is noticed"({ visitor }) {
    const { page } = visitor;
    await page.route("**/session/token", async (route) => {
      await visitor.context.clearCookies();
      await route.continue();
    });
    await page.getByRole("button", { name: "alice" }).click();
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("did not keep the cookie").waitFor();
  },

  async "the page of a service signs in without a second password"({ visitor, demo }) {
    await visitor.logIn("bob");
    const pages = [];
    for (const [name, origin] of [
      ["orders", demo.orders],
      ["reports", demo.reports],
    ]) {
      const page = await visitor.tab(origin);
      await visitor.look(`${name}-signed-out`, page);
      await page.getByRole("button", { name: "Sign in with the issuer" }).click();
      await page.getByRole("heading", { name: "Hello, Bob Stone" }).waitFor();
      await page.locator(".pill").nth(1).waitFor();
      assert.equal(page.url(), `${origin}/`, "the code is not in the history");
      await visitor.look(`${name}-signed-in`, page);
      pages.push(page);
    }
    await visitor.page.getByRole("button", { name: "Log out here" }).click();
    await visitor.page.getByText("You have logged out.").waitFor();
    for (const page of pages) {
      await page.getByRole("button", { name: "Call again" }).first().click();
      await page.getByText("the token was revoked").first().waitFor();
      await page.getByRole("button", { name: "Sign in again" }).click();
      await page.getByRole("heading", { name: "Sign in to continue" }).waitFor();
    }
  },

  async "the page of a service asks the issuer for the password"({ visitor, demo }) {
    const page = await visitor.tab(demo.orders);
    await page.getByRole("button", { name: "Sign in with the issuer" }).click();
    await page.getByRole("heading", { name: "Sign in to continue" }).waitFor();
    await visitor.look("authorize", page);
    await page.getByRole("button", { name: "carol" }).click();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Hello, Carol Reyes" }).waitFor();
  },

  async "an empty parameter of a client is omitted"({ visitor, demo }) {
    const page = await visitor.tab(authorizationUrl(demo).replace("?", "?redirect_uri=&prompt=&"));
    await page.getByText(demo.orders).waitFor();
  },

  async "a client can ask for the password again, or for no page"({ visitor, demo }) {
    await visitor.logIn("bob");
    const page = await visitor.tab(`${authorizationUrl(demo)}&prompt=login`);
    await page.getByRole("heading", { name: "Sign in to continue" }).waitFor();
    await visitor.page.getByRole("button", { name: "Log out here" }).click();
    await visitor.page.locator("#login-title:focus").waitFor();
    await page.goto(`${authorizationUrl(demo)}&prompt=none`);
    await page.getByText("This page did not start this sign-in. Try again.").waitFor();
  },

  async "a browser with an old cookie is just signed out"({ visitor }) {
    await visitor.logIn("bob");
    const cookies = await visitor.context.cookies();
    await visitor.page.getByRole("button", { name: "Log out here" }).click();
    await visitor.page.getByText("You have logged out.").waitFor();
    await visitor.context.addCookies(cookies);
    const page = await visitor.tab();
    await page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    assert.ok(await page.locator("#login-reason").isHidden());
  },

  async "an issuer that does not answer is named while the page loads"({ visitor }) {
    const page = await visitor.context.newPage();
    await page.route("**/demo", (route) => route.abort());
    await page.goto(visitor.demo.issuer);
    await page.locator("#loading").getByText("The page could not start").waitFor();
    visitor.faults.length = 0; // the console names the request
  },

  async "the page of a service says that the issuer does not answer"({ visitor, demo }) {
    const page = await visitor.tab(demo.orders);
    await page.route(`${demo.issuer}/**`, (route) => route.abort());
    await page.getByRole("button", { name: "Sign in with the issuer" }).click();
    await page.getByRole("alert").getByText("Signing in failed: the issuer does not answer.").waitFor();
    visitor.faults.length = 0; // the console names the request
  },

  async "a page that comes back from the history starts again"({ visitor, demo }) {
    await visitor.logIn("bob");
    const page = await visitor.tab(demo.orders);
    await page.getByRole("button", { name: "Sign in with the issuer" }).click();
    await page.getByRole("heading", { name: "Hello, Bob Stone" }).waitFor();
    await visitor.context.clearCookies();
    await comeBack(page);
    await page.getByRole("heading", { name: "This service has no passwords" }).waitFor();
    await comeBack(visitor.page);
    await visitor.page.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    for (const one of [page, visitor.page]) assert.doesNotMatch(await visitor.everything(one), /Bob Stone/);
  },

  async "a logout that fails says so, and can be repeated"({ visitor }) {
    const { page } = visitor;
    await visitor.logIn("bob");
    await page.route("**/session/logout", (route) => route.abort());
    await page.getByRole("button", { name: "Log out here" }).click();
    await page.getByRole("alert").getByText("The logout failed: the issuer does not answer. Try again.").waitFor();
    await visitor.look("logout-failed");
    await page.unroute("**/session/logout");
    await page.getByRole("button", { name: "Log out here" }).click();
    await page.getByText("You have logged out.").waitFor();
    assert.ok(await page.getByText("The logout failed").isHidden());
    visitor.faults.length = 0; // the console names the request
  },

  async "without scripts the pages only ask for them"({ browser, demo }) {
    const context = await browser.newContext({ javaScriptEnabled: false });
    const page = await context.newPage();
    for (const url of [demo.issuer, demo.orders, authorizationUrl(demo)]) {
      await page.goto(url);
      assert.equal(await page.locator("#loading").textContent(), "");
    }
    await context.close();
  },

  async "a client that is not registered leads nowhere"({ visitor, demo }) {
    await visitor.page.goto(authorizationUrl(demo, "https://evil.example/"));
    await visitor.page.getByRole("heading", { name: "This link does not work" }).waitFor();
    await visitor.look("bad-request");
  },
};
