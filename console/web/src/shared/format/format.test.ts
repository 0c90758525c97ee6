import { describe, expect, it } from "vitest";
import { ago, bytes, count, micros, percent, readable, readablePath, span } from "./format";

describe("format", () => {
  it.each([[0, "0"], [9999, "9,999"], [12_340, "12.3k"], [512_000, "512k"], [3_400_000, "3.4M"]])("counts %d as %s", (value, text) => {
    expect(count(value)).toBe(text);
  });

  it.each([[null, "–"], [80, "80 µs"], [1234, "1.2 ms"], [999_999, "1000 ms"], [3_400_000, "3.4 s"]])("says microseconds %s as %s", (value, text) => {
    expect(micros(value)).toBe(text);
  });

  it.each([[0, "0 B"], [1500, "1.5 kB"], [10_485_760, "10.5 MB"]])("says %d bytes as %s", (value, text) => {
    expect(bytes(value)).toBe(text);
  });

  it.each([[0, "0s"], [-5, "0s"], [59, "59s"], [60, "1m"], [3570, "59m 30s"], [3600, "1h"], [187_200, "2d 4h"]])("says %d seconds as %s", (value, text) => {
    expect(span(value)).toBe(text);
  });

  it("tells the past from the future", () => {
    const now = Date.parse("2026-01-01T12:00:00Z");
    expect(ago("2026-01-01T11:57:00Z", now)).toBe("3m ago");
    expect(ago("2026-01-01T14:00:00Z", now)).toBe("in 2h");
    expect(ago("2026-01-01T12:00:01Z", now)).toBe("just now");
  });

  it("does not round a small share to nothing", () => {
    expect(percent(1, 100_000)).toBe("<0.1%");
    expect(percent(0, 10)).toBe("0%");
    expect(percent(1, 0)).toBe("–");
    expect(percent(1, 8)).toBe("13%");
    expect(percent(1, 40)).toBe("2.5%");
  });

  it("leaves what is not well escaped as it is", () => {
    expect(readable("q=1%27+or")).toBe("q=1' or");
    expect(readable("q=%zz")).toBe("q=%zz");
    expect(readablePath("/a+b%20%7C%20id")).toBe("/a+b | id");
  });
});
