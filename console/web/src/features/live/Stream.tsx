/** The rows of the stream. Only those in sight are in the page, however fast they come. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, useEffect, useRef } from "react";
import type { Exchange } from "@/shared/api/client";
import { useApis } from "@/shared/api/queries";
import { micros, readable, readablePath, time } from "@/shared/format/format";
import { verdictOf } from "@/shared/stream/buffer";
import { Verdict } from "@/shared/ui";
import { Explanation } from "./Explanation";
import css from "./live.module.css";

const ROW = 30;

interface Props {
  rows: readonly Exchange[];
  /** request id of the open row */
  open: string;
  onOpen: (requestId: string | null) => void;
  scrolled: boolean;
  onScrolled: (scrolled: boolean) => void;
}

export function Stream({ rows, open, onOpen, scrolled, onScrolled }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const apis = useApis();
  // The library hands out functions that change without telling; React's compiler is not in use here.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 8,
  });
  useEffect(() => {
    if (!scrolled) box.current?.scrollTo({ top: 0 });
  }, [scrolled]);
  return (
    <div className={css.stream} role="table" aria-label="Requests" aria-rowcount={rows.length}>
      <div className={css.head} role="row">
        {["Time", "Verdict", "Request", "Status", "Caller", "API", "Score", "Took"].map((name) => (
          <span key={name} role="columnheader">
            {name}
          </span>
        ))}
      </div>
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard */}
      <div className={css.rows} ref={box} role="rowgroup" tabIndex={0} aria-label="Requests, newest first" onScroll={(event) => onScrolled(event.currentTarget.scrollTop > ROW)}>
        <div className={css.canvas} style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, key, start }) => {
            const row = rows[index];
            if (!row) return null;
            const isOpen = row.request_id === open;
            return (
              <div key={key} ref={virtual.measureElement} data-index={index} className={css.slot} style={{ transform: `translateY(${start}px)` }}>
                <Row row={row} api={apis.get(row.api_id)?.name ?? ""} open={isOpen} onOpen={onOpen} />
                {isOpen && (
                  <div role="row">
                    <div role="cell">
                      <Explanation exchange={row} api={apis.get(row.api_id)} />
                    </div>
                  </div>
                )}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

const Row = memo(function Row({ row, api, open, onOpen }: { row: Exchange; api: string; open: boolean; onOpen: Props["onOpen"] }) {
  const verdict = verdictOf(row);
  return (
    <div className={css.row} role="row" data-verdict={verdict} data-open={open || undefined}>
      <span role="cell" className={css.time}>
        {time(row.at)}
      </span>
      <span role="cell">
        <Verdict verdict={verdict} would={row.would} />
      </span>
      <span role="cell" className={css.request}>
        <button type="button" aria-expanded={open} onClick={() => onOpen(open ? null : row.request_id)}>
          <b>{row.method}</b> {readablePath(row.path)}
          {row.query && <i>?{readable(row.query)}</i>}
        </button>
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
