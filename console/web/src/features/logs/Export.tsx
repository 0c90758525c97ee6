/** The view as a CSV file, with how far it has come, and a way to break it off. */
import { Button, Progress } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { saved } from "@/shared/download";
import { bytes, count } from "@/shared/format/format";
import { done, failed } from "@/shared/ui/say";
import { exported, type Progress as Came } from "./exporting";
import { asked } from "./filters";
import css from "./logs.module.css";

const SHOWN_EVERY = 200;

export function Export({ view }: { view: string }) {
  const [came, setCame] = useState<Came | null>(null);
  const running = useRef<AbortController | null>(null);
  useEffect(() => () => running.current?.abort(), []);
  const start = async () => {
    const control = new AbortController();
    running.current = control;
    setCame({ rows: 0, bytes: 0, expected: null });
    let shown = 0;
    let latest: Came = { rows: 0, bytes: 0, expected: null };
    try {
      const blob = await exported(
        asked(view, Date.now()),
        (progress) => {
          latest = progress;
          if (performance.now() - shown < SHOWN_EVERY) return;
          shown = performance.now();
          setCame(progress);
        },
        control.signal,
      );
      saved(blob, `boing-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.csv`);
      done(`Exported ${count(latest.rows)} requests, ${bytes(latest.bytes)}.`);
    } catch (error) {
      if (!control.signal.aborted) failed(error);
    } finally {
      setCame(null);
    }
  };
  if (!came) {
    return (
      <Button variant="default" leftSection={<IconDownload size={14} />} onClick={() => void start()}>
        Export CSV
      </Button>
    );
  }
  const share = came.expected === null ? null : Math.min(99, (100 * came.rows) / came.expected);
  return (
    <div className={css.export}>
      <div>
        <span role="status">
          {count(came.rows)}
          {came.expected !== null && ` of about ${count(came.expected)}`} · {bytes(came.bytes)}
        </span>
        <Progress size="sm" value={share ?? 100} animated={share === null} aria-label="Export" />
      </div>
      <Button variant="default" onClick={() => running.current?.abort()}>
        Cancel
      </Button>
    </div>
  );
}
