import { describe, expect, it } from "vitest";
import { asked, chipsOf, savedViews, viewOf } from "./filters";

const NOW = Date.parse("2026-01-31T08:00:00Z");

describe("a view of the log", () => {
  it.each([
    ["", {}],
    ["status=403&api=2&q=union", { status: "403", api_id: "2", q: "union" }],
    ["verdict=would", { action: "allow", would: "block" }],
    ["verdict=block&score=5", { action: "block", score: "5" }],
    ["range=3600", { from: "2026-01-31T07:00:00.000Z" }],
    ["range=custom&from=2026-01-30T00:00Z&to=nonsense", { from: "2026-01-30T00:00:00.000Z" }],
    ["status=oops&score=-1&verdict=oops", {}],
    ["order=asc&order=x", { order: "asc" }],
  ])("%s asks for %o", (view, query) => expect(asked(view, NOW)).toEqual(query));

  it("is the same whatever the order in the URL, and without what is no filter", () => {
    expect(viewOf(new URLSearchParams("rule=1&open=x&api=2&client= "))).toBe("api=2&rule=1");
  });

  it("shows its filters as chips", () => {
    expect(chipsOf("api=2&client=203.0.113.7&rule=1").map(({ label, value }) => `${label} ${value}`)).toEqual(["Client address 203.0.113.7", "Rule 1"]);
  });
});

describe("saved views", () => {
  it("come back as they went", () => {
    expect(savedViews(JSON.stringify([{ name: "attacks", view: "verdict=block" }]))).toEqual([{ name: "attacks", view: "verdict=block" }]);
  });
  it.each([null, "", "{}", "[1,null,{}]", '[{"name":"","view":""}]', "not json"])("leaves out what is none: %s", (text) => expect(savedViews(text)).toEqual([]));
});
