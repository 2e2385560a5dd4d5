// Messages to the other tabs of this origin.

// A browser that blocks cookies may block these, too. Then each tab is on its own.
const NOBODY = { postMessage() {}, addEventListener() {} };

export function openChannel(name) {
  try {
    return new BroadcastChannel(name);
  } catch {
    return NOBODY;
  }
}
