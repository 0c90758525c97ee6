import { describe, expect, it } from "vitest";
import type { Alert } from "@/shared/api/client";
import { filled, moved, scopesFor, targetsFor, toggled } from "./words";

describe("whom an alert is about", () => {
  it.each([
    ["address:203.0.113.7", [{ scope: "address", target: "203.0.113.7" }]],
    ["address:2001:db8::7", [{ scope: "address", target: "2001:db8::7" }]],
    ["jwt:ada@example.com", [{ scope: "principal", target: "ada@example.com" }]],
    ["operation:GET /orders", []],
    ["", []],
  ])("%s", (identity, targets) => expect(targetsFor({ identity })).toEqual(targets));
});

describe("muting", () => {
  it("offers the caller only where there is one", () => {
    const scopes = (identity: string) => scopesFor({ identity, detector: "limits" } as Alert, "shop").map(({ value }) => value);
    expect(scopes("address:203.0.113.7")).toEqual(["alert", "detector", "identity", "api"]);
    expect(scopes("")).toEqual(["alert", "detector", "api"]);
  });
});

describe("evidence over time", () => {
  const point = (second: number, count: number) => ({ at: new Date(second * 1000).toISOString(), count });
  it("puts in the steps where nothing was found", () => {
    expect(filled({ step: 60, complete: true, points: [point(0, 2), point(180, 1)] })).toEqual({ times: [0, 60, 120, 180], counts: [2, 0, 0, 1] });
  });
  it("keeps the newest where there are too many", () => {
    expect(filled({ step: 1, complete: true, points: [point(0, 2), point(100, 1)] }, 3)).toEqual({ times: [98, 99, 100], counts: [0, 0, 1] });
  });
  it("is empty where nothing is recorded any more", () => {
    expect(filled({ step: 60, complete: true, points: [] })).toEqual({ times: [], counts: [] });
  });
});

describe("the cursor and the selection", () => {
  it.each([
    [-1, 1, 3, 0],
    [2, 1, 3, 2],
    [0, -1, 3, 0],
    [0, 1, 0, -1],
  ])("from %i by %i of %i to %i", (from, by, length, to) => expect(moved(from, by, length)).toBe(to));
  it("takes in and leaves out", () => {
    expect([...toggled(new Set([1, 2]), 2)]).toEqual([1]);
    expect([...toggled(new Set([1]), 2)]).toEqual([1, 2]);
  });
});
