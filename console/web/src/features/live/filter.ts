/** Which of the stream a reader wants to see. Pure. */
import type { Exchange } from "@/shared/api/client";
import { verdictOf, type Verdict } from "@/shared/stream/buffer";

export interface LiveFilter {
  verdicts: readonly Verdict[];
  api: number | null;
  /** every word has to occur somewhere */
  text: string;
}

export function matching(rows: readonly Exchange[], { verdicts, api, text }: LiveFilter): readonly Exchange[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (verdicts.length === 0 && api === null && words.length === 0) return rows;
  return rows.filter(
    (row) =>
      (verdicts.length === 0 || verdicts.includes(verdictOf(row))) &&
      (api === null || row.api_id === api) &&
      words.every((word) => haystack(row).includes(word)),
  );
}

const known = new WeakMap<Exchange, string>();

/** Made once a row: it is asked for again with every frame. */
function haystack(row: Exchange): string {
  let text = known.get(row);
  if (text === undefined) {
    const rules = row.findings.map(({ rule, message }) => `${rule} ${message}`).join("\n");
    text = [row.method, row.path, row.query, row.operation, row.host, row.status, row.client, row.identity, row.user_agent, row.request_id, rules].join("\n").toLowerCase();
    known.set(row, text);
  }
  return text;
}
