/** The rows, only those in sight in the page. Asks for more near the end; says how far a slow search has come. */
import { Button } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { useApis } from "@/shared/api/queries";
import { frame, Row, RowHead, type RowFacts } from "@/shared/exchange/Row";
import { dateTime } from "@/shared/format/format";
import css from "./logs.module.css";

const ROW = 30;
/** A search that found little goes on by itself this many times, then waits to be told. */
const PATIENCE = 4;
const SCREENFUL = 40;

interface Props {
  rows: readonly (RowFacts & { id: number; api_id: number })[];
  more: boolean;
  loading: boolean;
  failed: boolean;
  /** ISO; how far back the last page looked */
  reached: string | null;
  pages: number;
  onMore: () => void;
}

export function LogTable({ rows, more, loading, failed, reached, pages, onMore }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const apis = useApis();
  // The library hands out functions that change without telling; React's compiler is not in use here.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const lowest = items.at(-1)?.index ?? 0;
  const wanted = more && !loading && !failed && (rows.length < SCREENFUL ? pages <= PATIENCE : lowest >= rows.length - SCREENFUL);
  useEffect(() => {
    if (wanted) onMore();
  }, [wanted, onMore, pages]);
  return (
    <div className={`${css.table} ${frame()}`} role="table" aria-label="Requests" aria-rowcount={more ? -1 : rows.length}>
      <RowHead wide />
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard */}
      <div className={css.rows} ref={box} role="rowgroup" tabIndex={0} aria-label="Requests">
        <div className={css.canvas} style={{ height: virtual.getTotalSize() }}>
          {items.map(({ index, key, start }) => {
            const row = rows[index];
            return (
              row && (
                <div key={key} className={css.slot} style={{ transform: `translateY(${start}px)` }}>
                  <Row row={row} api={apis.get(row.api_id)?.name ?? ""} wide />
                </div>
              )
            );
          })}
        </div>
      </div>
      <div className={css.foot} role="status">
        {loading ? (
          <span>Searching{reached && ` before ${dateTime(reached)}`}…</span>
        ) : more ? (
          <>
            <span>{failed ? "The search broke off." : reached ? `Searched back to ${dateTime(reached)}.` : "Scroll for more."}</span>
            {(failed || reached) && (
              <Button size="compact-xs" variant="default" onClick={onMore}>
                {failed ? "Try again" : "Go on"}
              </Button>
            )}
          </>
        ) : (
          <span>That is all.</span>
        )}
      </div>
    </div>
  );
}
