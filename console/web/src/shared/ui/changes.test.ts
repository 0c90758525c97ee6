import { describe, expect, it } from "vitest";
import { changes, shown } from "./changes";

describe("changes between two documents", () => {
  it("name each place that differs, and no other", () => {
    expect(changes({ mode: "observe", limits: [{ quota: 1 }], name: "a" }, { mode: "enforce", limits: [{ quota: 2 }], name: "a" })).toEqual([
      { path: "/mode", before: "observe", after: "enforce" },
      { path: "/limits/0/quota", before: 1, after: 2 },
    ]);
  });

  it("tell what came and what went", () => {
    expect(changes({ a: 1 }, { b: [2] })).toEqual([
      { path: "/a", before: 1, after: undefined },
      { path: "/b", before: undefined, after: [2] },
    ]);
  });

  it("list the fields of a document that is new or gone", () => {
    expect(changes(null, { a: 1, b: 2 }).map(({ path }) => path)).toEqual(["/a", "/b"]);
    expect(changes({ a: 1 }, null)).toEqual([{ path: "/a", before: 1, after: undefined }]);
    expect(changes(null, null)).toEqual([]);
  });

  it("do not take a list for an object, and escape what a pointer would misread", () => {
    expect(changes({ x: [] }, { x: {} })).toEqual([{ path: "/x", before: [], after: {} }]);
    expect(changes({ "a/b": 1 }, { "a/b": 2 })[0]?.path).toBe("/a~1b");
  });

  it("are no more than asked for", () => {
    expect(changes({}, Object.fromEntries(Array.from({ length: 50 }, (_, index) => [index, 1])), 10)).toHaveLength(10);
  });

  it("are shown as text", () => {
    expect([undefined, "", "x", 0, null, { a: 1 }].map(shown)).toEqual(["", '""', "x", "0", "null", '{"a":1}']);
  });
});
