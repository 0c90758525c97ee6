import { describe, expect, it } from "vitest";
import { change, observed, young } from "./measures";

const numbers = { requests: 100, block: 0, throttle: 0, would_block: 0, would_throttle: 0 };

describe("what observing let through", () => {
  it("is what would have been stopped", () => {
    expect(observed({ ...numbers, would_block: 3, would_throttle: 2 })).toBe(5);
  });

  it("is never more than was let through", () => {
    expect(observed({ ...numbers, requests: 10, block: 8, would_block: 8 })).toBe(2);
    expect(observed({ ...numbers, requests: 8, block: 8, would_block: 8 })).toBe(0);
  });
});

describe("a change against the period before", () => {
  it.each([
    [112, 100, "+12%", "up"],
    [97, 100, "−3%", "down"],
    [1001, 1000, "+<1%", "up"],
    [800, 100, "+700%", "up"],
    [1000, 100, "×10", "up"],
    [5, 0, "new", "up"],
    [0, 5, "gone", "down"],
    [5, 5, "same", "same"],
    [0, 0, "same", "same"],
  ])("from %2$d to %1$d is %s", (now, before, text, direction) => {
    expect(change(now, before)).toEqual({ text, direction });
  });

  it("is nothing where one of the two is not known", () => {
    expect(change(null, 5)).toBeNull();
    expect(change(5, null)).toBeNull();
    expect(change(5, undefined)).toBeNull();
  });
});

describe("an hour's points", () => {
  const points = (...requests: number[]) => requests.map((each) => ({ requests: each }));

  it("are young while all that came is in their last half", () => {
    expect(young(points(0, 0, 0, 0, 0, 1, 4, 9))).toBe(true);
    expect(young(points(0, 0, 0, 2, 0, 1, 4, 9))).toBe(false);
  });

  it("are not young where nothing came at all", () => {
    expect(young(points(0, 0, 0, 0))).toBe(false);
    expect(young([])).toBe(false);
  });
});
