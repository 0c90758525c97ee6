/** One alert in the list: what, who, how much, how lately. */
import { Checkbox } from "@mantine/core";
import { IconNote } from "@tabler/icons-react";
import { memo, useEffect, useRef } from "react";
import { Link } from "react-router";
import type { Alert } from "@/shared/api/client";
import { ago, count, dateTime } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { Chip, Countdown, Severity, ui } from "@/shared/ui";
import css from "./alerts.module.css";

interface Props {
  alert: Alert;
  api: string;
  chosen: boolean;
  /** the keyboard's cursor is here */
  here: boolean;
  onChoose: (id: number) => void;
}

export const AlertRow = memo(function AlertRow({ alert, api, chosen, here, onChoose }: Props) {
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (here) row.current?.scrollIntoView({ block: "nearest" });
  }, [here]);
  const rules = Object.entries(alert.rules).sort(([, a], [, b]) => b - a);
  return (
    <li ref={row} className={css.alert} data-severity={alert.severity} data-here={here || undefined} data-chosen={chosen || undefined} aria-current={here || undefined}>
      <Checkbox size="xs" aria-label={`Choose ${alert.title}`} checked={chosen} onChange={() => onChoose(alert.id)} />
      <div className={css.what}>
        <div className={css.title}>
          <Severity name={alert.severity} />
          <Link to={`/alerts/${alert.id}`}>{alert.title}</Link>
          <Judged review={alert.review} />
          {alert.notes_count > 0 && (
            <span className={css.notes} title={`${alert.notes_count} notes`}>
              <IconNote size={13} aria-label="Notes" /> {alert.notes_count}
            </span>
          )}
        </div>
        <div className={css.where}>
          {!(alert.identity && alert.title.includes(alert.identity)) && <span className={ui.mono}>{alert.identity || "many callers"}</span>}
          <span>
            {api} · <span className={ui.mono}>{alert.operation || "any operation"}</span>
          </span>
          <span className={ui.dim}>
            {alert.detector}: {rules.slice(0, 3).map(([rule, times]) => `${rule} ×${count(times)}`).join(", ")}
            {rules.length > 3 && ` and ${rules.length - 3} more`}
          </span>
        </div>
      </div>
      <Figures alert={alert} />
    </li>
  );
});

export function Judged({ review }: { review: Alert["review"] }) {
  return review && <Chip tone={review === "true_positive" ? "bad" : "good"}>{review === "true_positive" ? "real" : "false positive"}</Chip>;
}

function Figures({ alert }: { alert: Alert }) {
  const now = useNow();
  return (
    <div className={css.figures}>
      <div>
        <b>{count(alert.count)}</b> {alert.count === 1 ? "request" : "requests"}, {count(alert.stopped)} stopped
      </div>
      <div className={ui.dim} title={`${dateTime(alert.first_at)} to ${dateTime(alert.last_at)}`}>
        last {ago(alert.last_at, now)}
        {alert.count > 1 && `, first ${ago(alert.first_at, now)}`}
      </div>
      {alert.status === "muted" && (
        <div className={ui.dim}>
          muted, <Countdown until={alert.muted_until} /> left
        </div>
      )}
      {alert.status === "acknowledged" && <div className={ui.dim}>by {alert.acked_by}</div>}
    </div>
  );
}
