/**
 * uPlot on a canvas, in a chunk of its own. It was chosen for its size (a tenth of what general chart libraries weigh),
 * for drawing thousands of points in a millisecond, and because it sets styles only through the CSSOM, which the
 * console's content security policy allows. Knows no React state: it is told what to draw, and tells where the cursor is.
 */
import { useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef } from "react";
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { stacked } from "./stack";
import { marks } from "./times";

export interface PlotSeries {
  name: string;
  /** name of a CSS variable, such as `--bar-block` */
  color: string;
  values: readonly (number | null)[];
}

export interface PlotProps {
  /** seconds since the epoch, rising */
  times: readonly number[];
  /** seconds since the epoch at which the axis begins and ends */
  from: number;
  to: number;
  series: readonly PlotSeries[];
  kind: "bars" | "lines";
  height: number;
  format: (value: number) => string;
  /** charts of one name move their cursors together */
  sync?: string;
  onCursor: (index: number | null) => void;
  /** a stretch was drawn over; seconds since the epoch */
  onZoom?: (from: number, to: number) => void;
}

/** Bars count things: their axis has no halves. */
const WHOLE = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();

/** The last series of `bars` lies on top of the others. */
export default function Plot(props: PlotProps) {
  const { times, series, kind, height } = props;
  const scheme = useComputedColorScheme("light");
  const place = useRef<HTMLDivElement>(null);
  const drawn = useRef<uPlot | null>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  const shape = series.map(({ name, color }) => `${name}${color}`).join();

  useEffect(() => {
    const target = place.current;
    if (!target) return;
    const plot = new uPlot(options(target, latest, kind, height), data(latest.current), target);
    drawn.current = plot;
    const watcher = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry?.contentRect.width ?? 0);
      if (width > 0 && width !== plot.width) plot.setSize({ width, height });
    });
    watcher.observe(target);
    return () => {
      watcher.disconnect();
      plot.destroy();
      drawn.current = null;
    };
  }, [shape, kind, height, scheme]);

  useEffect(() => {
    drawn.current?.setData(data(latest.current));
  }, [times, series]);

  return <div ref={place} aria-hidden />;
}

function data({ times, series, kind }: PlotProps): uPlot.AlignedData {
  const values = series.map((each) => each.values);
  const layers = kind === "bars" ? stacked(values).reverse() : values;
  return [times, ...layers] as unknown as uPlot.AlignedData;
}

type Latest = { readonly current: PlotProps };

function options(target: HTMLElement, latest: Latest, kind: PlotProps["kind"], height: number): uPlot.Options {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const font = `11px ${style.getPropertyValue("--mantine-font-family")}`;
  const { series, sync } = latest.current;
  const lines = { stroke: colour("--line"), width: 1 };
  return {
    width: Math.max(1, target.clientWidth),
    height,
    padding: [8, 18, 0, 0],
    legend: { show: false },
    cursor: {
      points: { show: kind === "lines", size: 6 },
      y: false,
      drag: { x: true, y: false, setScale: false },
      ...(sync !== undefined && { sync: { key: sync } }),
    },
    scales: {
      x: { time: true, range: () => [latest.current.from, latest.current.to] },
      y: { range: (_, __, most) => [0, most > 0 ? most * 1.05 : 1] },
    },
    axes: [
      { stroke: colour("--dim"), font, grid: { show: false }, ticks: { ...lines, size: 4 }, size: 26, gap: 4, space: 76, values: (_, splits, __, ___, step) => marks(splits, step) },
      { stroke: colour("--dim"), font, grid: lines, ticks: { show: false }, size: 56, gap: 6, space: 34, ...(kind === "bars" && { incrs: WHOLE }), values: (_, splits) => splits.map((value) => latest.current.format(value)) },
    ],
    series: [{}, ...(kind === "bars" ? bars(series, colour) : strokes(series, colour))],
    hooks: {
      setCursor: [({ cursor }) => latest.current.onCursor(cursor.idx ?? null)],
      setSelect: [
        (plot) => {
          const { left, width } = plot.select;
          if (width < 4) return;
          plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
          latest.current.onZoom?.(plot.posToVal(left, "x"), plot.posToVal(left + width, "x"));
        },
      ],
    },
  };
}

function bars(series: readonly PlotSeries[], colour: (name: string) => string): uPlot.Series[] {
  const paths = uPlot.paths.bars?.({ size: [0.84, 48], align: 1 });
  return [...series].reverse().map(({ name, color }) => ({ label: name, fill: colour(color), width: 0, points: { show: false }, ...(paths && { paths }) }));
}

function strokes(series: readonly PlotSeries[], colour: (name: string) => string): uPlot.Series[] {
  return series.map(({ name, color, values }) => ({ label: name, stroke: colour(color), width: 1.5, points: { show: values.filter((value) => value !== null).length === 1, size: 5 } }));
}
