import assert from "node:assert/strict";

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
    await page.getByText("signs in 1 min 25 s").waitFor();
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

  async "a session that nobody used for 14 days has ended"({ visitor }) {
    await visitor.logIn("alice");
    await visitor.moveClock("15 days ahead of your computer");
    await visitor.page.locator(".route", { hasText: "My orders" }).getByRole("button").click();
    await visitor.page.getByText("Your session has ended").waitFor();
    await visitor.look("session-ended");
  },
};
