import { describe, expect, it } from "vitest";
import type { Api, Exchange, Finding } from "@/shared/api/client";
import { inEnforce, summary, votes, weight } from "./votes";

const finding = (fields: Partial<Finding>) => ({ detector: "signatures", rule: "1", severity: "critical", effect: "score", mode: "enforce", location: "", evidence: "", message: "", tags: [], ...fields });
const exchange = (fields: Partial<Exchange>) => ({ action: "allow", would: "allow", score: 0, reason: "", cost: {}, findings: [], ...fields }) as Exchange;

describe("votes", () => {
  it("lists who ran and found nothing beside who found something", () => {
    const seen = votes(exchange({ cost: { access: 1, signatures: 247 }, findings: [finding({}), finding({ severity: "warning" }), finding({ detector: "limits", effect: "throttle" })] }));
    expect(seen.map(({ detector, stance, points, cost }) => [detector, stance, points, cost])).toEqual([
      ["access", "nothing", 0, 1],
      ["signatures", "score", 8, 247],
      ["limits", "throttle", 0, null],
    ]);
  });
  it("says that a detector in observe bore on nothing", () => {
    expect(votes(exchange({ findings: [finding({ mode: "observe" })] }))[0]?.observed).toBe(true);
  });
});

describe("the weight", () => {
  it("counts what was only observed as what it could have been", () => {
    expect(weight(exchange({ score: 0, findings: [finding({ mode: "observe" })] }), undefined)).toEqual({ score: 0, potential: 5, threshold: null });
  });
  it("knows no threshold of an API that is gone", () => {
    expect(weight(exchange({ score: 5 }), undefined).threshold).toBeNull();
  });
  it("takes the threshold of the API", () => {
    expect(weight(exchange({ score: 5 }), { block_threshold: 7 } as Api)).toEqual({ score: 5, potential: 5, threshold: 7 });
  });
});

describe("words", () => {
  it.each([
    [{ action: "block", would: "block", score: 5, reason: "942" }, "Blocked: score 5, decided by 942.", "It is enforced already: this is what happened."],
    [{ would: "throttle", reason: "limit" }, "Let through because its API or detector only observes. In enforce it would have met a throttle: score 0, decided by limit.", "It would have been answered 429."],
    [{}, "Let through: nothing was found.", "The same: it would have passed."],
  ])("%o", (fields, said, then) => {
    expect(summary(exchange(fields as Partial<Exchange>), undefined)).toBe(said);
    expect(inEnforce(exchange(fields as Partial<Exchange>))).toBe(then);
  });
});
