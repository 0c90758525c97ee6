/** Requests to begin with, one or more for each method, and how headers are typed. Pure. */

export interface Sample {
  name: string;
  method: string;
  url: string;
  /** one a line */
  headers: string;
  body: string;
}

const JSON_TYPE = "content-type: application/json";

export const SAMPLES: readonly Sample[] = [
  { name: "GET, harmless", method: "GET", url: "/products?page=2", headers: "accept: application/json", body: "" },
  { name: "GET, SQL in a parameter", method: "GET", url: "/products?q=%27%20OR%201%3D1--", headers: "", body: "" },
  { name: "GET, a path out of its folder", method: "GET", url: "/files/..%2f..%2fetc/passwd", headers: "", body: "" },
  { name: "GET, a scanner’s user agent", method: "GET", url: "/", headers: "user-agent: sqlmap/1.8", body: "" },
  { name: "POST, harmless JSON", method: "POST", url: "/orders", headers: JSON_TYPE, body: '{"product": 7, "amount": 2}' },
  { name: "POST, a script in JSON", method: "POST", url: "/reviews", headers: JSON_TYPE, body: '{"text": "<script>alert(document.cookie)</script>"}' },
  { name: "POST, broken JSON", method: "POST", url: "/orders", headers: JSON_TYPE, body: '{"product": 7,' },
  { name: "POST, a form with a command", method: "POST", url: "/search", headers: "content-type: application/x-www-form-urlencoded", body: "q=a%3B+cat+%2Fetc%2Fpasswd" },
  { name: "PUT, JSON", method: "PUT", url: "/orders/42", headers: JSON_TYPE, body: '{"amount": 3}' },
  { name: "PATCH, JSON", method: "PATCH", url: "/orders/42", headers: JSON_TYPE, body: '{"note": "leave it at the door"}' },
  { name: "DELETE", method: "DELETE", url: "/orders/42", headers: "", body: "" },
  { name: "HEAD", method: "HEAD", url: "/products/7", headers: "", body: "" },
  { name: "OPTIONS, before another origin’s request", method: "OPTIONS", url: "/orders", headers: "origin: https://example.com\naccess-control-request-method: POST", body: "" },
];

export const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"] as const;

/** `name: value` lines; `wrong` says which line is none. */
export function headersOf(text: string): { pairs: [string, string][]; wrong: string | null } {
  const pairs: [string, string][] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim();
    if (colon < 1 || name === "") return { pairs, wrong: `line ${index + 1} is no header: write name: value` };
    pairs.push([name, line.slice(colon + 1).trim()]);
  }
  return { pairs, wrong: null };
}
