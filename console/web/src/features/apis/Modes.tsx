/** The mode of an API, and what changing it would have meant. */
import { Radio } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Mode } from "@/shared/api/client";
import { count } from "@/shared/format/format";
import { Failure, Loading, ui } from "@/shared/ui";
import { Confirm } from "@/shared/ui/Confirm";
import css from "./apis.module.css";
import type { Draft } from "./draft";
import { change, lastDay, MODES } from "./modes";
import { dayQuery, dayTopQuery } from "./queries";
import { Section } from "./Section";
import type { Known } from "./types";

export function Modes({ form, before }: { form: UseFormReturnType<Draft>; before: Mode | null }) {
  const consequence = before && change(before, form.values.mode);
  return (
    <Section title="Mode" about="Start in observe; enforce once the log shows that only the hostile would be blocked.">
      <Radio.Group aria-label="Mode" {...form.getInputProps("mode")}>
        <div className={css.modes}>
          {MODES.map(({ value, label, does }) => (
            <Radio.Card key={value} value={value} className={css.mode ?? ""}>
              <Radio.Indicator size="xs" />
              <div>
                <strong>{label}</strong>
                <p>{does}</p>
              </div>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      {consequence && (
        <p className={css.consequence} role="status">
          {consequence} What the last 24 hours would have been is shown before it is saved.
        </p>
      )}
    </Section>
  );
}

interface ModeChangeProps {
  api: Known;
  /** null: closed */
  mode: Mode | null;
  pending: boolean;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asked before a change of mode is saved. */
export function ModeChange({ api, mode, pending, onConfirm, onClose }: ModeChangeProps) {
  return (
    <Confirm opened={mode !== null} title={`${api.name}: ${api.mode} → ${mode ?? ""}`} size="lg" action={`Change to ${mode ?? ""}`} danger={mode !== "observe"} pending={pending} onConfirm={onConfirm} onClose={onClose}>
      {mode && (
        <>
          <p>{change(api.mode, mode)}</p>
          <LastDay api={api} mode={mode} />
        </>
      )}
    </Confirm>
  );
}

function LastDay({ api, mode }: { api: Known; mode: Mode }) {
  const { data, error } = useQuery(dayQuery(api.id));
  if (error) return <Failure error={error} />;
  if (!data) return <Loading rows={3} />;
  const enforcing = mode === "enforce";
  const query = new URLSearchParams({ api: String(api.id), verdict: enforcing ? "would" : "block", range: "86400" });
  const some = enforcing ? data.would_block + data.would_throttle > 0 : data.block + data.throttle > 0;
  return (
    <div className={css.day}>
      {lastDay(mode, data).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
      {some && (
        <>
          <div className={css.tops}>
            <Most api={api} by="rule" title="By rule" enforcing={enforcing} />
            <Most api={api} by="identity" title="By caller" enforcing={enforcing} />
          </div>
          <p>
            <Link to={`/logs?${String(query)}`}>Look at them in the log</Link>
          </p>
        </>
      )}
    </div>
  );
}

function Most({ api, by, title, enforcing }: { api: Known; by: "rule" | "identity"; title: string; enforcing: boolean }) {
  const { data } = useQuery(dayTopQuery(api.id, by, 20));
  const rows = (data ?? [])
    .map(({ key, would, stopped }) => ({ key, value: enforcing ? would : stopped }))
    .filter(({ value }) => value > 0)
    .sort((a, b) => b.value - a.value)
    .slice(0, 5);
  if (rows.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul>
        {rows.map(({ key, value }) => (
          <li key={key}>
            <span className={ui.mono}>{key || "unknown"}</span>
            <b>{count(value)}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}
