/** Every figure that a detector watches: what is usual, and what is seen now. */
import { Button, Checkbox, Select, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { useApis } from "@/shared/api/queries";
import { ago, count } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { Chip, Empty, Failure, Loading, Panel, ui } from "@/shared/ui";
import { useFilters } from "@/shared/ui/useFilters";
import css from "./behaviour.module.css";
import { baselinesQuery } from "./queries";
import { chosen, said, scale, standing, STANDINGS } from "./standing";
import type { Baseline, Behaviour } from "./types";

const PAGE = 60;

export function Baselines({ behaviour: { id, title } }: { behaviour: Behaviour }) {
  const filters = useFilters();
  const apis = useApis();
  const now = useNow();
  const [pages, setPages] = useState(1);
  const { data, error, refetch, isPending } = useQuery(baselinesQuery(id));
  const wanted = { api: filters.get("api") ? Number(filters.get("api")) : null, text: filters.get("q"), off: filters.get("off") !== "" };
  const all = chosen(data?.items ?? [], wanted);
  const narrowed = wanted.api !== null || wanted.text !== "" || wanted.off;
  return (
    <Panel title="Usual, and now" aside={data?.at ? `as it was ${ago(data.at, now)}` : undefined}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {isPending && <Loading rows={6} />}
      {data?.items.length === 0 && (
        <Empty title="Nothing is known to be usual yet">
          <p>{title} learns from the traffic as it comes; baselines appear once enough of it has passed.</p>
        </Empty>
      )}
      {data && data.items.length > 0 && (
        <>
          <div className={css.filters}>
            <TextInput aria-label="Search operation or figure" placeholder="Operation, figure, caller" leftSection={<IconSearch size={14} />} w={240} value={filters.get("q")} onChange={(event) => filters.set({ q: event.currentTarget.value })} />
            {apis.size > 1 && <Select aria-label="API" w={150} data={[{ value: "", label: "Every API" }, ...[...apis.values()].map(({ id: api, name }) => ({ value: String(api), label: name }))]} value={filters.get("api")} onChange={(value) => filters.set({ api: value })} />}
            <Checkbox size="xs" label="Only what is not as usual" checked={wanted.off} onChange={() => filters.set({ off: wanted.off ? null : "1" })} />
          </div>
          {all.length === 0 ? (
            <Empty title={wanted.off ? "All is as usual" : "Nothing matches"}>
              {narrowed && (
                <Button variant="default" onClick={() => filters.set({ api: null, q: null, off: null })}>
                  Clear filters
                </Button>
              )}
            </Empty>
          ) : (
            <div className={ui.scroll}>
              <table className={ui.table}>
                <thead>
                  <tr>
                    <th>Of</th>
                    <th>Figure</th>
                    <th className={ui.number}>Usual</th>
                    <th className={ui.number}>Up to</th>
                    <th className={ui.number}>Now</th>
                    <th className={css.wide}>Now against usual</th>
                    <th className={ui.number}>Odd from</th>
                    <th className={ui.number}>Learned from</th>
                  </tr>
                </thead>
                <tbody>
                  {all.slice(0, pages * PAGE).map((baseline) => (
                    <Row key={`${baseline.api_id} ${baseline.operation} ${baseline.figure}`} baseline={baseline} api={apis.get(baseline.api_id)?.name ?? `API ${baseline.api_id}`} />
                  ))}
                </tbody>
              </table>
            </div>
          )}
          {all.length > pages * PAGE && (
            <div className={css.more}>
              <Button variant="default" onClick={() => setPages(pages + 1)}>
                {count(all.length - pages * PAGE)} more
              </Button>
            </div>
          )}
        </>
      )}
    </Panel>
  );
}

function Row({ baseline, api }: { baseline: Baseline; api: string }) {
  const { operation, figure, unit, usual, high, bound, now, number, who, api_id } = baseline;
  const stands = STANDINGS[standing(baseline)];
  const logs = new URLSearchParams({ range: "3600", api: String(api_id), ...(operation.includes(" ") && { operation }) });
  return (
    <tr>
      <td>
        <Link className={ui.mono} to={`/logs?${String(logs)}`}>
          {operation || "the whole API"}
        </Link>
        <div className={css.small}>{api}</div>
      </td>
      <td>
        {figure}
        {who && <div className={css.small}>now by {who.length > 40 ? `${who.slice(0, 40)}…` : who}</div>}
      </td>
      <td className={ui.number}>{said(usual, unit)}</td>
      <td className={ui.number}>{said(high, unit)}</td>
      <td className={ui.number}>{now === null ? "–" : said(now, unit)}</td>
      <td className={css.wide}>
        <div className={css.against}>
          <Against baseline={baseline} />
          <Chip tone={stands.tone}>{stands.text}</Chip>
        </div>
      </td>
      <td className={ui.number}>{bound > 0 ? said(bound, unit) : <span className={ui.dim}>–</span>}</td>
      <td className={ui.number}>{count(number)}</td>
    </tr>
  );
}

/** A band of what is usual, a line from where on it is odd, and a mark for now. */
function Against({ baseline }: { baseline: Baseline }) {
  const { usual, low, high, bound, now } = baseline;
  const at = scale(baseline);
  const from = at(low > 0 ? low : Math.min(usual, high));
  return (
    <svg className={css.scale} viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden>
      <rect x={0} y={4} width={100} height={2} data-part="track" />
      <rect x={from} y={3} width={Math.max(1, at(high) - from)} height={4} data-part="usual" />
      {bound > 0 && <rect x={at(bound)} y={1} width={0.7} height={8} data-part="bound" />}
      {now !== null && <rect x={Math.min(98.5, at(now))} y={0} width={1.5} height={10} data-part="now" data-standing={standing(baseline)} />}
    </svg>
  );
}
