/** A list that comes in pages: its states, and the button for what is older. */
import { Button } from "@mantine/core";
import { useInfiniteQuery, type InfiniteData, type UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Empty, Failure, Loading, Panel, ui } from "@/shared/ui";
import css from "./settings.module.css";

interface PageOf<Item> {
  items: Item[];
  next_cursor?: string | null | undefined;
}

type Pages<Item> = UseInfiniteQueryResult<InfiniteData<PageOf<Item>>>;

/** `every`: milliseconds after which it is asked again. */
export function usePages<Item>(key: readonly unknown[], ask: (cursor: string, signal: AbortSignal) => Promise<PageOf<Item>>, every: number | false = false): Pages<Item> {
  return useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => ask(pageParam, signal),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor ?? null,
    refetchInterval: every,
  });
}

export const cursorOf = (cursor: string) => (cursor ? { cursor } : {});

interface PagedProps<Item> {
  title?: string;
  aside?: ReactNode;
  pages: Pages<Item>;
  empty: string;
  hint?: string;
  head: ReactNode;
  row: (item: Item) => ReactNode;
}

export function Paged<Item>({ title, aside, pages, empty, hint, head, row }: PagedProps<Item>) {
  const { data, error, refetch, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = pages;
  const items = data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Panel {...(title !== undefined && { title })} aside={aside}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {isPending && <Loading rows={5} />}
      {data && items.length === 0 && (
        <Empty title={empty}>
          <p>{hint}</p>
        </Empty>
      )}
      {items.length > 0 && (
        <div className={ui.scroll}>
          <table className={ui.table}>
            <thead>{head}</thead>
            <tbody>{items.map(row)}</tbody>
          </table>
        </div>
      )}
      {hasNextPage && (
        <div className={css.more}>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Older
          </Button>
        </div>
      )}
    </Panel>
  );
}
