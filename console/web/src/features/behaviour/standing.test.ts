import { describe, expect, it } from "vitest";
import { chosen, parted, said, scale, standing } from "./standing";
import type { Baseline } from "./types";

const baseline = (changed: Partial<Baseline> = {}): Baseline => ({
  api_id: 1, operation: "GET /orders", figure: "answer size", unit: "bytes", usual: 1000, low: 0, high: 3000, bound: 9000, now: 1100, number: 800, who: "", ...changed,
});

describe("what is seen now", () => {
  it.each([
    [1100, "usual"],
    [3100, "high"],
    [9000, "odd"],
    [null, "unknown"],
  ])("of %s is %s", (now, expected) => expect(standing(baseline({ now }))).toBe(expected));

  it("is low below the least that is usual, and never odd where nothing is", () => {
    expect(standing(baseline({ low: 50, now: 10 }))).toBe("low");
    expect(standing(baseline({ bound: 0, now: 1e9 }))).toBe("high");
  });

  it("is shown with what is furthest from usual first", () => {
    const all = [baseline(), baseline({ now: null }), baseline({ now: 9999 }), baseline({ api_id: 2, now: 4000, figure: "latency" })];
    const of = (wanted: Partial<Parameters<typeof chosen>[1]>) => chosen(all, { api: null, text: "", off: false, ...wanted }).map(({ now }) => now);
    expect(of({})).toEqual([9999, 4000, 1100, null]);
    expect(of({ off: true })).toEqual([9999, 4000]);
    expect(of({ api: 1, off: true })).toEqual([9999]);
    expect(of({ text: "LATency" })).toEqual([4000]);
  });

  it.each([
    [1234, "bytes", "1.2 kB"],
    [0.0421, "seconds", "42.1 ms"],
    [0.005, "share", "0.5%"],
    [61.4, "per minute", "61/min"],
    [3.26, "count", "3.3"],
  ] as const)("of %d %s is said as %s", (value, unit, text) => expect(said(value, unit)).toBe(text));
});

describe("the scale", () => {
  it("keeps the order, and stays within its ends", () => {
    const one = baseline({ now: 80_000 });
    const at = scale(one);
    const places = [at(0), at(1000), at(3000), at(9000), at(80_000)];
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBe(0);
    expect(places[4]).toBeLessThanOrEqual(100);
  });
  it("of nothing is nothing", () => {
    expect(scale(baseline({ usual: 0, high: 0, bound: 0, now: 0 }))(0)).toBe(0);
  });
});

describe("what would have been done", () => {
  it("is told apart from what was seen", () => {
    expect(parted("this key read 412 order ids; in enforce: ban of key ab12 for 1 h")).toEqual({ seen: "this key read 412 order ids", order: "ban of key ab12 for 1 h" });
    expect(parted("this key read 412 order ids")).toEqual({ seen: "this key read 412 order ids", order: "" });
  });
});
