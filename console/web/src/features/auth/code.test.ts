import { describe, expect, it } from "vitest";
import { codeIn } from "./code";

describe("the code of a set-up link", () => {
  it.each([
    ["#code=AB12-CD34", "AB12-CD34"],
    ["#x=1&code=a%2Bb ", "a+b"],
    ["#code=", ""],
    ["", ""],
  ])("%s carries %s", (hash, code) => expect(codeIn(hash)).toBe(code));
});
