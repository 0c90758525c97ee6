import { describe, expect, it } from "vitest";
import type { Exchange } from "@/shared/api/client";
import { matching } from "./filter";

const row = (fields: Partial<Exchange>) =>
  ({ action: "allow", would: "allow", api_id: 1, method: "GET", path: "/", query: "", operation: "", host: "", status: 200, client: "", identity: "", user_agent: "", request_id: "", findings: [], ...fields }) as unknown as Exchange;

const rows = [
  row({ id: 1, path: "/orders/7", client: "203.0.113.7" }),
  row({ id: 2, action: "block", would: "block", api_id: 2, findings: [{ rule: "41130", message: "union select" }] as Exchange["findings"] }),
  row({ id: 3, would: "block", user_agent: "Scanner/1.0" }),
];
const ids = (filter: Partial<Parameters<typeof matching>[1]>) => matching(rows, { verdicts: [], api: null, text: "", ...filter }).map(({ id }) => id);

describe("the live filter", () => {
  it("shows all when nothing is asked", () => {
    expect(matching(rows, { verdicts: [], api: null, text: " " })).toBe(rows);
  });

  it.each([
    [{ verdicts: ["block"] as const }, [2]],
    [{ verdicts: ["would", "block"] as const }, [2, 3]],
    [{ api: 2 }, [2]],
    [{ text: "203.0 orders" }, [1]],
    [{ text: "UNION" }, [2]],
    [{ text: "scanner", verdicts: ["block"] as const }, []],
  ])("narrows by %o", (filter, expected) => {
    expect(ids(filter)).toEqual(expected);
  });
});
