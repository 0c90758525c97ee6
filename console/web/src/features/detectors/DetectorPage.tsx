/** One detector: what it does, what it may do and where, how it is set, and what it has found. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { Link } from "react-router";
import type { Detector } from "@/shared/api/client";
import { apisQuery } from "@/shared/api/queries";
import { TimeChart } from "@/shared/charts/TimeChart";
import { count, micros } from "@/shared/format/format";
import { Empty, Failure, Loading, ModeChip, Page, Panel, ui } from "@/shared/ui";
import { Choices } from "@/shared/ui";
import { linkOf, RANGES, rangeOf, type Range } from "@/shared/ui/range";
import { useFilters } from "@/shared/ui/useFilters";
import css from "./detectors.module.css";
import { DetectorForm } from "./DetectorForm";
import { detectorsQuery, statsQuery, type Stats } from "./queries";
import { effective, reviewed } from "./words";

const DAY = 86_400;

export function DetectorPage({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(detectorsQuery);
  const detector = data?.items.find((each) => each.id === id);
  if (detector) return <Found detector={detector} />;
  return (
    <Page title="Detector">
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading rows={10} />}
      {data && (
        <Empty title="There is no such detector">
          <Link to="/detectors">All detectors</Link>
        </Empty>
      )}
    </Page>
  );
}

function Found({ detector }: { detector: Detector }) {
  const filters = useFilters();
  const range = rangeOf({ range: filters.get("range"), from: "", to: "" }, DAY);
  const { data, error, refetch } = useQuery(statsQuery(detector.id, range));
  return (
    <Page
      title={detector.title}
      about={detector.description}
      actions={
        <div className={css.actions}>
          <ModeChip mode={detector.mode} />
          <Choices label="Range" choices={RANGES} chosen={String(range.seconds)} onChange={(value) => filters.set({ range: value === String(DAY) ? null : value })} />
        </div>
      }
    >
      {error && <Failure error={error} retry={() => void refetch()} />}
      <Figures stats={data} />
      <Hits stats={data} range={range} />
      <div className={css.halves}>
        <Rules stats={data} detector={detector} range={range} />
        <PerApi detector={detector} stats={data} />
      </div>
      <DetectorForm key={detector.id} detector={detector} />
    </Page>
  );
}

function Figures({ stats }: { stats: Stats | undefined }) {
  const said = (value: number | undefined) => (value === undefined ? "–" : count(value));
  const figures = [
    { name: "Requests it found something in", value: said(stats?.hits), note: "" },
    { name: "Of them stopped", value: said(stats?.stopped), note: stats && stats.would > 0 ? `${count(stats.would)} more would be, in enforce` : "blocked or throttled" },
    { name: "False positives", value: said(stats?.false_positives), note: stats ? reviewed(stats.false_positives, stats.true_positives) : "" },
    { name: "Real, by review", value: said(stats?.true_positives), note: "" },
    { name: "Time it costs", value: stats && stats.mean_microseconds !== null ? micros(Math.round(stats.mean_microseconds)) : "–", note: "mean, for each request" },
  ];
  return (
    <dl className={css.figures}>
      {figures.map(({ name, value, note }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <b>{value}</b>
            <span>{note}</span>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Hits({ stats, range }: { stats: Stats | undefined; range: Range }) {
  const drawn = useMemo(() => {
    const series = stats?.series ?? [];
    const times = series.map(({ at }) => Date.parse(at) / 1000);
    return {
      times,
      from: times[0] ?? 0,
      to: (times.at(-1) ?? 0) + (stats?.step ?? 60),
      series: [
        { name: "only recorded", color: "--bar-would", values: series.map(({ hits, stopped }) => Math.max(0, hits - stopped)), total: stats ? count(Math.max(0, stats.hits - stats.stopped)) : "" },
        { name: "stopped", color: "--bar-block", values: series.map(({ stopped }) => stopped), total: stats ? count(stats.stopped) : "" },
      ],
    };
  }, [stats]);
  const words = RANGES.find(({ value }) => value === String(range.seconds))?.words ?? "chosen time";
  return (
    <Panel title="Found over time">
      <TimeChart {...drawn} kind="bars" format={count} height={170} summary={`Requests in which it found something, over the last ${words}`} />
    </Panel>
  );
}

function Rules({ stats, detector, range }: { stats: Stats | undefined; detector: Detector; range: Range }) {
  const query = (rule: string) => String(new URLSearchParams({ ...linkOf(range), detector: detector.id, rule }));
  return (
    <Panel title="Its rules" aside={stats && stats.rules.length > 0 && "the most frequent"}>
      <div className={css.tall}>
        {!stats && <Loading rows={4} />}
        {stats?.rules.length === 0 && <p className={css.quiet}>None of them found anything in this time.</p>}
        {stats && stats.rules.length > 0 && (
          <table className={ui.table}>
            <thead>
              <tr>
                <th>Rule</th>
                <th className={ui.number}>Found</th>
                <th className={ui.number}>Stopped</th>
              </tr>
            </thead>
            <tbody>
              {stats.rules.map(({ rule, hits, stopped }) => (
                <tr key={rule}>
                  <td className={ui.mono}>
                    <Link to={`/logs?${query(rule)}`}>{rule}</Link>
                  </td>
                  <td className={ui.number}>{count(hits)}</td>
                  <td className={ui.number}>{count(stopped)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Panel>
  );
}

function PerApi({ detector, stats }: { detector: Detector; stats: Stats | undefined }) {
  const { data } = useQuery(apisQuery);
  return (
    <Panel title="In each API">
      <div className={css.tall}>
        {!data && <Loading rows={4} />}
        {data?.length === 0 && <p className={css.quiet}>No API is protected yet.</p>}
        {data && data.length > 0 && (
          <table className={ui.table}>
            <thead>
              <tr>
                <th>API</th>
                <th>The API is in</th>
                <th>Set for it</th>
                <th>So it does</th>
                <th className={ui.number}>Found</th>
                <th className={ui.number}>Stopped</th>
              </tr>
            </thead>
            <tbody>
              {data.map((api) => {
                const own = api.detectors[detector.id];
                const found = stats?.apis.find(({ api_id }) => api_id === api.id);
                return (
                  <tr key={api.id}>
                    <td>
                      <Link to={`/apis/${api.id}`}>{api.name}</Link>
                    </td>
                    <td>{api.mode}</td>
                    <td>{own ? own.mode : <span className={ui.dim}>as everywhere</span>}</td>
                    <td>
                      <ModeChip mode={effective(api.mode, own?.mode ?? detector.mode)} />
                    </td>
                    <td className={ui.number}>{found ? count(found.hits) : "–"}</td>
                    <td className={ui.number}>{found ? count(found.stopped) : "–"}</td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        )}
      </div>
    </Panel>
  );
}
