/** Why a request met its verdict: each finding with its evidence, the score, what each detector cost; and what to do about its caller. */
import { Button } from "@mantine/core";
import { IconBan, IconShieldCheck } from "@tabler/icons-react";
import type { Api, Exchange, Finding } from "@/shared/api/client";
import { useAdmin } from "@/shared/api/session";
import { bytes, dateTime, micros } from "@/shared/format/format";
import { targetsOf, useListing } from "@/shared/listing";
import { verdictOf } from "@/shared/stream/buffer";
import { Chip, Copyable, Severity } from "@/shared/ui";
import css from "./live.module.css";

export function Explanation({ exchange, api }: { exchange: Exchange; api: Api | undefined }) {
  return (
    <div className={css.explanation}>
      <div className={css.why}>
        <p className={css.summary}>{summary(exchange, api)}</p>
        {exchange.findings.length > 0 && (
          <table className={css.findings}>
            <thead>
              <tr>
                <th>Finding</th>
                <th>Where</th>
                <th>Evidence</th>
              </tr>
            </thead>
            <tbody>
              {exchange.findings.map((finding, index) => (
                <FindingRow key={`${finding.rule}${finding.location}${index}`} finding={finding} />
              ))}
            </tbody>
          </table>
        )}
        <Actions exchange={exchange} />
      </div>
      <Facts exchange={exchange} />
    </div>
  );
}

function summary(exchange: Exchange, api: Api | undefined): string {
  const threshold = api?.block_threshold;
  const score = threshold === undefined ? `score ${exchange.score}` : `score ${exchange.score} against a threshold of ${threshold}`;
  const by = exchange.reason && `, decided by ${exchange.reason}`;
  switch (verdictOf(exchange)) {
    case "block":
      return `Blocked: ${score}${by}.`;
    case "throttle":
      return `Throttled${by}.`;
    case "would":
      return `Let through because its API or detector only observes. In enforce it would have met a ${exchange.would}: ${score}${by}.`;
    case "allow":
      if (exchange.reason) return `Let through${by}.`;
      return exchange.findings.length > 0 ? `Let through: ${score}.` : "Let through: nothing was found.";
  }
}

function FindingRow({ finding }: { finding: Finding }) {
  return (
    <tr>
      <td>
        <div>{finding.message || finding.rule}</div>
        <div className={css.origin}>
          {finding.detector} · rule {finding.rule} <Severity name={finding.severity} /> {finding.mode === "observe" && <Chip tone="watch">observed</Chip>}
        </div>
      </td>
      <td className={css.mono}>{finding.location}</td>
      <td>{finding.evidence && <code className={css.evidence}>{finding.evidence}</code>}</td>
    </tr>
  );
}

function Actions({ exchange }: { exchange: Exchange }) {
  const admin = useAdmin();
  const open = useListing();
  const targets = targetsOf(exchange);
  if (!admin || targets.length === 0) return null;
  const reason = `request ${exchange.request_id}`;
  return (
    <div className={css.actions}>
      <Button variant="light" leftSection={<IconShieldCheck size={14} />} onClick={() => open({ list: "whitelist", targets, reason })}>
        Whitelist…
      </Button>
      <Button variant="light" color="red" leftSection={<IconBan size={14} />} onClick={() => open({ list: "blacklist", targets, reason })}>
        Ban…
      </Button>
    </div>
  );
}

function Facts({ exchange }: { exchange: Exchange }) {
  const spent = Object.entries(exchange.cost).sort(([, a], [, b]) => b - a);
  const facts: [string, React.ReactNode][] = [
    ["Request id", <Copyable key="id" text={exchange.request_id} />],
    ["Received", dateTime(exchange.at)],
    ["Operation", exchange.operation || "–"],
    ["Host", exchange.host],
    ["Client", exchange.client + (exchange.peer !== exchange.client ? ` by way of ${exchange.peer}` : "")],
    ["Identity", `${exchange.identity_kind} ${exchange.identity}`],
    ["User agent", exchange.user_agent || "none"],
    ["Sizes", `${bytes(exchange.request_bytes)} in, ${bytes(exchange.response_bytes)} out`],
    ["Time", `${micros(exchange.duration)}, upstream ${micros(exchange.upstream)}, inspection ${micros(exchange.inspection)}`],
    ...(spent.length > 0 ? ([["Detectors", spent.map(([name, cost]) => `${name} ${micros(cost)}`).join(", ")]] as [string, string][]) : []),
    ...(exchange.error ? ([["Error", exchange.error]] as [string, string][]) : []),
    ["Policy", `revision ${exchange.revision}, gateway ${exchange.gateway}`],
  ];
  return (
    <dl className={css.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
