import { describe, expect, it } from "vitest";
import { linkOf, queryOf, rangeOf, refreshOf, stepOf } from "./range";

const url = (range = "", from = "", to = "") => ({ range, from, to });

describe("a range in the URL", () => {
  it("is seconds up to now", () => {
    expect(rangeOf(url("900"))).toEqual({ seconds: 900, step: 60, from: null, to: null });
    expect(queryOf(rangeOf(url("86400")))).toEqual({ range: 86_400, step: 900 });
  });

  it.each(["", "x", "-1", "1e99", "59", "12.5"])("falls back where %j is no range", (range) => {
    expect(rangeOf(url(range)).seconds).toBe(3600);
  });

  it("may be two moments, which win over seconds", () => {
    const range = rangeOf(url("900", "2026-01-01T00:00:00Z", "2026-01-08T00:00:00Z"));
    expect(range).toEqual({ seconds: 604_800, step: 3600, from: "2026-01-01T00:00:00.000Z", to: "2026-01-08T00:00:00.000Z" });
    expect(queryOf(range)).toEqual({ from: range.from, to: range.to, step: 3600 });
    expect(refreshOf(range)).toBe(false);
  });

  it("takes no moments in the wrong order, or too far apart", () => {
    expect(rangeOf(url("900", "2026-01-08T00:00:00Z", "2026-01-01T00:00:00Z")).from).toBeNull();
    expect(rangeOf(url("900", "2020-01-08T00:00:00Z", "2026-01-01T00:00:00Z")).from).toBeNull();
  });

  it.each([[900, 60], [3600, 60], [21_600, 300], [86_400, 900], [604_800, 3600], [2_592_000, 21_600]])("of %d seconds has steps of %d", (seconds, step) => {
    expect(stepOf(seconds)).toBe(step);
  });

  it("links to the log of the same time", () => {
    expect(linkOf(rangeOf(url("900")))).toEqual({ range: "900" });
    const [from, to] = ["2026-01-01T00:00:00.000Z", "2026-01-08T00:00:00.000Z"];
    expect(linkOf(rangeOf(url("", from, to)))).toEqual({ range: "custom", from, to });
  });
});
