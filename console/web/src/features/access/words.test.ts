import { describe, expect, it } from "vitest";
import type { Entry } from "@/shared/api/client";
import { consequence, shownTarget } from "./words";

describe("list entries", () => {
  it("never shows a key's hash where its last characters are known", () => {
    const key = { scope: "key", target: "k1:0123456789abcdef", hint: "…9f3a" } as Entry;
    expect(shownTarget(key)).toBe("key …9f3a");
    expect(shownTarget({ ...key, hint: "" })).toBe("key k1:012345678…");
  });

  it("says what will happen, to whom, where and for how long", () => {
    expect(consequence("blacklist", "203.0.113.7", null, 3600)).toBe("203.0.113.7: every request to every API is answered 403, for 1 hour.");
    expect(consequence("whitelist", "203.0.113.7", "orders", 0)).toBe(
      "203.0.113.7: every request to orders passes uninspected, even under a ban, until the entry is deleted.",
    );
  });
});
