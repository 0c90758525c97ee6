/** All that is recorded, searched. Every filter is in the URL; pages are asked for as they are scrolled to. */
import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useSearchParams } from "react-router";
import { answered, client } from "@/shared/api/client";
import { count } from "@/shared/format/format";
import { Empty, Failure, Loading, Page, Panel } from "@/shared/ui";
import { Export } from "./Export";
import { FilterBar } from "./FilterBar";
import { asked, viewOf } from "./filters";
import css from "./logs.module.css";
import { LogTable } from "./LogTable";
import { SavedViews } from "./SavedViews";

const PAGE = 200;

export default function Logs() {
  const [params] = useSearchParams();
  const view = viewOf(params);
  const log = useInfiniteQuery({
    queryKey: ["logs", view],
    queryFn: ({ signal, pageParam }) => {
      const query = { ...asked(view, Date.now()), limit: PAGE, ...(pageParam && { cursor: pageParam }) };
      return answered(client.GET("/api/logs", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    refetchOnWindowFocus: false,
    staleTime: Infinity,
  });
  const rows = log.data?.pages.flatMap(({ items }) => items) ?? [];
  const last = log.data?.pages.at(-1);
  const reached = last && "searched_to" in last && typeof last.searched_to === "string" ? last.searched_to : null;
  const about = log.data && `${count(rows.length)}${log.hasNextPage ? " loaded so far" : rows.length === 1 ? " request" : " requests"}`;
  return (
    <div className={css.page}>
      <Page
        title="Logs"
        about={about}
        actions={
          <div className={css.tools}>
            <Button variant="default" leftSection={<IconRefresh size={14} />} loading={log.isRefetching && !log.isFetchingNextPage} onClick={() => void log.refetch()}>
              Refresh
            </Button>
            <SavedViews view={view} />
            <Export view={view} />
          </div>
        }
      >
        <FilterBar view={view} />
        {log.error && <Failure error={log.error} retry={() => void log.refetch()} />}
        {log.isPending && (
          <Panel>
            <Loading rows={12} />
          </Panel>
        )}
        {log.data && rows.length === 0 && !log.hasNextPage && (
          <Panel>
            <Empty title={view === "" ? "Nothing is recorded yet" : "Nothing matches"}>
              <p>{view === "" ? "Send a request through the gateway and it stands here within a second." : "No recorded request has all of these. Take a filter away, or widen the time."}</p>
            </Empty>
          </Panel>
        )}
        {log.data && (rows.length > 0 || log.hasNextPage) && (
          <LogTable key={view} rows={rows} more={log.hasNextPage} loading={log.isFetchingNextPage} failed={log.isFetchNextPageError} reached={reached} pages={log.data.pages.length} onMore={() => void log.fetchNextPage()} />
        )}
      </Page>
    </div>
  );
}
