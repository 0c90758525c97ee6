import { describe, expect, it } from "vitest";
import { doneSteps, gatewayAddress } from "./steps";

describe("the first steps", () => {
  it.each([
    [{ apis: 0, first: false, stopped: null }, []],
    [{ apis: 1, first: false, stopped: null }, ["api"]],
    [{ apis: 1, first: true, stopped: "5f0c" }, ["api", "request", "attack"]],
  ])("%o are %o", (come, steps) => expect([...doneSteps(come)]).toEqual(steps));
});

describe("the gateway's address", () => {
  it.each([
    ["edge-1:8080", "boing.example", "http://boing.example:8080"],
    ["edge-1:9443/0", "127.0.0.1", "http://127.0.0.1:9443"],
    [undefined, "localhost", "http://localhost:8080"],
    ["edge-1", "::1", "http://[::1]:8080"],
  ])("of %s beside %s", (name, host, address) => expect(gatewayAddress(name, host)).toBe(address));
});
