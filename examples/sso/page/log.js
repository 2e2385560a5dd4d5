// What happened, for the visitor.

import { byId, element } from "./dom.js";

const MOST = 50;

export function log(text) {
  const time = new Date().toLocaleTimeString("en-GB");
  byId("log").prepend(element("p", {}, element("time", {}, time), element("span", {}, text)));
  while (byId("log").children.length > MOST) byId("log").lastElementChild.remove();
}

export function clearLog() {
  byId("log").replaceChildren();
}
