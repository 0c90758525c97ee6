/** What was learned from the traffic: each API's models, what they are worth, which of them serves, and how they came to be. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link } from "react-router";
import { modelsQuery, useApis } from "@/shared/api/queries";
import { ago, count } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { Chip, Empty, Failure, Loading, Page, Panel, ui } from "@/shared/ui";
import { useFilters } from "@/shared/ui/useFilters";
import { days } from "./compare";
import css from "./models.module.css";
import { ratesQuery, trainingsQuery } from "./queries";
import { LanguageModel } from "./LanguageModel";
import { TrainNow, Trainings } from "./Trainings";
import { Versions } from "./Versions";
import { kindOf, lately, lines, MATURITY, share, type Line } from "./words";

export default function Models() {
  const filters = useFilters();
  const { data, error, refetch, isPending } = useQuery(modelsQuery);
  useFreshAfterTraining();
  const all = lines(data ?? []);
  const chosen = all.find(({ key }) => key === filters.get("model"));
  return (
    <Page title="Models" about="Learned from this installation’s own clean traffic. A new version serves only if it is not worse than the one before." actions={<TrainNow />}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      <Panel title="Models" aside="the last 24 hours against what it was checked at">
        {isPending && <Loading rows={4} />}
        {data && all.length === 0 && (
          <Empty title="Nothing was learned yet">
            <p>Models are trained by themselves once enough clean traffic is recorded: 500 requests of an API are the least. A day of it makes a better one.</p>
          </Empty>
        )}
        {all.length > 0 && <Table all={all} chosen={chosen?.key} onChoose={(key) => filters.set({ model: key, compare: null })} />}
      </Panel>
      {chosen && <Versions key={chosen.key} line={chosen} />}
      <Trainings />
      <LanguageModel />
    </Page>
  );
}

/** What a training made is asked for as soon as it has ended. */
function useFreshAfterTraining() {
  const cache = useQueryClient();
  const { data } = useQuery(trainingsQuery);
  const ended = data?.items.find(({ ended_at }) => ended_at !== null)?.id;
  useEffect(() => {
    if (ended !== undefined) void cache.invalidateQueries({ queryKey: modelsQuery.queryKey });
  }, [cache, ended]);
}

function Table({ all, chosen, onChoose }: { all: readonly Line[]; chosen: string | undefined; onChoose: (key: string | null) => void }) {
  return (
    <div className={ui.scroll}>
      <table className={ui.table}>
        <thead>
          <tr>
            <th>For</th>
            <th>What</th>
            <th>Serves</th>
            <th>Maturity</th>
            <th className={ui.number}>Alerts on, checked</th>
            <th className={ui.number}>Alerts on, last 24 h</th>
            <th className={ui.number}>Finds of strange</th>
            <th>Learned from</th>
            <th>Made</th>
          </tr>
        </thead>
        <tbody>
          {all.map((line) => (
            <Row key={line.key} line={line} all={all} chosen={line.key === chosen} onChoose={() => onChoose(line.key === chosen ? null : line.key)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ line, all, chosen, onChoose }: { line: Line; all: readonly Line[]; chosen: boolean; onChoose: () => void }) {
  const now = useNow();
  const apis = useApis();
  const { serving, kind, apiId, versions } = line;
  const shown = serving ?? versions[0];
  const name = apiId === null ? "All other APIs" : (apis.get(apiId)?.name ?? `API ${apiId}`);
  if (!shown) return null;
  const { measures, maturity, created_at } = shown;
  return (
    <tr data-chosen={chosen || undefined}>
      <td>
        <button type="button" className={css.choose} aria-expanded={chosen} onClick={onChoose}>
          {name}
        </button>
      </td>
      <td>
        <Link to={`/detectors/${kind}`}>{kindOf(kind).name}</Link>
        <div className={css.small}>{kindOf(kind).made}</div>
      </td>
      <td>{serving ? <Chip tone="good">version {serving.version}</Chip> : <Chip tone="warn">none of {versions.length}</Chip>}</td>
      <td>
        <span title={MATURITY[maturity].means}>
          <Chip tone={MATURITY[maturity].tone}>{MATURITY[maturity].text}</Chip>
        </span>
      </td>
      <td className={ui.number}>
        {share(measures.alert_rate)}
        <div className={css.small}>target {share(measures.target_alert_rate)}</div>
      </td>
      <td className={ui.number}>
        <Lately line={line} all={all} />
      </td>
      <td className={ui.number}>{share(measures.separation)}</td>
      <td>
        {count(measures.learned)} {kindOf(kind).unit}
        <div className={css.small}>{days(measures.days)}</div>
      </td>
      <td className={ui.dim}>{ago(created_at, now)}</td>
    </tr>
  );
}

function Lately({ line, all }: { line: Line; all: readonly Line[] }) {
  const { data } = useQuery(ratesQuery);
  if (!data || !line.serving) return <>–</>;
  const { requests, alerts } = lately(line, all, data.items);
  if (requests === 0) return <>–</>;
  const query = new URLSearchParams({ range: "86400", detector: line.kind, ...(line.apiId !== null && { api: String(line.apiId) }) });
  return (
    <>
      {alerts > 0 ? <Link to={`/logs?${String(query)}`}>{share(alerts / requests)}</Link> : share(0)}
      <div className={css.small}>
        {count(alerts)} of {count(requests)}
      </div>
    </>
  );
}

