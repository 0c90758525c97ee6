/** Who and what led in this time, each row a way into the log. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { useApis } from "@/shared/api/queries";
import { count } from "@/shared/format/format";
import { Choices, Failure, Panel, ui } from "@/shared/ui";
import { linkOf, type Range } from "@/shared/ui/range";
import { useFilters } from "@/shared/ui/useFilters";
import css from "./overview.module.css";
import { change } from "./measures";
import { named } from "./names";
import { topQuery } from "./queries";
import type { By, TopItem } from "./types";

const SHOWN = 8;

interface Kind {
  value: By;
  label: string;
}

const PLACES: readonly { title: string; by: readonly [Kind, ...Kind[]] }[] = [
  { title: "Operations", by: [{ value: "operation", label: "operations" }, { value: "status", label: "answers" }] },
  { title: "Callers", by: [{ value: "identity", label: "callers" }, { value: "client", label: "addresses" }, { value: "user_agent", label: "user agents" }] },
  { title: "Countries", by: [{ value: "country", label: "countries" }] },
  { title: "Rules", by: [{ value: "rule", label: "rules" }, { value: "detector", label: "detectors" }] },
];

export function Leaders({ range, api }: { range: Range; api: string }) {
  return (
    <div className={css.leaders}>
      {PLACES.map(({ title, by }) => (
        <Leading key={title} title={title} kinds={by} range={range} api={api} />
      ))}
    </div>
  );
}

function Leading({ title, kinds, range, api }: { title: string; kinds: readonly [Kind, ...Kind[]]; range: Range; api: string }) {
  const filters = useFilters();
  const name = `top_${title.toLowerCase()}`;
  const by = (kinds.find(({ value }) => value === filters.get(name)) ?? kinds[0]).value;
  const { data, error, refetch } = useQuery(topQuery(by, range, api, SHOWN));
  const most = Math.max(1, ...(data?.items ?? []).map((item) => item.count));
  const choose = (value: By) => filters.set({ [name]: value === kinds[0].value ? null : value });
  return (
    <Panel title={`Top ${title.toLowerCase()}`} aside={kinds.length > 1 && <Choices label={`Top ${title.toLowerCase()} by`} choices={kinds} chosen={by} onChange={choose} />}>
      <div className={css.leading}>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {data?.items.length === 0 && <p className={css.quiet}>{by === "country" ? "No country is known: addresses are private, or no country database is set." : by === "rule" || by === "detector" ? "Nothing was found in this time." : "No request in this time."}</p>}
        <ol>
          {data?.items.map((item) => (
            <Row key={`${item.api_id ?? ""} ${item.key}`} item={item} by={by} most={most} range={range} api={api} />
          ))}
        </ol>
        {data && data.others > 0 && <p className={css.others}>and {count(data.others)} in others</p>}
      </div>
    </Panel>
  );
}

function Row({ item, by, most, range, api }: { item: TopItem; by: By; most: number; range: Range; api: string }) {
  const apis = useApis();
  const turned = change(item.count, item.previous);
  const own = item.api_id == null ? api : String(item.api_id);
  const query = new URLSearchParams({ ...linkOf(range), ...(own && { api: own }), [by]: item.key });
  const words = named(by, item.key);
  const logged = item.key !== "" && by !== "user_agent" && !(by === "status" && item.key === "none");
  return (
    <li>
      <meter className={css.bar} min={0} max={most} value={item.count} aria-label={`${count(item.count)} requests`} />
      <span className={css.key} title={words}>
        {logged ? <Link to={`/logs?${String(query)}`}>{words}</Link> : words}
        {item.api_id != null && apis.size > 1 && <small>{apis.get(item.api_id)?.name}</small>}
      </span>
      <span className={css.stopped}>
        {item.stopped > 0 && <span className={css.block}>{count(item.stopped)} stopped</span>}
        {item.would > 0 && <span className={css.would}>{count(item.would)} would be</span>}
      </span>
      <span className={css.turned}>{turned && turned.direction !== "same" ? turned.text : ""}</span>
      <b className={ui.number}>{count(item.count)}</b>
    </li>
  );
}
