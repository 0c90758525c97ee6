/** How things stand: what came, what was stopped, how long it took, and what to look at next. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { answered, client, type Metrics } from "@/shared/api/client";
import { openAlertsQuery, useApis } from "@/shared/api/queries";
import { ago, bytes, count, micros, percent } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { Choices, Empty, Failure, Loading, ModeChip, Page, Panel, Severity, ui } from "@/shared/ui";
import { useFilters } from "@/shared/ui/useFilters";
import css from "./overview.module.css";
import { History } from "./History";
import { observed } from "./observed";

const RANGES = [
  { value: "900", label: "15 min", step: 60 },
  { value: "3600", label: "1 hour", step: 60 },
  { value: "21600", label: "6 hours", step: 300 },
  { value: "86400", label: "1 day", step: 900 },
  { value: "604800", label: "7 days", step: 7200 },
] as const;
type Range = (typeof RANGES)[number];
const HOUR: Range = RANGES[1];

export default function Overview() {
  const filters = useFilters();
  const range = RANGES.find(({ value }) => value === filters.get("range")) ?? HOUR;
  const { data, error, refetch, isPending } = useQuery({
    queryKey: ["metrics", range.value],
    queryFn: ({ signal }) => answered(client.GET("/api/metrics", { params: { query: { range: Number(range.value), step: range.step } }, signal })),
    refetchInterval: 10_000,
    placeholderData: keepPreviousData,
  });
  return (
    <Page title="Overview" actions={<Choices label="Range" choices={RANGES} chosen={range.value} onChange={(value) => filters.set({ range: value === HOUR.value ? null : value })} />}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {isPending && <Loading />}
      {data && (
        <>
          <Figures totals={data.totals} />
          <Panel title="Requests" aside={<Legend />}>
            <History metrics={data} />
          </Panel>
          <div className={css.columns}>
            <Operations metrics={data} />
            <div className={css.stack}>
              <OpenAlerts />
              <ApiModes />
            </div>
          </div>
        </>
      )}
    </Page>
  );
}

function Legend() {
  return (
    <span className={css.legend}>
      <i data-verdict="allow" /> allowed <i data-verdict="would" /> would block <i data-verdict="throttle" /> throttled <i data-verdict="block" /> blocked
    </span>
  );
}

function Figures({ totals }: { totals: Metrics["totals"] }) {
  const would = observed(totals);
  const figures: { name: string; value: string; note: string; tone?: string; to?: string }[] = [
    { name: "Requests", value: count(totals.requests), note: `${bytes(totals.request_bytes)} in, ${bytes(totals.response_bytes)} out` },
    { name: "Blocked", value: count(totals.block), note: percent(totals.block, totals.requests), tone: totals.block ? "block" : "", to: "/live?verdict=block" },
    { name: "Throttled", value: count(totals.throttle), note: percent(totals.throttle, totals.requests), tone: totals.throttle ? "throttle" : "", to: "/live?verdict=throttle" },
    { name: "Would be stopped", value: count(would), note: "let through in observe", tone: would ? "would" : "", to: "/live?verdict=would" },
    { name: "Errors", value: count(totals.errors), note: "5xx, or no answer", tone: totals.errors ? "block" : "" },
    { name: "Latency p95", value: micros(totals.latency_p95), note: `p50 ${micros(totals.latency_p50)} · p99 ${micros(totals.latency_p99)}` },
    { name: "Inspection", value: micros(totals.inspection_mean), note: "mean, of the latency" },
  ];
  return (
    <dl className={css.figures}>
      {figures.map(({ name, value, note, tone, to }) => (
        <div key={name} data-tone={tone}>
          <dt>{to ? <Link to={to}>{name}</Link> : name}</dt>
          <dd>
            <b>{value}</b>
            <span>{note}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Operations({ metrics }: { metrics: Metrics }) {
  const apis = useApis();
  const busiest = metrics.operations.slice(0, 15);
  return (
    <Panel title="Busiest operations" aside={metrics.operations.length > 15 ? `15 of ${metrics.operations.length}` : ""}>
      {busiest.length === 0 ? (
        <Empty title="No request in this time">
          <p>Point a client at the gateway instead of the API, and its operations appear here by themselves.</p>
        </Empty>
      ) : (
        <div className={ui.scroll}>
          <table className={ui.table}>
            <thead>
              <tr>
                <th>Operation</th>
                <th>API</th>
                <th className={ui.number}>Requests</th>
                <th className={ui.number}>Blocked</th>
                <th className={ui.number}>Throttled</th>
                <th className={ui.number}>p95</th>
              </tr>
            </thead>
            <tbody>
              {busiest.map((row) => (
                <tr key={`${row.api_id} ${row.operation}`}>
                  <td className={ui.mono}>{row.operation || "–"}</td>
                  <td className={ui.dim}>{apis.get(row.api_id)?.name ?? ""}</td>
                  <td className={ui.number}>{count(row.requests)}</td>
                  <td className={ui.number}>{row.block ? <span className={css.block}>{count(row.block)}</span> : <span className={ui.dim}>0</span>}</td>
                  <td className={ui.number}>{row.throttle ? <span className={css.throttle}>{count(row.throttle)}</span> : <span className={ui.dim}>0</span>}</td>
                  <td className={ui.number}>{micros(row.latency_p95)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Panel>
  );
}

function OpenAlerts() {
  const { data } = useQuery(openAlertsQuery);
  const now = useNow();
  return (
    <Panel title="Open alerts" aside={<Link to="/alerts">all</Link>}>
      {data?.items.length === 0 && <p className={css.quiet}>Nothing needs you.</p>}
      <ul className={css.list}>
        {data?.items.slice(0, 6).map((alert) => (
          <li key={alert.id}>
            <Severity name={alert.severity} />
            <div>
              {alert.title}
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
  const apis = useApis();
  return (
    <Panel title="APIs" aside={<Link to="/apis">all</Link>}>
      <ul className={css.list}>
        {[...apis.values()].slice(0, 8).map((api) => (
          <li key={api.id}>
            <ModeChip mode={api.mode} />
            <div>
              {api.name}
              <span className={ui.mono}>{api.upstream}</span>
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
