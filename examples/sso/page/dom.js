// Builds elements. Text is set as text: no string becomes markup.

export const byId = (id) => document.getElementById(id);

/** An element with attributes and children. A child that is a string becomes text. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== false && value !== undefined) made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children);
  return made;
}

/** Shows or hides an element. */
export function show(id, isShown) {
  byId(id).hidden = !isShown;
}

/** A button that is disabled while its action runs. */
export async function busy(button, action) {
  const hadFocus = document.activeElement === button;
  button.disabled = true;
  try {
    return await action();
  } finally {
    button.disabled = false;
    // a disabled button loses the focus, and the action may have moved it
    if (hadFocus && document.activeElement === document.body) button.focus();
  }
}
