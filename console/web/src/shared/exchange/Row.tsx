/** One request on one line. `opens` is what its name is: a button that unfolds it, or a link to its page. */
import { memo, type ReactNode } from "react";
import { Link } from "react-router";
import { micros, readable, readablePath, stampShort, time } from "@/shared/format/format";
import { verdictOf } from "@/shared/stream/buffer";
import { Verdict } from "@/shared/ui";
import css from "./exchange.module.css";

/** What a row needs to know: an exchange, with or without its findings. */
export interface RowFacts {
  request_id: string;
  at: string;
  method: string;
  path: string;
  query: string;
  status: number;
  action: string;
  would: string;
  score: number;
  client: string;
  identity_kind: string;
  identity: string;
  user_agent: string;
  duration: number;
}

export const exchangePath = (requestId: string) => `/exchanges/${encodeURIComponent(requestId)}`;

/** For what holds rows: they drop columns as it gets narrow. `flush`: nothing in it scrolls. */
export const frame = (flush = false) => `${css.frame} ${flush ? css.flush : ""}`;

const COLUMNS = ["Time", "Verdict", "Request", "Status", "Caller", "API", "Score", "Took"];

export function RowHead({ wide = false }: { wide?: boolean }) {
  return (
    <div className={`${css.head} ${wide ? css.wide : ""}`} role="row">
      {COLUMNS.map((name) => (
        <span key={name} role="columnheader">
          {name}
        </span>
      ))}
    </div>
  );
}

interface Props {
  row: RowFacts;
  api: string;
  /** with the day */
  wide?: boolean;
  open?: boolean;
  /** unfolds the row in place; without it the row leads to its page */
  onOpen?: (requestId: string | null) => void;
}

export const Row = memo(function Row({ row, api, wide = false, open = false, onOpen }: Props) {
  const verdict = verdictOf(row);
  const name: ReactNode = (
    <>
      <b>{row.method}</b> {readablePath(row.path)}
      {row.query && <i>?{readable(row.query)}</i>}
    </>
  );
  return (
    <div className={`${css.row} ${wide ? css.wide : ""}`} role="row" data-verdict={verdict} data-open={open || undefined}>
      <span role="cell" className={css.time}>
        {wide ? stampShort(row.at) : time(row.at)}
      </span>
      <span role="cell">
        <Verdict verdict={verdict} would={row.would} />
      </span>
      <span role="cell" className={css.request}>
        {onOpen ? (
          <button type="button" aria-expanded={open} onClick={() => onOpen(open ? null : row.request_id)}>
            {name}
          </button>
        ) : (
          <Link to={exchangePath(row.request_id)}>{name}</Link>
        )}
      </span>
      <span role="cell" className={css.status} data-class={Math.floor(row.status / 100)}>
        {row.status || "–"}
      </span>
      <span role="cell" className={css.caller} title={row.user_agent}>
        {row.identity_kind !== "address" && row.identity ? `${row.identity} · ${row.client}` : row.client}
      </span>
      <span role="cell" className={css.dim}>
        {api}
      </span>
      <span role="cell" className={css.figure}>
        {row.score > 0 ? row.score : ""}
      </span>
      <span role="cell" className={css.figure}>
        {micros(row.duration)}
      </span>
    </div>
  );
});
