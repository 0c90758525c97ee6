import { describe, expect, it } from "vitest";
import { compared, days } from "./compare";
import type { Model, Rates, Training } from "./types";
import { lately, lines, outcomeInWords, share, underWay } from "./words";

const model = (version: number, changed: Partial<Model> = {}, measures: Partial<Model["measures"]> = {}): Model => ({
  id: version, kind: "outliers", api_id: 1, version, state: "retired", reason: "because", author: "analyst",
  created_at: "2026-01-31T03:00:00Z", changed_at: "2026-01-31T03:00:00Z", maturity: "young", digest: "ab".repeat(32), bytes: 5000,
  measures: {
    learned: 800, checked: 100, since: null, until: null, days: 1, target_alert_rate: 0.001, alert_rate: 0.002, separation: 0.8,
    separation_by_kind: {}, support_vectors: 40, operations: 3, seconds: 2, auc: 0, brier: 0, reviews: 0, ...measures,
  },
  ...changed,
});

describe("models", () => {
  it("of one kind and API are one line, the newest version first, that of all APIs before the others", () => {
    const found = lines([model(1), model(3, { state: "candidate" }), model(2, { state: "serving" }), model(1, { api_id: null }), model(1, { kind: "classifier", api_id: null })]);
    expect(found.map(({ key }) => key)).toEqual(["classifier.all", "outliers.all", "outliers.1"]);
    expect(found[2]?.versions.map(({ version }) => version)).toEqual([3, 2, 1]);
    expect(found[2]?.serving?.version).toBe(2);
    expect(found[1]?.serving).toBeUndefined();
  });

  it("of all other APIs are measured by the traffic of those without their own", () => {
    const all = lines([model(1, { state: "serving" }), model(1, { id: 9, api_id: null, state: "serving" }), model(1, { id: 8, api_id: 3 })]);
    const rates: Rates["items"] = [
      { api_id: 0, requests: 50, alerts: { outliers: 50 } },
      { api_id: 1, requests: 100, alerts: { outliers: 2, classifier: 7 } },
      { api_id: 2, requests: 10, alerts: {} },
      { api_id: 3, requests: 20, alerts: { outliers: 1 } },
    ];
    const of = (key: string) => lately(all.find((line) => line.key === key) as (typeof all)[number], all, rates);
    expect(of("outliers.1")).toEqual({ requests: 100, alerts: 2 });
    expect(of("outliers.all")).toEqual({ requests: 30, alerts: 1 });
  });
});

describe("two versions", () => {
  it("are compared figure by figure, with the one each speaks for", () => {
    const found = compared(model(1, {}, { separation_by_kind: { "long query": 1 } }), model(2, {}, { alert_rate: 0.001, learned: 900 }));
    const better = Object.fromEntries(found.map((line) => [line.name, line.better]));
    expect(better).toMatchObject({ "Clean requests it alerts on": "right", "Learned from": "right", "Finds: long query": "left", "Strange requests it finds": null, State: null, "Support vectors": null });
  });
});

describe("two classifiers", () => {
  const classifier = (version: number, measures: Partial<Model["measures"]>) => model(version, { kind: "classifier" }, measures);
  it("are compared by how well they tell attacks, and how sure they rightly are", () => {
    const found = compared(classifier(1, { auc: 0.9985, brier: 0.0104, learned: 14_000 }), classifier(2, { auc: 0.9971, brier: 0.0099, learned: 14_000 }));
    const auc = found.find(({ name }) => name.includes("AUC"));
    const brier = found.find(({ name }) => name.includes("Brier"));
    expect(auc).toMatchObject({ left: "0.9985", right: "0.9971", better: "left" });
    expect(brier).toMatchObject({ left: "0.0104", right: "0.0099", better: "right" });
    expect(found.find(({ name }) => name === "Learned from")?.left).toBe("14k texts");
    expect(found.map(({ name }) => name)).not.toContain("Support vectors");
  });
  it("that were not measured speak for nobody", () => {
    expect(compared(classifier(1, {}), classifier(2, { auc: 0.99 })).find(({ name }) => name.includes("AUC"))).toMatchObject({ left: "–", better: null });
    expect(compared(model(1), model(2)).map(({ name }) => name)).not.toContain("Tells an attack from good text (AUC)");
  });
});

describe("trainings", () => {
  const training = (id: number, state: Training["state"]) => ({ id, state }) as Training;
  it("under way come before those asked for", () => {
    expect(underWay([training(3, "requested"), training(2, "running"), training(1, "done")])?.id).toBe(2);
    expect(underWay([training(1, "done")])).toBeUndefined();
  });
  it("say what came of them", () => {
    expect(outcomeInWords({ api: "shop", api_id: 1, state: "skipped", reason: "70 clean requests recorded", model_id: null })).toBe("shop was left out: 70 clean requests recorded");
  });
});

it.each([[0, "0%"], [0.0008, "0.08%"], [0.00123, "0.12%"], [0.0345, "3.5%"], [0.914, "91%"], [1, "100%"]])("a share of %d is said as %s", (value, text) => expect(share(value)).toBe(text));

it.each([[0.01, "14 minutes"], [0.5, "12 hours"], [6.44, "6.4 days"]])("%d days are said as %s", (value, text) => expect(days(value)).toBe(text));
