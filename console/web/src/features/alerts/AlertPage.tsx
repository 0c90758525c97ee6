/** One alert: how it grew, the requests behind it, what was said about it, and who was told. */
import { Button, Menu } from "@mantine/core";
import { IconArrowLeft, IconBan, IconBellOff, IconCheck, IconShieldCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "react-router";
import { subjectOf } from "@/shared/about";
import { Problem, type Alert } from "@/shared/api/client";
import { useApis } from "@/shared/api/queries";
import { useAdmin } from "@/shared/api/session";
import { ago, count, dateTime } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { useListing } from "@/shared/listing";
import { Chip, Countdown, Empty, Failure, Loading, Page, Panel, Severity, ui } from "@/shared/ui";
import { useKeys } from "@/shared/ui/keys";
import { Judged } from "./AlertRow";
import css from "./alerts.module.css";
import { Deliveries } from "./Deliveries";
import { MuteDialog } from "./MuteDialog";
import { Notes } from "./Notes";
import { Samples } from "./Samples";
import { OverTime } from "./OverTime";
import { alertQuery, useTriage } from "./triage";
import { targetsFor, type Review } from "./words";

export default function AlertPage() {
  const id = Number(useParams().id);
  const { data, error, refetch, isPending } = useQuery({ ...alertQuery(id), enabled: Number.isSafeInteger(id) && id > 0, refetchInterval: 15_000 });
  const unknown = !(id > 0) || (error instanceof Problem && error.status === 404);
  if (data) return <Known alert={data} />;
  return (
    <Page title="Alert">
      <Panel>
        {unknown ? (
          <Empty title="No alert has this number">
            <Link to="/alerts">All alerts</Link>
          </Empty>
        ) : (
          <>
            {isPending && <Loading />}
            {error && <Failure error={error} retry={() => void refetch()} />}
          </>
        )}
      </Panel>
    </Page>
  );
}

function Known({ alert }: { alert: Alert }) {
  const api = useApis().get(alert.api_id)?.name ?? `API ${alert.api_id}`;
  const now = useNow();
  return (
    <Page
      title={alert.title}
      about={
        <Link to="/alerts" className={css.back}>
          <IconArrowLeft size={13} aria-hidden /> all alerts
        </Link>
      }
    >
      <div className={css.standing}>
        <Severity name={alert.severity} />
        <Chip tone={alert.status === "open" ? "bad" : "plain"}>{alert.status}</Chip>
        <Judged review={alert.review} />
        <span>
          <b>{count(alert.count)}</b> {alert.count === 1 ? "request" : "requests"}, {count(alert.stopped)} stopped; last {ago(alert.last_at, now)}
        </span>
        {alert.status === "muted" && (
          <span className={ui.dim}>
            <Countdown until={alert.muted_until} /> of silence left
          </span>
        )}
      </div>
      <Actions alert={alert} api={api} />
      <div className={css.columns}>
        <div className={css.stack}>
          <OverTime alert={alert} />
          <Samples alert={alert} />
          <Deliveries alertId={alert.id} />
        </div>
        <div className={css.stack}>
          <About alert={alert} api={api} />
          <Notes alertId={alert.id} />
        </div>
      </div>
    </Page>
  );
}

function About({ alert, api }: { alert: Alert; api: string }) {
  const subject = subjectOf(alert.identity);
  const rules = Object.entries(alert.rules).sort(([, a], [, b]) => b - a);
  const facts: [string, React.ReactNode][] = [
    [subject?.label ?? "Callers", subject === null ? "many callers" : subject.logs ? <Link key="c" className={ui.mono} to={`/logs?${String(new URLSearchParams(subject.logs))}`}>{alert.identity}</Link> : <span key="c" className={ui.mono}>{alert.identity}</span>],
    ["API", <Link key="a" to={`/apis/${alert.api_id}`}>{api}</Link>],
    ["Operation", <span key="o" className={ui.mono}>{alert.operation || "any"}</span>],
    ["Detector", <Link key="d" to={`/detectors/${alert.detector}`}>{alert.detector}</Link>],
    ["First", dateTime(alert.first_at)],
    ["Last", dateTime(alert.last_at)],
    ...(alert.acked_by ? ([["Acknowledged", `by ${alert.acked_by}, ${alert.acked_at ? dateTime(alert.acked_at) : ""}`]] as [string, string][]) : []),
    ...(alert.reviewed_by ? ([["Judged", `by ${alert.reviewed_by}`]] as [string, string][]) : []),
  ];
  return (
    <Panel title="About">
      <dl className={css.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <h3 className={css.sub}>Rules</h3>
      <ul className={css.rules}>
        {rules.map(([rule, times]) => (
          <li key={rule}>
            <Link className={ui.mono} to={`/logs?rule=${encodeURIComponent(rule)}&api=${alert.api_id}`}>
              {rule}
            </Link>
            <span>×{count(times)}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Actions({ alert, api }: { alert: Alert; api: string }) {
  const admin = useAdmin();
  const list = useListing();
  const triage = useTriage();
  const [muting, setMuting] = useState(false);
  const ids = [alert.id];
  const ack = () => triage.mutate({ ids, act: { action: "ack" } });
  const judge = (review: Review | null) => triage.mutate({ ids, act: { action: "review", review } });
  const targets = targetsFor(alert);
  const reason = `alert ${alert.id}: ${alert.title}`;
  useKeys("Alert", [
    { key: "a", does: "Acknowledge", run: () => alert.status === "open" && ack() },
    { key: "m", does: "Mute", run: () => setMuting(true) },
    { key: "f", does: "It is a false positive", run: () => judge("false_positive") },
    { key: "r", does: "It is a real attack", run: () => judge("true_positive") },
  ]);
  return (
    <div className={css.actions}>
      {alert.status === "open" && (
        <Button leftSection={<IconCheck size={14} />} loading={triage.isPending} onClick={ack}>
          Acknowledge
        </Button>
      )}
      {alert.status === "muted" ? (
        <Button variant="default" loading={triage.isPending} onClick={() => triage.mutate({ ids, act: { action: "unmute" } })}>
          Unmute
        </Button>
      ) : (
        <Button variant="default" leftSection={<IconBellOff size={14} />} onClick={() => setMuting(true)}>
          Mute…
        </Button>
      )}
      <Menu position="bottom-start">
        <Menu.Target>
          <Button variant="default">{alert.review ? "Judge again" : "Judge"}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => judge("true_positive")}>A real attack</Menu.Item>
          <Menu.Item onClick={() => judge("false_positive")}>A false positive</Menu.Item>
          {alert.review && <Menu.Item onClick={() => judge(null)}>Take the judgement back</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {admin && targets.length > 0 && (
        <>
          <Button variant="light" leftSection={<IconShieldCheck size={14} />} onClick={() => list({ list: "whitelist", targets, reason })}>
            Whitelist…
          </Button>
          <Button variant="light" color="red" leftSection={<IconBan size={14} />} onClick={() => list({ list: "blacklist", targets, reason })}>
            Ban…
          </Button>
        </>
      )}
      <MuteDialog alerts={[alert]} api={api} opened={muting} onClose={() => setMuting(false)} onDone={() => undefined} />
    </div>
  );
}
