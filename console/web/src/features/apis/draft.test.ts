import { describe, expect, it } from "vitest";
import { bodyOf, draftOf, inForm, limitInWords, NEW, NEW_LIMIT } from "./draft";
import { change, lastDay } from "./modes";
import type { Known } from "./types";

const api = { ...bodyOf({ ...NEW, name: "orders", upstream: "http://127.0.0.1:3000" }), id: 1, version: 3, created_at: "", updated_at: "" } as Known;

describe("the draft of an API", () => {
  it("comes back as it was, without what only the server sets", () => {
    expect({ ...bodyOf(draftOf({ ...api, has_ingest_key: true })), id: 1, version: 3, created_at: "", updated_at: "" }).toEqual(api);
  });

  it("keeps a stored secret by sending its mask back", () => {
    const header = { name: "x-origin-secret", value: "********" };
    expect(bodyOf(draftOf({ ...api, secret_header: header })).secret_header).toEqual(header);
    expect(bodyOf({ ...draftOf({ ...api, secret_header: header }), secret_name: "" }).secret_header).toBeNull();
  });

  it("starts in observe, so that adding an API blocks nobody", () => {
    expect(NEW.mode).toBe("observe");
  });

  it("shows what the server says of the secret header at the field it means", () => {
    expect(inForm({ name: "a", "secret_header.value": "b" })).toEqual({ name: "a", secret_value: "b" });
    expect(inForm({ secret_header: "c" })).toEqual({ secret_name: "c" });
  });

  it("says a limit in words", () => {
    expect(limitInWords(NEW_LIMIT)).toBe("Each caller: at the most 100 requests in 1m, over all operations.");
    expect(limitInWords({ ...NEW_LIMIT, quota: 1, window: 3600, per: "api", operation: "POST /login" })).toBe("All callers together: at the most 1 request in 1h, on POST /login.");
    expect(limitInWords({ ...NEW_LIMIT, quota: 0 })).toBe("Off over all operations.");
  });
});

describe("a change of mode", () => {
  const day = { requests: 1000, block: 10, throttle: 5, would_block: 20, would_throttle: 0 };

  it("says what it does, and nothing where there is none", () => {
    expect(change("observe", "observe")).toBeNull();
    expect(change("observe", "enforce")).toContain("403");
    expect(change("enforce", "off")).toContain("unprotected");
  });

  it("to enforce says who would have been turned away in the last day", () => {
    expect(lastDay("enforce", day)[1]).toBe("20 that passed would have been blocked and 0 throttled: 2% of all.");
    expect(lastDay("enforce", { ...day, would_block: 0 })[1]).toContain("None");
  });

  it("away from enforce says what would have reached the API", () => {
    expect(lastDay("observe", day)[1]).toBe("10 were blocked and 5 throttled: these would have reached the API.");
    expect(lastDay("off", day)).toHaveLength(3);
  });

  it("claims nothing about a day without requests", () => {
    expect(lastDay("enforce", { ...day, requests: 0 })[0]).toContain("nothing can be said");
  });
});
