import { describe, expect, it } from "vitest";
import type { Exchange } from "@/shared/api/client";
import { PULSE_SECONDS, StreamBuffer, verdictOf } from "./buffer";

const exchange = (id: number, action = "allow", would = action, second = 0) =>
  ({ id, action, would, at: new Date(1_700_000_000_000 + second * 1000).toISOString() }) as Exchange;

const ids = (buffer: StreamBuffer) => buffer.snapshot.rows.map((row) => row.id);

describe("the stream buffer", () => {
  it("shows nothing until it is flushed, then newest first", () => {
    const buffer = new StreamBuffer();
    [1, 2, 3].forEach((id) => buffer.offer(exchange(id)));
    expect(ids(buffer)).toEqual([]);
    expect(buffer.flush()).toBe(true);
    expect(ids(buffer)).toEqual([3, 2, 1]);
    expect(buffer.flush()).toBe(false);
  });

  it("keeps what was stopped through a flood of routine", () => {
    const buffer = new StreamBuffer(3);
    buffer.offer(exchange(1, "block"));
    for (let id = 2; id < 50; id += 1) buffer.offer(exchange(id));
    buffer.flush();
    expect(ids(buffer)).toEqual([49, 48, 47, 1]);
    expect(buffer.snapshot.seen).toEqual({ allow: 48, would: 0, throttle: 0, block: 1 });
  });

  it("is bounded on both sides", () => {
    const buffer = new StreamBuffer(2);
    for (let id = 1; id < 20; id += 1) buffer.offer(exchange(id, id % 2 ? "block" : "allow"));
    buffer.flush();
    expect(ids(buffer)).toEqual([19, 18, 17, 16]);
  });

  it("makes a new snapshot and leaves the old one as it was", () => {
    const buffer = new StreamBuffer();
    buffer.offer(exchange(1));
    buffer.flush();
    const before = buffer.snapshot;
    buffer.offer(exchange(2));
    buffer.flush();
    expect(before.rows).toHaveLength(1);
    expect(before.seen.allow).toBe(1);
    expect(buffer.snapshot.rows).toHaveLength(2);
  });

  it("adds up what the server left out", () => {
    const buffer = new StreamBuffer();
    buffer.skip(3);
    buffer.flush();
    buffer.skip(4);
    buffer.flush();
    expect(buffer.snapshot.skipped).toBe(7);
  });

  it("counts by second and forgets what is long past", () => {
    const buffer = new StreamBuffer();
    buffer.offer(exchange(1, "block", "block", 0));
    buffer.offer(exchange(2, "allow", "allow", 0));
    buffer.flush();
    expect([...buffer.snapshot.pulse.values()]).toEqual([{ allow: 1, would: 0, throttle: 0, block: 1 }]);
    buffer.offer(exchange(3, "allow", "allow", PULSE_SECONDS));
    buffer.flush();
    expect(buffer.snapshot.pulse.size).toBe(1);
  });

  it.each([
    ["allow", "allow", "allow"],
    ["allow", "block", "would"],
    ["allow", "throttle", "would"],
    ["throttle", "block", "throttle"],
    ["block", "block", "block"],
  ])("takes %s that would %s for %s", (action, would, verdict) => {
    expect(verdictOf({ action, would })).toBe(verdict);
  });
});
