import { expect, it } from "vitest";
import { observed } from "./observed";

it.each([
  [{ block: 7, throttle: 0, would_block: 7, would_throttle: 0 }, 0],
  [{ block: 0, throttle: 0, would_block: 5, would_throttle: 2 }, 7],
  [{ block: 3, throttle: 1, would_block: 5, would_throttle: 1 }, 2],
  [{ block: 3, throttle: 0, would_block: 0, would_throttle: 0 }, 0],
])("of %o, %d were only observed", (numbers, expected) => {
  expect(observed(numbers)).toBe(expected);
});
