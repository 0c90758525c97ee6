import { describe, expect, it } from "vitest";
import { laid, phases } from "./phases";

describe("the phases of an exchange", () => {
  it("add up to its duration", () => {
    expect(phases({ duration: 1000, upstream: 700, inspection: 100 }).map(({ name, micros }) => [name, micros])).toEqual([
      ["Inspection", 100],
      ["Upstream", 700],
      ["Transfer", 200],
    ]);
  });
  it("leave out an origin that was not asked", () => {
    expect(phases({ duration: 500, upstream: 0, inspection: 300 }).map(({ name }) => name)).toEqual(["Inspection", "Transfer"]);
  });
  it("never go below nothing where clocks disagree", () => {
    expect(phases({ duration: 10, upstream: 20, inspection: 5 }).at(-1)?.micros).toBe(0);
  });
});

describe("laying out", () => {
  it("fills the width, one after the other, and hides nothing that took time", () => {
    const segments = laid([1, 1_000_000, 0]);
    expect(segments[0]?.width).toBeGreaterThan(0.3);
    expect(segments[2]?.width).toBe(0);
    expect(segments[1]?.from).toBeCloseTo(segments[0]?.width ?? 0);
    expect((segments[1]?.from ?? 0) + (segments[1]?.width ?? 0)).toBeCloseTo(100);
  });
});
