import { describe, expect, it } from "vitest";
import type { Exchange, Finding } from "@/shared/api/client";
import { anatomy, marked, parameters, placeOf } from "./evidence";

const finding = (location: string, evidence: string) => ({ location, evidence, rule: "1" }) as Finding;
const request = (fields: Partial<Exchange>) =>
  ({ method: "GET", path: "/orders/7", query: "", host: "shop", user_agent: "curl/8", client: "203.0.113.7", identity: "", identity_kind: "address", findings: [], ...fields }) as Exchange;

describe("a finding's place", () => {
  it.each([
    ["query:q", "query", "q"],
    ["header:user-agent", "header", "user-agent"],
    ["json:/user/name", "body", "json:/user/name"],
    ["path", "request", "path"],
    ["client", "caller", "client"],
    ["per:identity", "caller", "per:identity"],
    ["request", "request", "request"],
  ])("%s is in %s", (location, part, name) => expect(placeOf(location)).toEqual({ part, name }));
});

describe("marking", () => {
  it("marks the evidence and leaves the rest", () => {
    expect(marked("1' UNION select x", [{ text: "union select", finding: 0 }])).toEqual([
      { text: "1' ", finding: -1 },
      { text: "UNION select", finding: 0 },
      { text: " x", finding: -1 },
    ]);
  });
  it("marks all of it where the evidence reads otherwise", () => {
    expect(marked("%2e%2e", [{ text: "../", finding: 2 }])).toEqual([{ text: "%2e%2e", finding: 2 }]);
  });
  it("loses no character where marks overlap", () => {
    const pieces = marked("abcdefgh", [{ text: "bcd", finding: 0 }, { text: "cdef", finding: 1 }]);
    expect(pieces.map(({ text }) => text).join("")).toBe("abcdefgh");
    expect(pieces.filter(({ finding: index }) => index >= 0).map(({ text }) => text)).toEqual(["bcd", "ef"]);
  });
  it("leaves markup as the text it is", () => {
    expect(marked("<script>", [])).toEqual([{ text: "<script>", finding: -1 }]);
  });
});

describe("the anatomy of a request", () => {
  it("puts each finding at its place, and what is not kept by its evidence alone", () => {
    const sections = anatomy(request({ query: "q=a%27+or+1&q=b&n=2", findings: [finding("query:q", "a' or"), finding("json:/name", "<b>"), finding("header:user-agent", "curl/8")] }));
    expect(sections.map(({ part }) => part)).toEqual(["request", "query", "header", "body"]);
    expect(sections[1]?.fields.map(({ findings }) => findings)).toEqual([[0], [], []]);
    expect(sections[3]?.fields).toEqual([{ name: "json:/name", pieces: [{ text: "<b>", finding: 1 }], findings: [1], partial: true }]);
  });
  it("splits a query as it was sent", () => {
    expect(parameters("a=1&b&c=%zz&d=x%3Dy")).toEqual([
      { name: "a", value: "1" },
      { name: "b", value: "" },
      { name: "c", value: "%zz" },
      { name: "d", value: "x=y" },
    ]);
  });
});
