// A browser profile that notes what must not happen: errors in the console, violations of the
// Content-Security-Policy, dialogs, and faults of accessibility.

import assert from "node:assert/strict";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

const axe = fs.readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const PASSWORDS = { alice: "wonderland", bob: "builder", carol: "carousel", mallory: "mischief" };

/** Debian's browser. Containers do not have what its sandbox needs. */
export const LAUNCH = { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: ["--no-sandbox"] };

// a browser writes refused requests to the console, and here they are the story
const isAnswer = (text) => /^Failed to load resource: the server responded with a status of 4\d\d/.test(text);

const noteViolations = () =>
  document.addEventListener("securitypolicyviolation", (event) =>
    console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`),
  );

export class Visitor {
  faults = [];

  constructor(size, demo, screenshots) {
    Object.assign(this, { size, demo, screenshots });
  }

  async arrive(browser, { blocksCookies = false, init } = {}) {
    this.context = blocksCookies
      ? await withoutCookies(browser, this.size)
      : await browser.newContext(this.size.options);
    this.context.setDefaultTimeout(60_000);
    await this.context.addInitScript(axe);
    await this.context.addInitScript(noteViolations);
    if (init) await this.context.addInitScript(init);
    this.context.on("console", (message) => {
      if (message.type() === "error" && !isAnswer(message.text())) this.faults.push(message.text());
    });
    this.context.on("weberror", (error) => this.faults.push(error.error().stack));
    this.context.on("dialog", (dialog) => {
      this.faults.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    this.page = await this.tab();
  }

  /** Opens the page of the demo in a new tab. */
  async tab(url = this.demo.issuer) {
    const page = await this.context.newPage();
    await page.goto(url);
    await page.locator("#loading").waitFor({ state: "hidden" });
    return page;
  }

  async logIn(name, page = this.page) {
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("Password", { exact: true }).fill(PASSWORDS[name]);
    await page.getByRole("button", { name: "Sign in", exact: true }).click();
    await page.locator("#signed-in").waitFor();
    await page.locator(".check").first().waitFor();
  }

  /** Calls a route by its button, and returns the status that the page shows. */
  async call(title, page = this.page) {
    const route = page.locator(".route", { hasText: title });
    const button = route.getByRole("button");
    await button.click();
    await button.and(page.locator(":enabled")).waitFor();
    return Number.parseInt(await route.locator(".pill").innerText());
  }

  /** Moves the clock by the slider, with the keyboard. */
  async moveClock(words, page = this.page) {
    const slider = page.getByLabel("Move the demo's clock");
    await slider.press("Home");
    for (let stop = 0; (await slider.getAttribute("aria-valuetext")) !== words; stop += 1) {
      assert.ok(stop < 20, `the slider has no stop “${words}”`);
      await slider.press("ArrowRight");
    }
    await page.locator("#log").getByText(words).first().waitFor();
  }

  /** All text of a page, also what is hidden, and what is in fields. */
  everything(page = this.page) {
    const texts = "[document.body.textContent, ...[...document.querySelectorAll('textarea, input')].map((one) => one.value)]";
    return evaluate(page, `${texts}.join("\\n")`);
  }

  /** A picture, and the accessibility of what is in it. */
  async look(name, page = this.page) {
    await page.screenshot({ path: `${this.screenshots}/${this.size.name}-${name}.png`, fullPage: true });
    const { violations } = await evaluate(page, "axe.run(document, { resultTypes: ['violations'] })");
    const severe = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
    assert.deepEqual(
      severe.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)]),
      [],
      `axe: ${name}`,
    );
    const overflow = await evaluate(
      page,
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
    assert.equal(overflow, 0, `${name} is wider than the screen`);
  }

  async leave() {
    await this.context.close();
    assert.deepEqual(this.faults, []);
  }

  /** After a failure: what each tab shows, and what the console said. */
  async giveUp(name) {
    for (const [number, page] of (this.context?.pages() ?? []).entries()) {
      const path = `${this.screenshots}/${this.size.name}-failed-${name.replaceAll(/\W+/g, "-")}-${number}.png`;
      await page.screenshot({ path, fullPage: true, timeout: 10_000 }).catch(() => {});
    }
    await this.context?.close();
    for (const fault of this.faults) console.error(`      ${fault}`);
  }
}

/** A browser whose user blocks cookies, which blocks storage and locks, too. */
async function withoutCookies(browser, size) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), "profile-"));
  process.on("exit", () => fs.rmSync(profile, { recursive: true, force: true }));
  fs.mkdirSync(path.join(profile, "Default"));
  const preferences = { profile: { default_content_setting_values: { cookies: 2 } } };
  fs.writeFileSync(path.join(profile, "Default", "Preferences"), JSON.stringify(preferences));
  return browser.browserType().launchPersistentContext(profile, { ...LAUNCH, ...size.options });
}

/** Evaluates an expression in a page. The Content-Security-Policy forbids `eval`, which
    Playwright uses, so this asks the browser. */
export async function evaluate(page, expression) {
  const client = await page.context().newCDPSession(page);
  const { result, exceptionDetails } = await client.send("Runtime.evaluate", {
    expression,
    awaitPromise: true,
    returnByValue: true,
  });
  await client.detach();
  assert.equal(exceptionDetails, undefined, exceptionDetails?.exception?.description);
  return result.value;
}
