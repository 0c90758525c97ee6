/** What was to be told to whom, and how that went. */
import { Button, Select, VisuallyHidden } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import { Link } from "react-router";
import { answered, client } from "@/shared/api/client";
import type { components } from "@/shared/api/generated/schema";
import { useAdmin } from "@/shared/api/session";
import { ago, dateTime, time } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { Chip, Copyable, ui } from "@/shared/ui";
import { done, failed } from "@/shared/ui/say";
import { useFilters } from "@/shared/ui/useFilters";
import { cursorOf, Paged, usePages } from "./Paged";
import css from "./settings.module.css";
import { DELIVERY_STATES } from "./words";

type Delivery = components["schemas"]["DeliveryOut"];
const STATES = ["waiting", "held", "delivered", "merged", "dropped", "dead"] as const;

export function Deliveries() {
  const filters = useFilters();
  const state = STATES.find((each) => each === filters.get("state"));
  const channel = Number(filters.get("channel")) || undefined;
  const alert = Number(filters.get("alert")) || undefined;
  const channels = useQuery({ queryKey: ["channels", "names"], queryFn: ({ signal }) => answered(client.GET("/api/channels", { params: { query: { limit: 500 } }, signal })) });
  const pages = usePages<Delivery>(
    ["deliveries", state, channel, alert],
    (cursor, signal) => answered(client.GET("/api/deliveries", { params: { query: { limit: 50, ...(state && { state }), ...(channel && { channel_id: channel }), ...(alert && { alert_id: alert }), ...cursorOf(cursor) } }, signal })),
    15_000,
  );
  return (
    <>
      <div className={ui.filters}>
        <Select aria-label="State" w={150} data={[{ value: "", label: "Any state" }, ...STATES.map((value) => ({ value, label: value }))]} value={state ?? ""} onChange={(value) => filters.set({ state: value })} />
        <Select
          aria-label="Channel"
          w={200}
          data={[{ value: "", label: "Every channel" }, ...(channels.data?.items ?? []).map(({ id, name }) => ({ value: String(id), label: name }))]}
          value={channel ? String(channel) : ""}
          onChange={(value) => filters.set({ channel: value })}
        />
        {alert && (
          <Button variant="default" onClick={() => filters.set({ alert: null })}>
            Only of alert {alert} ×
          </Button>
        )}
      </div>
      <Paged
        pages={pages}
        empty="Nothing was to be told"
        hint="When an alert fits a channel, what is sent there stands here, with every attempt."
        head={
          <tr>
            <th>State</th>
            <th>Channel</th>
            <th>Of</th>
            <th>When</th>
            <th>Attempts</th>
            <th>Last said</th>
            <th>
              <VisuallyHidden>Actions</VisuallyHidden>
            </th>
          </tr>
        }
        row={(delivery) => <Row key={delivery.id} delivery={delivery} />}
      />
    </>
  );
}

function Row({ delivery }: { delivery: Delivery }) {
  const now = useNow();
  const admin = useAdmin();
  const cache = useQueryClient();
  const [open, setOpen] = useState(false);
  const { id, state, channel, alert_id, kind, created_at, due_at, attempts, error, log, message_id } = delivery;
  const words = DELIVERY_STATES[state];
  const retry = useMutation({
    mutationFn: () => answered(client.POST("/api/deliveries/{delivery_id}/retry", { params: { path: { delivery_id: id } } })),
    onSuccess: () => done("It is tried again now."),
    onError: failed,
    onSettled: () => cache.invalidateQueries({ queryKey: ["deliveries"] }),
  });
  return (
    <Fragment>
      <tr>
        <td title={words?.does}>
          <Chip tone={words?.tone ?? "plain"}>{state}</Chip>
        </td>
        <td>{channel || <span className={ui.dim}>a channel that is gone</span>}</td>
        <td>
          {kind} {alert_id !== null && <Link to={`/alerts/${alert_id}`}>alert {alert_id}</Link>}
        </td>
        <td title={dateTime(created_at)}>
          {ago(created_at, now)}
          {due_at && <span className={ui.dim}>, due {ago(due_at, now)}</span>}
        </td>
        <td className={ui.number}>{attempts}</td>
        <td>{error ?? <span className={ui.dim}>–</span>}</td>
        <td className={css.actions}>
          {admin && (state === "dead" || state === "dropped") && (
            <Button size="compact-xs" variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
              Try again
            </Button>
          )}
          <Button size="compact-xs" variant="subtle" color="gray" aria-expanded={open} leftSection={open ? <IconChevronDown size={12} /> : <IconChevronRight size={12} />} onClick={() => setOpen(!open)}>
            Log
          </Button>
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={7} className={css.deep}>
            <p>
              Message <Copyable text={message_id} />
            </p>
            {log.length === 0 ? (
              <p className={css.note}>Nothing was tried yet.</p>
            ) : (
              <ul>
                {log.map((attempt) => (
                  <li key={attempt.at}>
                    <span title={dateTime(attempt.at)}>{time(attempt.at)}</span>: {attempt.error ?? "taken"}, after {attempt.milliseconds} ms
                  </li>
                ))}
              </ul>
            )}
          </td>
        </tr>
      )}
    </Fragment>
  );
}
