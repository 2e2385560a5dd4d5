import assert from "node:assert/strict";
import { evaluate } from "../visitor.mjs";

const HOLD = `void navigator.locks.request("session", () => new Promise((release) => (globalThis.release = release)))`;

export const scenarios = {
  async "three tabs refresh at once, and stay signed in"({ visitor }) {
    await visitor.logIn("alice");
    const tabs = [visitor.page, await visitor.tab(), await visitor.tab()];
    for (const page of tabs) await page.locator(".check").first().waitFor();
    const statuses = [];
    visitor.context.on(
      "response",
      (response) => response.url().endsWith("/session/token") && statuses.push(response.status()),
    );
    for (const clock of ["6 min", "1 h", "1 day"]) {
      await visitor.moveClock(`${clock} ahead of your computer`);
      const answers = await Promise.all(tabs.map((page) => visitor.call("My orders", page)));
      assert.deepEqual(answers, [200, 200, 200], clock);
    }
    assert.ok(statuses.length >= 3 && statuses.every((status) => status === 200), statuses.join());
  },

  async "a refresh waits for that of another tab"({ visitor }) {
    await visitor.logIn("alice");
    const other = await visitor.tab();
    await visitor.moveClock("6 min ahead of your computer");
    await evaluate(other, HOLD);
    let refreshes = 0;
    visitor.context.on("request", (request) => request.url().endsWith("/session/token") && (refreshes += 1));
    const answer = visitor.call("My orders");
    await visitor.page.locator("#log").getByText("The page fetches a new token.").waitFor();
    await visitor.page.waitForTimeout(300);
    assert.equal(refreshes, 0);
    await evaluate(other, "release()");
    assert.equal(await answer, 200);
    assert.equal(refreshes, 1);
  },

  async "a logout reaches each tab, and the back button shows nothing"({ visitor, demo }) {
    await visitor.logIn("alice");
    const other = await visitor.tab();
    await visitor.call("My orders", other);
    await other.goto(demo.orders);
    await visitor.page.getByRole("button", { name: "Log out here" }).click();
    await visitor.page.getByText("You have logged out.").waitFor();
    await visitor.look("logged-out");
    assert.doesNotMatch(await visitor.everything(), /eyJ|Alice Miller|Fountain pen/);
    assert.equal(await visitor.page.getByLabel("Name", { exact: true }).inputValue(), "");
    await other.goBack();
    await other.getByRole("button", { name: "Sign in", exact: true }).waitFor();
    assert.equal(await other.getByText("Fountain pen").count(), 0);
    assert.equal(await other.getByText("Alice Miller").and(other.locator(":visible")).count(), 0);
  },

  async "a login in one tab signs in the others"({ visitor }) {
    const other = await visitor.tab();
    await visitor.logIn("bob");
    await other.getByText("Bob Stone").waitFor();
    await visitor.page.getByRole("button", { name: "Log out here" }).click();
    await other.getByRole("button", { name: "Sign in", exact: true }).waitFor();
  },

  async "a logout everywhere ends the session of another browser at once"({ visitor, arrive }) {
    await visitor.logIn("bob");
    const elsewhere = await arrive();
    await elsewhere.logIn("bob");
    await visitor.page.getByRole("button", { name: "Log out everywhere" }).click();
    await visitor.page.getByText("You have logged out everywhere.").waitFor();
    await elsewhere.page.locator(".route", { hasText: "My orders" }).getByRole("button").click();
    await elsewhere.page.getByText("Your session has ended. Sign in again.").waitFor();
    await elsewhere.leave();
  },

  async "the clock only goes forward, so a logout everywhere locks nobody out"({ visitor }) {
    const { page } = visitor;
    await visitor.logIn("bob");
    await visitor.moveClock("6 min ahead of your computer");
    await page.getByRole("button", { name: "Log out everywhere" }).click();
    await page.getByText("You have logged out everywhere.").waitFor();
    // tokens that are issued in the second of the logout are refused, too
    await page.waitForTimeout(1100);
    await visitor.logIn("bob");
    const slider = page.getByLabel("Move the demo's clock");
    await slider.press("Home");
    assert.equal(await slider.getAttribute("aria-valuetext"), "6 min ahead of your computer");
    assert.equal(await visitor.call("My orders"), 200);
  },
};
