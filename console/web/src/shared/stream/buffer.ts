/**
 * The newest exchanges, bounded, newest first. Routine traffic and what was (or would be) stopped are kept apart, so that
 * a flood of the one never pushes out the other. Messages wait in `offer` until `flush`, which makes one new snapshot.
 */
import type { Exchange } from "@/shared/api/client";

export type Verdict = "allow" | "would" | "throttle" | "block";
export const VERDICTS: readonly Verdict[] = ["allow", "would", "throttle", "block"];

/** `would`: let through, because its API or detector only observes. */
export function verdictOf(exchange: Pick<Exchange, "action" | "would">): Verdict {
  if (exchange.action === "block" || exchange.action === "throttle") return exchange.action;
  return exchange.would === "block" || exchange.would === "throttle" ? "would" : "allow";
}

export type Tally = Record<Verdict, number>;

export interface Snapshot {
  rows: readonly Exchange[];
  /** all that came, by verdict, kept or not */
  seen: Readonly<Tally>;
  /** left out by the server because there was too much */
  skipped: number;
  /** by second since the epoch, the last `PULSE_SECONDS` */
  pulse: ReadonlyMap<number, Readonly<Tally>>;
}

export const BOUND = 500;
export const PULSE_SECONDS = 180;

const none = (): Tally => ({ allow: 0, would: 0, throttle: 0, block: 0 });

export class StreamBuffer {
  #waiting: Exchange[] = [];
  #skipped = 0;
  #routine: readonly Exchange[] = [];
  #notable: readonly Exchange[] = [];
  #snapshot: Snapshot = { rows: [], seen: none(), skipped: 0, pulse: new Map() };

  constructor(private readonly bound = BOUND) {}

  get snapshot(): Snapshot {
    return this.#snapshot;
  }

  offer(exchange: Exchange): void {
    this.#waiting.push(exchange);
  }

  skip(count: number): void {
    this.#skipped += count;
  }

  /** True when there is a new snapshot. */
  flush(): boolean {
    if (this.#waiting.length === 0 && this.#skipped === 0) return false;
    const came = this.#waiting.reverse();
    const { seen, pulse } = this.#counted(came);
    this.#routine = this.#kept(came, this.#routine, (exchange) => verdictOf(exchange) === "allow");
    this.#notable = this.#kept(came, this.#notable, (exchange) => verdictOf(exchange) !== "allow");
    this.#snapshot = {
      rows: merged(this.#routine, this.#notable),
      seen,
      skipped: this.#snapshot.skipped + this.#skipped,
      pulse,
    };
    this.#waiting = [];
    this.#skipped = 0;
    return true;
  }

  #kept(came: readonly Exchange[], before: readonly Exchange[], belongs: (exchange: Exchange) => boolean): readonly Exchange[] {
    const fresh = came.filter(belongs);
    return fresh.length === 0 ? before : [...fresh, ...before].slice(0, this.bound);
  }

  #counted(came: readonly Exchange[]): { seen: Tally; pulse: Map<number, Tally> } {
    const seen = { ...this.#snapshot.seen };
    const pulse = new Map<number, Tally>(this.#snapshot.pulse);
    let newest = 0;
    for (const exchange of came) {
      const verdict = verdictOf(exchange);
      const second = Math.floor(Date.parse(exchange.at) / 1000);
      seen[verdict] += 1;
      const tally = pulse.get(second) ?? none();
      pulse.set(second, { ...tally, [verdict]: tally[verdict] + 1 });
      newest = Math.max(newest, second);
    }
    for (const second of pulse.keys()) if (second <= newest - PULSE_SECONDS) pulse.delete(second);
    return { seen, pulse };
  }
}

function merged(left: readonly Exchange[], right: readonly Exchange[]): Exchange[] {
  const result: Exchange[] = [];
  let [i, j] = [0, 0];
  for (;;) {
    const [a, b] = [left[i], right[j]];
    if (a && (!b || a.id > b.id)) {
      result.push(a);
      i += 1;
    } else if (b) {
      result.push(b);
      j += 1;
    } else return result;
  }
}
