// The whole story in a browser, on a desktop and on a phone:
//
//   node browser.mjs PROGRAM FOLDER-FOR-SCREENSHOTS [PART-OF-A-NAME]

import fs from "node:fs";
import { chromium } from "playwright-core";
import { startDemo } from "./demo.mjs";
import { scenarios as attacks } from "./scenarios/attacks.mjs";
import { scenarios as login } from "./scenarios/login.mjs";
import { scenarios as services } from "./scenarios/services.mjs";
import { scenarios as tabs } from "./scenarios/tabs.mjs";
import { LAUNCH, Visitor } from "./visitor.mjs";

const [program, screenshots, part = ""] = process.argv.slice(2);
const SIZES = [
  { name: "desktop", options: { viewport: { width: 1360, height: 900 }, colorScheme: "light" } },
  {
    name: "phone",
    options: {
      viewport: { width: 375, height: 740 },
      deviceScaleFactor: 2,
      isMobile: true,
      hasTouch: true,
      colorScheme: "dark",
      reducedMotion: "reduce",
    },
  },
];
const all = Object.entries({ ...login, ...services, ...tabs, ...attacks }).filter(([name]) => name.includes(part));

fs.mkdirSync(screenshots, { recursive: true });
const browser = await chromium.launch(LAUNCH);
let failed = 0;
for (const size of SIZES) {
  for (const [name, scenario] of all) {
    const demo = await startDemo(program);
    const visitors = [];
    const arrive = async (how) => {
      const visitor = new Visitor(size, demo, screenshots);
      visitors.push(visitor);
      await visitor.arrive(browser, how);
      return visitor;
    };
    try {
      const visitor = await arrive();
      await scenario({ visitor, demo, arrive, browser });
      await visitor.leave();
      console.log(`ok    ${size.name}: ${name}`);
    } catch (error) {
      failed += 1;
      console.error(`FAIL  ${size.name}: ${name}\n${error.stack}`);
      for (const visitor of visitors) await visitor.giveUp(name);
    }
    demo.stop();
  }
}
await browser.close();
console.log(
  `${all.length * SIZES.length - failed} of ${all.length * SIZES.length} passed; screenshots are in ${screenshots}`,
);
process.exit(failed === 0 ? 0 : 1);
