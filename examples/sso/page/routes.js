// What the page calls at the services, and who may see it.

export const ROUTES = [
  { service: "orders", path: "/orders", title: "My orders", who: "for everyone who has signed in" },
  { service: "orders", path: "/orders/all", title: "All orders", who: "for managers" },
  { service: "reports", path: "/sales", title: "Sales", who: "for managers and auditors" },
  { service: "reports", path: "/audit", title: "Audit log", who: "for auditors" },
];

/** Sends a token to a route. `null` if there is no answer. */
export async function send(service, path, token) {
  const headers = { Authorization: `Bearer ${token}` };
  try {
    const response = await fetch(service.origin + path, { headers, credentials: "omit" });
    const body = await response.json().catch(() => ({}));
    return { status: response.status, challenge: response.headers.get("WWW-Authenticate"), body };
  } catch {
    return null;
  }
}
