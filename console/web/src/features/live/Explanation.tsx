/** A row of the stream unfolded: why it met its verdict, in short; the whole of it is a page of its own. */
import { Button } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { Link } from "react-router";
import type { Api, Exchange } from "@/shared/api/client";
import { CallerActions } from "@/shared/exchange/CallerActions";
import { Findings } from "@/shared/exchange/Findings";
import { exchangePath } from "@/shared/exchange/Row";
import { summary } from "@/shared/exchange/votes";
import { bytes, dateTime, micros } from "@/shared/format/format";
import { Copyable } from "@/shared/ui";
import css from "./live.module.css";

export function Explanation({ exchange, api }: { exchange: Exchange; api: Api | undefined }) {
  return (
    <div className={css.explanation}>
      <div className={css.why}>
        <p className={css.summary}>{summary(exchange, api)}</p>
        {exchange.findings.length > 0 && <Findings findings={exchange.findings} />}
        <div className={css.actions}>
          <Button component={Link} to={exchangePath(exchange.request_id)} variant="default" rightSection={<IconArrowRight size={14} />}>
            Open the exchange
          </Button>
          <CallerActions exchange={exchange} />
        </div>
      </div>
      <Facts exchange={exchange} />
    </div>
  );
}

function Facts({ exchange }: { exchange: Exchange }) {
  const facts: [string, React.ReactNode][] = [
    ["Request id", <Copyable key="id" text={exchange.request_id} />],
    ["Received", dateTime(exchange.at)],
    ["Operation", exchange.operation || "–"],
    ["Client", exchange.client + (exchange.peer !== exchange.client ? ` by way of ${exchange.peer}` : "")],
    ["Identity", `${exchange.identity_kind} ${exchange.identity}`],
    ["User agent", exchange.user_agent || "none"],
    ["Sizes", `${bytes(exchange.request_bytes)} in, ${bytes(exchange.response_bytes)} out`],
    ["Time", `${micros(exchange.duration)}, upstream ${micros(exchange.upstream)}, inspection ${micros(exchange.inspection)}`],
    ...(exchange.error ? ([["Error", exchange.error]] as [string, string][]) : []),
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
