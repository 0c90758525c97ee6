/** How things stand: what came, what was stopped, how long it took, who and what led, and whether all parts are well. */
import { Select } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef } from "react";
import { Link } from "react-router";
import { openAlertsQuery, useApis } from "@/shared/api/queries";
import { ago, count } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { useLiveMetrics, useLiveState } from "@/shared/stream/LiveStream";
import type { LiveMetrics } from "@/shared/stream/messages";
import { Failure, ModeChip, Page, Panel, Severity, ui } from "@/shared/ui";
import { RangePicker, useRange } from "@/shared/ui/RangePicker";
import { rangeOf, refreshOf, type Range } from "@/shared/ui/range";
import { useFilters } from "@/shared/ui/useFilters";
import css from "./overview.module.css";
import { Curves } from "./Curves";
import { Figures } from "./Figures";
import { Health } from "./SystemHealth";
import { young } from "./measures";
import { METRICS, metricsQuery } from "./queries";
import { Leaders } from "./Leaders";

const HOUR = rangeOf({ range: "", from: "", to: "" });

export default function Overview() {
  const filters = useFilters();
  const apis = useApis();
  const api = filters.get("api");
  const { range, zoom } = useRange(useUsual(api));
  const live = useLiveState().phase === "open";
  const { data, error, refetch, isPlaceholderData } = useQuery(metricsQuery(range, api, live));
  useFreshAsItPasses(range);
  return (
    <Page
      title="Overview"
      actions={
        <div className={css.controls}>
          {apis.size > 1 && (
            <Select
              aria-label="API"
              w={150}
              data={[{ value: "", label: "Every API" }, ...[...apis.values()].map(({ id, name }) => ({ value: String(id), label: name }))]}
              value={api}
              onChange={(value) => filters.set({ api: value })}
            />
          )}
          <RangePicker range={range} otherwise={0} />
        </div>
      }
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      <div className={css.flow} data-old={isPlaceholderData || undefined} aria-busy={isPlaceholderData}>
        <Figures metrics={data} range={range} api={api} />
        <Curves metrics={data} onZoom={zoom}>
          <Health />
        </Curves>
        <Leaders range={range} api={api} />
      </div>
      <div className={css.columns}>
        <OpenAlerts />
        <ApiModes />
      </div>
    </Page>
  );
}

/** The curves are asked for again when something has passed, instead of by the clock; a long range moves too little for each. */
function useFreshAsItPasses(range: Range) {
  const cache = useQueryClient();
  const asked = useRef(0);
  const every = refreshOf(range);
  const told = useCallback(
    ({ requests }: LiveMetrics) => {
      const now = performance.now();
      if (every === false || requests === 0 || now - asked.current < every * 0.9) return;
      asked.current = now;
      void cache.invalidateQueries({ queryKey: METRICS, predicate: ({ queryKey }) => queryKey[1] !== "top" });
    },
    [cache, every],
  );
  useLiveMetrics(told);
}

/** Seconds that are shown where none were chosen: an hour, or a quarter of one while there is less than half an hour to show. */
function useUsual(api: string): number {
  const filters = useFilters();
  const chosen = filters.get("range") !== "" || filters.get("from") !== "";
  const { data, isPlaceholderData } = useQuery({ ...metricsQuery(HOUR, api), enabled: !chosen });
  return !chosen && data && !isPlaceholderData && !data.previous?.requests && young(data.series) ? 900 : HOUR.seconds;
}

function OpenAlerts() {
  const { data, error } = useQuery(openAlertsQuery);
  const now = useNow();
  return (
    <Panel title="Open alerts" aside={<Link to="/alerts">all</Link>}>
      {error && <Failure error={error} />}
      {data?.items.length === 0 && <p className={css.quiet}>Nothing needs you.</p>}
      <ul className={css.list}>
        {data?.items.slice(0, 6).map((alert) => (
          <li key={alert.id}>
            <Severity name={alert.severity} />
            <div>
              <Link to={`/alerts/${alert.id}`}>{alert.title}</Link>
              {!alert.title.includes(alert.identity) && <span className={ui.mono}>{alert.identity}</span>}
            </div>
            <span className={ui.dim}>
              ×{count(alert.count)}, {ago(alert.last_at, now)}
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function ApiModes() {
  const apis = [...useApis().values()];
  return (
    <Panel title="APIs" aside={<Link to="/apis">all</Link>}>
      {apis.length === 0 && <p className={css.quiet}>None is protected yet.</p>}
      <ul className={css.list}>
        {apis.slice(0, 8).map((api) => (
          <li key={api.id}>
            <ModeChip mode={api.mode} />
            <div>
              <Link to={`/apis/${api.id}`}>{api.name}</Link>
              <span className={ui.mono}>{api.upstream}</span>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
