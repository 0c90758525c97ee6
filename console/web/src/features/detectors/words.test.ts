import { describe, expect, it } from "vitest";
import { effective, optionsInWords, reviewed } from "./words";

describe("the mode of a detector in an API", () => {
  it.each([
    ["enforce", "enforce", "enforce"],
    ["enforce", "observe", "observe"],
    ["observe", "enforce", "observe"],
    ["observe", "off", "off"],
    ["off", "enforce", "off"],
  ] as const)("of an API in %s and a detector in %s is %s", (api, detector, mode) => {
    expect(effective(api, detector)).toBe(mode);
  });
});

describe("reviews", () => {
  it("claim nothing where there are none", () => {
    expect(reviewed(0, 0)).toBe("nothing of it was reviewed yet");
  });

  it("are a share of what was reviewed", () => {
    expect(reviewed(1, 3)).toBe("25% of 4 reviews");
    expect(reviewed(1, 0)).toBe("100% of 1 review");
  });
});

describe("options", () => {
  it("are said in one line", () => {
    expect(optionsInWords({ paranoia_level: 2, free_text: "full", ignore: ["a"] })).toBe('paranoia level: 2, free text: full, ignore: ["a"]');
    expect(optionsInWords({})).toBe("");
  });
});
