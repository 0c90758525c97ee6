/** What a leading row is called. Pure. */
import type { By } from "./types";

const countries = new Intl.DisplayNames(["en"], { type: "region" });

export function named(by: By, key: string): string {
  if (key === "") return by === "status" || by === "operation" ? "none" : "unknown";
  if (by === "country" && /^[A-Z]{2}$/.test(key)) return `${countries.of(key) ?? key} (${key})`;
  return key;
}
