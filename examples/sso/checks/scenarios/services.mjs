import assert from "node:assert/strict";
import { evaluate } from "../visitor.mjs";

const ALLOWED = {
  alice: { "My orders": 200, "All orders": 403, Sales: 403, "Audit log": 403 },
  bob: { "My orders": 200, "All orders": 200, Sales: 200, "Audit log": 403 },
  carol: { "My orders": 200, "All orders": 403, Sales: 200, "Audit log": 200 },
};

const byRole = Object.entries(ALLOWED).map(([user, routes]) => [
  `${user} sees what the roles allow`,
  async ({ visitor }) => {
    await visitor.logIn(user);
    await visitor.look(`${user}-before`);
    for (const [title, status] of Object.entries(routes)) assert.equal(await visitor.call(title), status, title);
    await visitor.look(`${user}-after`);
  },
]);

/** What is tried in the inspector, and the check that stops it. */
const STOPPED = {
  "Give me more roles": "signature",
  "Be somebody else": "signature",
  "Never expire": "signature",
  "Algorithm none": "header",
  "Algorithm HS256": "header",
  "Unknown key": "key",
  "Change the signature": "signature",
};

export const scenarios = {
  ...Object.fromEntries(byRole),

  async "the inspector names the check that stops a changed token"({ visitor }) {
    const { page } = visitor;
    await visitor.logIn("alice");
    const verdict = page.locator("#verdict");
    await verdict.getByText("Accepted").waitFor();
    for (const [way, check] of Object.entries(STOPPED)) {
      await page.getByRole("button", { name: way }).click();
      await verdict.getByText(`Stopped by the check “${check}”`).waitFor();
      await page.getByRole("button", { name: "Undo the changes" }).click();
      await verdict.getByText("Accepted").waitFor();
    }
    await page.getByRole("button", { name: "Give me more roles" }).click();
    await verdict.getByText("Stopped").waitFor();
    await visitor.look("inspector-stopped");
  },

  async "the inspector takes what a visitor writes"({ visitor }) {
    const { page } = visitor;
    await visitor.logIn("alice");
    await page.getByLabel("Claims", { exact: true }).fill("this is not JSON");
    await page.getByRole("button", { name: "Check this token" }).click();
    await page.locator("#verdict").getByText("Stopped").waitFor();
    await page.getByRole("button", { name: "Undo the changes" }).click();
    await page.getByRole("button", { name: "Send it to the other service" }).click();
    await page.locator("#verdict").getByText("Stopped by the check “aud”").waitFor();
    await page.getByRole("button", { name: "Undo the changes" }).click();
    await page.locator("#verdict").getByText("My orders: 200 OK").waitFor();
    await page.getByLabel("Token", { exact: true }).selectOption("Token for reports");
    await page.locator("#verdict").getByText("Sales: 403").waitFor();
    await page.getByLabel("Token", { exact: true }).selectOption("Token for orders");
    await page.locator("#verdict").getByText("My orders: 200 OK").waitFor();
    await page.getByLabel("Send it to", { exact: true }).selectOption("orders: All orders");
    await page.locator("#verdict").getByText("Stopped by the check “roles: ").waitFor();
    await visitor.look("inspector-role");
  },

  async "an expired token is refused, and replaced"({ visitor }) {
    const { page } = visitor;
    await visitor.logIn("alice");
    await page.getByLabel("Refresh and try again").uncheck();
    await visitor.moveClock("6 min ahead of your computer");
    assert.equal(await visitor.call("My orders"), 401);
    await page.locator("#verdict").getByText("Stopped by the check “exp”").waitFor();
    await visitor.look("expired");
    await page.getByLabel("Refresh and try again").check();
    assert.equal(await visitor.call("My orders"), 200);
    await page.locator("#log").getByText("401, the token has expired. The page fetches a new token.").waitFor();
  },

  async "tokens survive a new key, and a restart"({ visitor }) {
    const { page } = visitor;
    await visitor.logIn("alice");
    await page.getByLabel("Refresh and try again").uncheck();
    await page.getByRole("button", { name: "Publish a new key" }).click();
    await page.locator(".key .pill", { hasText: "next" }).waitFor();
    await page.getByText(/signs in 1 min \d+ s/).waitFor();
    await page.getByRole("button", { name: "Move the clock until it signs" }).click();
    await page.locator(".key .pill", { hasText: "retired" }).waitFor();
    assert.equal(await visitor.call("My orders"), 200, "a token of the old key");
    const header = page.getByLabel("Header", { exact: true });
    const before = await header.inputValue();
    await visitor.moveClock("10 min ahead of your computer");
    await page.getByLabel("Refresh and try again").check();
    assert.equal(await visitor.call("My orders"), 200, "a token of the new key");
    assert.notEqual(await header.inputValue(), before);
    await page.getByRole("button", { name: "Restart orders" }).click();
    await page.locator("#log").getByText("orders has restarted").waitFor();
    assert.equal(await visitor.call("My orders"), 200, "after a restart");
    await visitor.look("rotated");
  },

  async "a failed call replaces the answer before"({ visitor }) {
    const { page } = visitor;
    await visitor.logIn("alice");
    assert.equal(await visitor.call("My orders"), 200);
    await visitor.moveClock("6 min ahead of your computer");
    await page.route("**/session/token", (route) => route.abort());
    const route = page.locator(".route", { hasText: "My orders" });
    await route.getByRole("button").click();
    await route.getByText("The page got no token").waitFor();
    assert.equal(await route.getByText("Fountain pen").count(), 0);
    visitor.faults.length = 0; // the console names the request
  },

  async "the keyboard can press a button twice"({ visitor }) {
    const { page } = visitor;
    await visitor.logIn("alice");
    for (const name of ["Call My orders", "Restart orders"]) {
      const button = page.getByRole("button", { name });
      await button.focus();
      for (let times = 0; times < 2; times += 1) {
        await page.locator(":focus").and(button).waitFor();
        const lines = await page.locator("#log p").count();
        await page.keyboard.press("Enter");
        await page.locator("#log p").nth(lines).waitFor();
      }
      await page.locator(":focus").and(button).waitFor();
    }
  },

  async "the verdict changes only with its text"({ visitor }) {
    const { page } = visitor;
    await visitor.logIn("alice");
    await page.locator("#verdict").getByText("Accepted").waitFor();
    await evaluate(page, "globalThis.before = document.getElementById('verdict').firstChild");
    for (const words of ["1 min", "2 min", "3 min"]) {
      await Promise.all([
        page.waitForResponse((response) => response.url().endsWith("/explain")),
        visitor.moveClock(`${words} ahead of your computer`),
      ]);
    }
    await visitor.call("My orders");
    assert.ok(await evaluate(page, "before === document.getElementById('verdict').firstChild"));
    await visitor.moveClock("6 min ahead of your computer");
    await page.locator("#verdict").getByText("Stopped").waitFor();
  },

  async "the inspector sends what is written"({ visitor }) {
    const { page } = visitor;
    await visitor.logIn("alice");
    await page.locator("#verdict").getByText("Accepted").waitFor();
    const [header, claims] = ["Header", "Claims"].map((name) => page.getByLabel(name, { exact: true }));
    await header.fill((await header.inputValue()).replace("{", '{ "typ": "at+jwt",'));
    await page.getByRole("button", { name: "Check this token" }).click();
    await page.locator("#verdict").getByText("Stopped by the check “structure”").waitFor();
    await page.locator(".check.failed").getByText("the parameter `typ` is repeated").waitFor();
    await visitor.look("inspector-repeated");
    for (const [text, hint] of [
      ['{ "iat": 1 }', /^Issued 1 Jan 1970.*, no exp\.$/],
      ["null", /^This is no JSON object/],
      ["[]", /^This is no JSON object/],
      ["{", /^This is not JSON/],
    ]) {
      await claims.fill(text);
      assert.match(await page.locator("#claims-times").innerText(), hint);
    }
  },

  async "the inspector shows that a session has ended"({ visitor, arrive }) {
    const { page } = visitor;
    await visitor.logIn("bob");
    await page.locator("#verdict").getByText("Accepted").waitFor();
    const elsewhere = await arrive();
    await elsewhere.logIn("bob");
    await elsewhere.page.getByRole("button", { name: "Log out everywhere" }).click();
    await elsewhere.page.getByText("You have logged out everywhere.").waitFor();
    await elsewhere.leave();
    await page.getByRole("button", { name: "Check this token" }).click();
    await page.locator("#verdict").getByText("Stopped by the check “revocation”").waitFor();
    await page.locator(".check.failed").getByText("the token was revoked").waitFor();
    await visitor.look("inspector-revoked");
  },

  async "a session that nobody used for 14 days has ended"({ visitor }) {
    await visitor.logIn("alice");
    await visitor.moveClock("15 days ahead of your computer");
    await visitor.page.locator(".route", { hasText: "My orders" }).getByRole("button").click();
    await visitor.page.getByText("Your session has ended").waitFor();
    await visitor.look("session-ended");
  },
};
