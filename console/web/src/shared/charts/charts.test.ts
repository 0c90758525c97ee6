import { describe, expect, it } from "vitest";
import { stacked, told } from "./stack";
import { marks } from "./times";

describe("the layers of a stacked chart", () => {
  it("stand on one another, a gap counting as nothing", () => {
    expect(stacked([[1, 2], [null, 3], [4, 0]])).toEqual([[1, 2], [1, 5], [5, 5]]);
    expect(stacked([])).toEqual([]);
  });

  it("are told newest first, without the moments of nothing, and no more than asked for", () => {
    const layers = [[1, 0, null, 2], [0, 0, 5, 0]];
    expect(told(layers, 4, 10)).toEqual([3, 2, 0]);
    expect(told(layers, 4, 2)).toEqual([3, 2]);
  });
});

describe("the marks of a time axis", () => {
  const local = (text: string) => new Date(text).getTime() / 1000;

  it("say the day where a new one begins", () => {
    expect(marks([local("2026-01-01T22:00"), local("2026-01-02T00:00"), local("2026-01-02T02:00")], 7200)).toEqual(["22:00", "Jan 2 00:00", "02:00"]);
  });

  it("say only days where they are days apart, and seconds where they are seconds apart", () => {
    expect(marks([local("2026-01-01T00:00"), local("2026-01-02T00:00")], 86_400)).toEqual(["Jan 1", "Jan 2"]);
    expect(marks([local("2026-01-01T10:00:30")], 10)).toEqual(["10:00:30"]);
  });
});
