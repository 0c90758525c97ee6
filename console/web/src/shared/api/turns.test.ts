import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { turns } from "./turns";

beforeEach(() => {
  const notes = new Map<string, string>();
  vi.stubGlobal("navigator", {});
  vi.stubGlobal("localStorage", {
    getItem: (name: string) => notes.get(name) ?? null,
    setItem: (name: string, note: string) => notes.set(name, note),
    removeItem: (name: string) => notes.delete(name),
  });
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("tabs without the browser's locks", () => {
  it("take turns, and the next goes on when one is done", async () => {
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((done) => setTimeout(done, 300));
      inside -= 1;
      return "done";
    };
    const all = Promise.all([turns("x", work), turns("x", work), turns("x", work)]);
    await vi.advanceTimersByTimeAsync(9_000);
    expect(await all).toEqual(["done", "done", "done"]);
    expect(most).toBe(1);
  });

  it("are not stopped for good by one that vanished", async () => {
    localStorage.setItem("x", `${Date.now() + 5_000} gone`);
    const mine = turns("x", () => Promise.resolve("mine"));
    await vi.advanceTimersByTimeAsync(6_000);
    expect(await mine).toBe("mine");
  });
});
