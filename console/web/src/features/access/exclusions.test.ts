import { describe, expect, it } from "vitest";
import { excluded } from "./exclusions";

describe("an exclusion in words", () => {
  it.each([
    [{ rule: "942100", tag: "", operation: "POST /notes", parameter: "json:/text" }, "notes", "Rule 942100 is not looked for in json:/text, in POST /notes of notes, for 1 day."],
    [{ rule: "", tag: "attack-sqli", operation: "", parameter: "" }, null, "Rules tagged attack-sqli are not looked for, in every operation of every API, for 1 day."],
  ])("%o", (draft, api, words) => expect(excluded(draft, api, "for 1 day")).toBe(words));
});
