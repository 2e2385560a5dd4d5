// Starts the program, and reads the URLs that it prints.

import { spawn } from "node:child_process";

const running = new Set();
process.on("exit", () => running.forEach((child) => child.kill()));

export async function startDemo(program) {
  const child = spawn(program, { stdio: ["ignore", "pipe", "inherit"] });
  running.add(child);
  let printed = "";
  for await (const chunk of child.stdout) {
    printed += chunk;
    if (printed.includes("Ctrl+C")) break;
  }
  const url = (name) => new RegExp(`^${name} +(http://\\S+)$`, "m").exec(printed)[1];
  return { issuer: url("issuer"), orders: url("orders"), reports: url("reports"), stop: () => child.kill() };
}
