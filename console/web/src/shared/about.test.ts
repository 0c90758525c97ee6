import { describe, expect, it } from "vitest";
import { subjectOf } from "./about";

describe("whom an alert is about", () => {
  it.each([
    ["address:2001:db8::7", "Caller", { identity: "2001:db8::7" }, [{ scope: "address", target: "2001:db8::7" }]],
    ["jwt:ada@example.com", "Caller", { identity: "ada@example.com" }, [{ scope: "principal", target: "ada@example.com" }]],
    ["operation:GET /orders", "About", { operation: "GET /orders" }, []],
    ["country:CH", "Callers", { country: "CH" }, [{ scope: "country", target: "CH" }]],
    ["range:192.0.2.0/24", "Callers", null, [{ scope: "range", target: "192.0.2.0/24" }]],
  ])("%s", (identity, label, logs, targets) => expect(subjectOf(identity)).toMatchObject({ label, logs, targets }));

  it("is nobody in particular where it is many callers’ doing", () => {
    expect(subjectOf("")).toBeNull();
  });
});
