/**
 * Numbers over time, as a picture and as a table. Its height is known before its library has come, so nothing moves.
 * The values under the cursor stand in the legend; without a cursor, what each series comes to.
 */
import { Suspense, lazy, useState } from "react";
import { dateTime } from "@/shared/format/format";
import { ui } from "@/shared/ui";
import css from "./charts.module.css";
import type { PlotProps } from "./Plot";
import { told } from "./stack";

const Plot = lazy(() => import("./Plot"));

/** Rows of the table that stands for the picture. */
const ROWS = 200;

interface Series {
  name: string;
  /** name of a CSS variable */
  color: string;
  values: readonly (number | null)[];
  /** what it comes to in all, as text */
  total?: string;
}

interface TimeChartProps extends Pick<PlotProps, "times" | "from" | "to" | "kind" | "sync" | "onZoom" | "format"> {
  /** one sentence that says what is seen */
  summary: string;
  series: readonly Series[];
  height?: number;
}

export function TimeChart({ summary, times, from, to, series, kind, format, sync, onZoom, height = 180 }: TimeChartProps) {
  const [index, setIndex] = useState<number | null>(null);
  const [asTable, setAsTable] = useState(false);
  const at = index === null ? undefined : times[index];
  const empty = series.every(({ values }) => values.every((value) => !value));
  return (
    <figure className={css.figure} aria-label={summary}>
      <figcaption className={css.head}>
        <ul>
          {series.map(({ name, color, values, total }) => (
            <li key={name}>
              <i style={{ background: `var(${color})` }} /> {name}
              <b>{at === undefined || index === null ? (total ?? "") : said(values[index], format)}</b>
            </li>
          ))}
        </ul>
        <span className={css.at}>{at !== undefined && dateTime(new Date(at * 1000).toISOString())}</span>
        <button type="button" className={css.switch} aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          {asTable ? "Picture" : "Table"}
        </button>
      </figcaption>
      {asTable ? (
        <Table times={times} series={series} format={format} height={height} summary={summary} />
      ) : (
        <div className={css.plot} style={{ height }}>
          <Suspense fallback={null}>
            <Plot times={times} from={from} to={to} series={series} kind={kind} height={height} format={format} onCursor={setIndex} {...(sync !== undefined && { sync })} {...(onZoom && { onZoom })} />
          </Suspense>
          {empty && <div className={css.nothing}>Nothing in this time</div>}
        </div>
      )}
    </figure>
  );
}

function said(value: number | null | undefined, format: (value: number) => string): string {
  return value === null || value === undefined ? "–" : format(value);
}

function Table({ times, series, format, height, summary }: Pick<TimeChartProps, "times" | "series" | "format" | "summary"> & { height: number }) {
  const rows = told(series.map(({ values }) => values), times.length, ROWS);
  return (
    // A part of the page that scrolls must be reachable by the keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div className={css.table} style={{ height }} tabIndex={0} role="region" aria-label={summary}>
      <table className={ui.table}>
        <thead>
          <tr>
            <th>From</th>
            {series.map(({ name }) => (
              <th key={name} className={ui.number}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((index) => (
            <tr key={times[index]}>
              <td>{dateTime(new Date((times[index] ?? 0) * 1000).toISOString())}</td>
              {series.map(({ name, values }) => (
                <td key={name} className={ui.number}>
                  {said(values[index], format)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
