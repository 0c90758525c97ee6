/** A CSV export as it streams in: counted by its lines, broken off on demand, handed to the browser as a file at the end. */
import { authorised, problemOf } from "@/shared/api/client";

export interface Progress {
  rows: number;
  bytes: number;
  /** as the console estimates; null where it cannot */
  expected: number | null;
}

const LINE_FEED = 10;

/** Rows so far: line feeds, but those inside quotes. Carries the state between chunks. */
export class RowCounter {
  rows = -1; // the first line names the columns
  #quoted = false;

  add(chunk: Uint8Array): void {
    for (const byte of chunk) {
      if (byte === 34) this.#quoted = !this.#quoted;
      else if (byte === LINE_FEED && !this.#quoted) this.rows += 1;
    }
  }
}

export async function exported(query: Record<string, string>, told: (progress: Progress) => void, signal: AbortSignal): Promise<Blob> {
  const url = new URL("/api/export/logs", window.location.origin);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const response = await authorised(new Request(url, { signal }));
  if (!response.ok || !response.body) throw problemOf(await response.json().catch(() => null), response);
  const estimated = Number(response.headers.get("X-Estimated-Rows") ?? "");
  const expected = estimated > 0 ? estimated : null;
  const counter = new RowCounter();
  const parts: Blob[] = [];
  let bytes = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    counter.add(value);
    bytes += value.length;
    // As a blob each, which the browser may keep on disk: an export can be larger than a tab's memory.
    parts.push(new Blob([value]));
    told({ rows: Math.max(0, counter.rows), bytes, expected });
  }
  return new Blob(parts, { type: "text/csv" });
}
