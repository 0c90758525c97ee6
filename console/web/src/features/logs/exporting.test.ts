import { describe, expect, it } from "vitest";
import { RowCounter } from "./exporting";

const bytes = (text: string) => new TextEncoder().encode(text);

describe("counting an export's rows", () => {
  it("leaves out the header, and line feeds inside a cell, wherever the chunks end", () => {
    const text = 'id,reason\r\n1,"a\nb"\r\n2,"say ""hi""\n"\r\n';
    for (let cut = 0; cut <= text.length; cut += 1) {
      const counter = new RowCounter();
      counter.add(bytes(text.slice(0, cut)));
      counter.add(bytes(text.slice(cut)));
      expect(counter.rows).toBe(2);
    }
  });
});
