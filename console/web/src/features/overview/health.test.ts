import { describe, expect, it } from "vitest";
import { partsOf } from "./health";
import type { Gateway, System } from "./types";

const worker = (id: number, ready: boolean, revision = 4) => ({ id, pid: 100 + id, revision, ready, requests: 0 });
const gateway: Gateway = { name: "edge", at: "2026-01-01T00:00:00Z", stale: false, behind: false, version: "1", status: { workers: [worker(1, true)], journal_waiting: 0, certificates: [] } };
const system: System = {
  version: "1", store: { kind: "sqlite", ok: true, revision: 4 }, gateways: [gateway], analyst: { active: true, holder: "edge", until: null },
  redis: null, llm: { state: "off", report: null },
  exchanges: 0, first_request: false, retention_days: 14, log_sample: 1,
};
const part = (changed: Partial<System>, name: string) => partsOf({ ...system, ...changed }, [], 0).find((each) => each.name === name);
const withStatus = (status: Gateway["status"]) => ({ gateways: [{ ...gateway, status }] });

describe("the system's parts", () => {
  it("are all well when they are", () => {
    expect(partsOf(system, [], 0).map(({ state }) => state)).toEqual(["good", "good", "good", "good", "good", "idle", "idle", "idle"]);
  });

  it("say that no gateway has reported, or that one fell silent", () => {
    expect(part({ gateways: [] }, "Gateway")?.state).toBe("bad");
    expect(part({ gateways: [{ ...gateway, stale: true }] }, "Gateway")).toMatchObject({ state: "bad", text: "silent" });
    expect(part(withStatus(null), "Gateway")?.state).toBe("warn");
  });

  it("say which worker has not taken up the newest policy", () => {
    const behind = part({ store: { kind: "sqlite", ok: true, revision: 5 } }, "Policy");
    expect(behind).toMatchObject({ state: "warn", text: "1 of 1 not at revision 5 yet", detail: "1: 4" });
  });

  it("say when no worker, or not every worker, is ready", () => {
    expect(part(withStatus({ workers: [] }), "Gateway")?.state).toBe("bad");
    expect(part(withStatus({ workers: [worker(1, true), worker(2, false)] }), "Gateway")).toMatchObject({ state: "warn", text: "1 of 2 workers ready" });
  });

  it("say that records wait and that the store is away", () => {
    expect(part(withStatus({ workers: [], journal_waiting: 9000 }), "Journal")).toMatchObject({ state: "warn", text: "9000 records wait" });
    expect(part({ store: { kind: "mysql", ok: false, revision: 4 } }, "Store")?.state).toBe("bad");
  });

  it.each([[40, "good"], [29, "warn"], [6, "bad"], [-1, "bad"]])("with a certificate of %d days are %s", (days, state) => {
    const found = part(withStatus({ workers: [], certificates: [{ subject: "b", not_after: "", days: 90 }, { subject: "a", not_after: "", days }] }), "Certificates");
    expect(found?.state).toBe(state);
    expect(`${found?.text} ${found?.detail}`).toContain("a");
  });

  it("say how many models serve, and how far they are to be trusted", () => {
    const found = partsOf(system, [{ maturity: "young" }, { maturity: "mature" }, { maturity: "young" }], 0).find(({ name }) => name === "Models");
    expect(found).toMatchObject({ state: "good", text: "3 serve", detail: "2 young, 1 mature" });
  });

  it("name Redis only where there is one", () => {
    expect(part({}, "Redis")).toBeUndefined();
    expect(part({ redis: { ok: true, problem: "" } }, "Redis")?.state).toBe("good");
    expect(part({ redis: { ok: false, problem: "no answer" } }, "Redis")).toMatchObject({ state: "warn", detail: "Limits are counted by each host for itself: no answer" });
  });
});
