import assert from "node:assert/strict";
import http from "node:http";
import { evaluate } from "../visitor.mjs";

/** A page of an attacker at a free port, for as long as `action` runs. */
async function withEvilPage(html, action) {
  const server = http.createServer((_, response) => response.writeHead(200, { "Content-Type": "text/html" }).end(html));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await action(server.address().port);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

const FORGED = ["/session/logout", "/session/logout-everywhere", "/session/token", "/demo/rotate"];

/** Sends each request in each way that needs no permission of the issuer. Returns the paths
    whose answers the page can read. It runs in the attacker's page. */
async function attack({ issuer, paths }) {
  const readable = [];
  const frame = Object.assign(document.createElement("iframe"), { name: "target" });
  document.body.append(frame);
  for (const path of paths) {
    const [action, request] = [issuer + path, { method: "POST", credentials: "include" }];
    await fetch(action, { ...request, mode: "no-cors" }).catch(() => {});
    const answer = await fetch(action, request).catch(() => null);
    if (answer) readable.push(path);
    const form = Object.assign(document.createElement("form"), { method: "post", action, target: "target" });
    document.body.append(form);
    // an answer without a page loads nothing
    const loaded = new Promise((resolve) => (frame.onload = resolve));
    const waited = new Promise((resolve) => setTimeout(resolve, 2000));
    form.submit();
    await Promise.race([loaded, waited]);
  }
  return readable;
}

export const scenarios = {
  async "pages of other origins change nothing"({ visitor, demo }) {
    await visitor.logIn("alice");
    const keys = await visitor.page.locator(".key").count();
    // localhost is of the same site as the issuer, so the browser does send the cookie
    await withEvilPage("<!doctype html><body>", async (port) => {
      for (const host of ["127.0.0.1", "localhost"]) {
        const page = await visitor.context.newPage();
        const refused = [];
        page.on("response", (response) => response.url().startsWith(demo.issuer) && refused.push(response.status()));
        await page.goto(`http://${host}:${port}/`);
        const readable = await page.evaluate(attack, { issuer: demo.issuer, paths: FORGED });
        assert.deepEqual(readable, [], "no answer can be read");
        assert.deepEqual([...new Set(refused)], [403]);
        await page.close();
      }
    });
    visitor.faults.length = 0; // the attacker's page reports that it was refused
    await visitor.page.reload();
    await visitor.page.getByText("Alice Miller").first().waitFor();
    assert.equal(await visitor.page.locator(".key").count(), keys);
  },

  async "the issuer is in no frame"({ visitor, demo }) {
    await withEvilPage(`<!doctype html><iframe src="${demo.issuer}"></iframe>`, async (port) => {
      const page = await visitor.context.newPage();
      await page.goto(`http://localhost:${port}/`);
      await page.waitForLoadState("networkidle");
      const frame = page.frames()[1];
      assert.equal(await frame.locator("#login").count(), 0);
      await page.close();
    });
    assert.ok(
      visitor.faults.some((fault) => fault.includes("frame-ancestors")),
      visitor.faults.join(),
    );
    visitor.faults.length = 0;
  },

  async "markup in a name is text"({ visitor, demo }) {
    await visitor.logIn("mallory");
    assert.equal(await visitor.call("My orders"), 200);
    const page = await visitor.tab(demo.orders);
    await page.getByRole("button", { name: "Sign in with the issuer" }).click();
    await page.getByRole("heading", { name: "Hello, <img src=x" }).waitFor();
    for (const one of [visitor.page, page]) {
      assert.ok((await one.getByText("<img src=x onerror=").count()) > 0);
      assert.equal(await one.locator("img:not([src='/icon.svg'])").count(), 0);
    }
    await visitor.look("markup");
  },

  async "a script that got in could not read the refresh token"({ visitor }) {
    await visitor.logIn("alice");
    const found = await evaluate(
      visitor.page,
      "JSON.stringify([document.cookie, { ...localStorage }, { ...sessionStorage }])",
    );
    assert.equal(found, '["",{},{}]');
  },
};
