import { describe, expect, it } from "vitest";
import { Problem } from "@/shared/api/client";
import { lineProblems, withoutLines } from "./entries";

const refused = new Problem(422, "2 problems", "", [
  { pointer: "", message: "line 2: prefix must be 0–32", value: "10.0.0.0/33" },
  { pointer: "", message: "line 4: must be an address", value: "foo bar" },
  { pointer: "query:reason", message: "is too long" },
]);

describe("a refused import", () => {
  it("names each bad line", () => {
    expect(lineProblems(refused)).toEqual([
      { line: 2, message: "prefix must be 0–32", value: "10.0.0.0/33" },
      { line: 4, message: "must be an address", value: "foo bar" },
    ]);
    expect(lineProblems(new Error("x"))).toEqual([]);
  });
  it("can leave them out, and keeps the rest as it was", () => {
    expect(withoutLines("1.2.3.4 # a\r\n10.0.0.0/33\n\nfoo bar\n::1", lineProblems(refused))).toBe("1.2.3.4 # a\n\n::1");
  });
});
