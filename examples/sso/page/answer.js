// What a service answered, for people.

import { element } from "./dom.js";
import { meaning, mood, statusName } from "./words.js";

/** An empty place for an answer. */
export const answerBox = (...text) => element("div", { class: "answer", role: "status" }, ...text);

export function showAnswer(box, answer) {
  const line = element(
    "p",
    { class: "verdict-line" },
    element("span", { class: `pill ${mood(answer)}` }, statusName(answer)),
  );
  const parts = [line, element("p", { class: "explanation" }, meaning(answer))];
  if (answer?.challenge) parts.push(element("code", {}, `WWW-Authenticate: ${answer.challenge}`));
  if (answer?.body.rows) parts.push(table(answer.body));
  box.replaceChildren(...parts);
}

/** Shows why a route was not called. */
export function showProblem(box, text) {
  const line = element("p", { class: "verdict-line" }, element("span", { class: "pill bad" }, "Not called"));
  box.replaceChildren(line, element("p", { class: "explanation" }, text));
}

function table({ title, rows }) {
  const lines = rows.map((cells) => element("tr", {}, ...cells.map((cell) => element("td", {}, cell))));
  return element("table", {}, element("caption", {}, title), element("tbody", {}, ...lines));
}
