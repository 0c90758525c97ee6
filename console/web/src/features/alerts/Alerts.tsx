/** What should be seen by a person: acknowledged, judged, muted, or acted upon. */
import { Button, Menu, Select } from "@mantine/core";
import { IconBellOff, IconCheck, IconChevronDown } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { answered, client, type Alert } from "@/shared/api/client";
import { useApis } from "@/shared/api/queries";
import { useAdmin } from "@/shared/api/session";
import { ago, count, dateTime } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { targetsOf, useListing } from "@/shared/listing";
import { Chip, Choices, Countdown, Empty, Failure, Loading, Page, Panel, Severity, ui } from "@/shared/ui";
import { failed } from "@/shared/ui/say";
import { useFilters } from "@/shared/ui/useFilters";
import css from "./alerts.module.css";

type Status = Alert["status"];
const STATUSES: readonly Status[] = ["open", "acknowledged", "muted"];
const SEVERITIES = ["info", "notice", "warning", "error", "critical"] as const;
const EMPTY: Record<Status, string> = { open: "Nothing needs you", acknowledged: "Nothing was acknowledged yet", muted: "Nothing is muted" };

export default function Alerts() {
  const filters = useFilters();
  const apis = useApis();
  const status = STATUSES.find((name) => name === filters.get("status")) ?? "open";
  const severity = SEVERITIES.find((name) => name === filters.get("severity"));
  const api = filters.get("api") ? Number(filters.get("api")) : undefined;
  const { data, error, refetch, isPending, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery({
    queryKey: ["alerts", "list", status, severity, api],
    queryFn: ({ signal, pageParam }) => {
      const query = { status, limit: 50, ...(severity && { severity }), ...(api && { api_id: api }), ...(pageParam && { cursor: pageParam }) };
      return answered(client.GET("/api/alerts", { params: { query }, signal }));
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: 30_000,
  });
  const alerts = data?.pages.flatMap(({ items }) => items);
  return (
    <Page title="Alerts" about="Findings grouped by caller, detector and operation. One stays quiet once it is acknowledged or muted.">
      <div className={ui.filters}>
        <Choices label="Status" choices={STATUSES.map((value) => ({ value, label: value }))} chosen={status} onChange={(value) => filters.set({ status: value === "open" ? null : value })} />
        <Select aria-label="Severity" w={150} data={[{ value: "", label: "Any severity" }, ...SEVERITIES.slice(1).map((value) => ({ value, label: value === "critical" ? value : `${value} or graver` }))]} value={severity ?? ""} onChange={(value) => filters.set({ severity: value })} />
        <Select aria-label="API" w={150} data={[{ value: "", label: "Every API" }, ...[...apis.values()].map(({ id, name }) => ({ value: String(id), label: name }))]} value={filters.get("api")} onChange={(value) => filters.set({ api: value })} />
      </div>
      <Panel>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {isPending && <Loading />}
        {alerts?.length === 0 && (
          <Empty title={EMPTY[status]}>
            <p>{status === "open" ? "An alert opens when a caller’s requests are found hostile. It appears here and in the corner at once." : "Alerts move here from the open ones."}</p>
          </Empty>
        )}
        {alerts && alerts.length > 0 && (
          <ul className={css.list}>
            {alerts.map((alert) => (
              <AlertRow key={alert.id} alert={alert} api={apis.get(alert.api_id)?.name ?? `API ${alert.api_id}`} />
            ))}
          </ul>
        )}
      </Panel>
      {hasNextPage && (
        <div>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Older alerts
          </Button>
        </div>
      )}
    </Page>
  );
}

function AlertRow({ alert, api }: { alert: Alert; api: string }) {
  const now = useNow();
  const sample = alert.samples.at(-1);
  const rules = Object.entries(alert.rules).sort(([, a], [, b]) => b - a);
  return (
    <li className={css.alert} data-severity={alert.severity}>
      <div className={css.what}>
        <div className={css.title}>
          <Severity name={alert.severity} />
          <strong>{alert.title}</strong>
          {alert.review && <Chip tone={alert.review === "true_positive" ? "bad" : "good"}>{alert.review === "true_positive" ? "real" : "false positive"}</Chip>}
        </div>
        <div className={css.where}>
          {!alert.title.includes(alert.identity) && <span className={ui.mono}>{alert.identity}</span>}
          <span>
            {api} · <span className={ui.mono}>{alert.operation || "any operation"}</span>
          </span>
          <span className={ui.dim}>
            {alert.detector}: {rules.slice(0, 4).map(([rule, times]) => `${rule} ×${count(times)}`).join(", ")}
            {rules.length > 4 && ` and ${rules.length - 4} more`}
          </span>
        </div>
      </div>
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
        {sample && <Link to={`/live?open=${encodeURIComponent(sample)}`}>latest request</Link>}
      </div>
      <Actions alert={alert} />
    </li>
  );
}

const MUTES = [
  { seconds: 3600, label: "1 hour" },
  { seconds: 8 * 3600, label: "8 hours" },
  { seconds: 86_400, label: "1 day" },
  { seconds: 7 * 86_400, label: "7 days" },
] as const;

function Actions({ alert }: { alert: Alert }) {
  const cache = useQueryClient();
  const admin = useAdmin();
  const open = useListing();
  const settled = { onError: failed, onSettled: () => cache.invalidateQueries({ queryKey: ["alerts"] }) };
  const path = { alert_id: alert.id };
  const ack = useMutation({
    mutationFn: (review?: "true_positive" | "false_positive") => answered(client.POST("/api/alerts/{alert_id}/ack", { params: { path }, body: review ? { review } : {} })),
    ...settled,
  });
  const mute = useMutation({
    mutationFn: (seconds: number | null) => answered(client.PUT("/api/alerts/{alert_id}/mute", { params: { path }, body: seconds === null ? { until: null } : { seconds } })),
    ...settled,
  });
  const [kind = "", ...value] = alert.identity.split(":");
  const identity = value.join(":");
  const targets = targetsOf({ client: kind === "address" ? identity : "", identity_kind: kind, identity });
  return (
    <div className={css.actions}>
      {alert.status === "open" && (
        <Button.Group>
          <Button variant="default" leftSection={<IconCheck size={13} />} loading={ack.isPending} onClick={() => ack.mutate(undefined)}>
            Acknowledge
          </Button>
          <Menu>
            <Menu.Target>
              <Button variant="default" px={6} aria-label="Acknowledge with a judgement">
                <IconChevronDown size={13} />
              </Button>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item onClick={() => ack.mutate("true_positive")}>As a real attack</Menu.Item>
              <Menu.Item onClick={() => ack.mutate("false_positive")}>As a false positive</Menu.Item>
            </Menu.Dropdown>
          </Menu>
        </Button.Group>
      )}
      {alert.status === "muted" ? (
        <Button variant="default" loading={mute.isPending} onClick={() => mute.mutate(null)}>
          Unmute
        </Button>
      ) : (
        <Menu>
          <Menu.Target>
            <Button variant="default" leftSection={<IconBellOff size={13} />} loading={mute.isPending}>
              Mute
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>Counts on, quietly, for</Menu.Label>
            {MUTES.map(({ seconds, label }) => (
              <Menu.Item key={seconds} onClick={() => mute.mutate(seconds)}>
                {label}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {admin && targets.length > 0 && (
        <Menu>
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronDown size={13} />}>
              Caller
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => open({ list: "whitelist", targets, reason: `alert ${alert.id}: ${alert.title}` })}>Whitelist…</Menu.Item>
            <Menu.Item color="red" onClick={() => open({ list: "blacklist", targets, reason: `alert ${alert.id}: ${alert.title}` })}>
              Ban…
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </div>
  );
}
