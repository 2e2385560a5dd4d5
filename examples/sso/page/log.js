// What happened, for the visitor, with the time of the demo.

import { now } from "./demo.js";
import { byId, element } from "./dom.js";

const MOST = 50;

export function log(text) {
  const time = new Date(now() * 1000).toLocaleTimeString("en-GB");
  byId("log").prepend(element("p", {}, element("time", {}, time), element("span", {}, text)));
  while (byId("log").children.length > MOST) byId("log").lastElementChild.remove();
}

export function clearLog() {
  byId("log").replaceChildren();
}
