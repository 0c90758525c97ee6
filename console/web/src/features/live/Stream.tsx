/** The rows of the stream. Only those in sight are in the page, however fast they come. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import type { Exchange } from "@/shared/api/client";
import { useApis } from "@/shared/api/queries";
import { frame, Row, RowHead } from "@/shared/exchange/Row";
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
    <div className={`${css.stream} ${frame()}`} role="table" aria-label="Requests" aria-rowcount={rows.length}>
      <RowHead />
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
