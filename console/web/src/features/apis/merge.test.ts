import { describe, expect, it } from "vitest";
import { NEW } from "./draft";
import { differences, rebased, same } from "./merge";

const base = { ...NEW, name: "orders", upstream: "http://a", mode: "observe" as const };

describe("two changes of one API", () => {
  const mine = { ...base, mode: "enforce" as const, block_threshold: 7 };
  const theirs = { ...base, upstream: "http://b", block_threshold: 9 };

  it("show what the other changed, and where both did", () => {
    expect(differences(base, mine, theirs)).toEqual([
      { field: "upstream", base: "http://a", mine: "http://a", theirs: "http://b", contested: false },
      { field: "block_threshold", base: 5, mine: 7, theirs: 9, contested: true },
    ]);
  });

  it("go together, mine winning where both changed the same", () => {
    expect(rebased(base, mine, theirs)).toEqual({ ...base, upstream: "http://b", mode: "enforce", block_threshold: 7 });
  });

  it("are not contested when both changed it alike", () => {
    expect(differences(base, theirs, theirs).some(({ contested }) => contested)).toBe(false);
  });

  it("are none when nothing differs", () => {
    expect(differences(base, mine, { ...base })).toEqual([]);
    expect(rebased(base, base, theirs)).toEqual(theirs);
  });
});

describe("sameness", () => {
  it.each([
    [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, true],
    [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
    [{ a: 1 }, { a: 1, b: undefined }, false],
    [[], {}, false],
    [null, {}, false],
    ["1", 1, false],
  ])("of %j and %j is %j", (a, b, answer) => {
    expect(same(a, b)).toBe(answer);
  });
});
