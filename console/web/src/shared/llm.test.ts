import { describe, expect, it } from "vitest";
import { llmInWords, type Llm } from "./llm";

const NOW = Date.parse("2026-01-31T08:00:00Z");
const report = { since: "2026-01-31T07:45:00Z", calls: 214, answered: 212, endpoint: "http://127.0.0.1:8081", last_error: { at: "2026-01-31T07:45:00Z", message: "no answer within 20 s" } } as unknown as NonNullable<Llm["report"]>;

describe("the language model", () => {
  it.each([
    [{ state: "off", report: null }, { state: "idle", text: "off" }],
    [{ state: "silent", report: null }, { state: "warn", text: "no word of it" }],
    [{ state: "untried", report: { ...report, since: null } }, { state: "idle", text: "on, not asked yet" }],
    [{ state: "answering", report }, { state: "good", text: "working", detail: "212 of 214 questions answered" }],
    [{ state: "failing", report }, { state: "warn", text: "failing since 15m", detail: "no answer within 20 s. Without it the other detectors decide alone." }],
  ] as [Llm, object][])("%# is said", (llm, words) => expect(llmInWords(llm, NOW)).toMatchObject(words));
});
