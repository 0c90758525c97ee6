/** One exchange by its request id: what came, who sent it, what each detector made of it, and what to do about it. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { Problem, type Explained } from "@/shared/api/client";
import { useApis } from "@/shared/api/queries";
import { summary } from "@/shared/exchange/votes";
import { bytes, dateTime, readable, readablePath } from "@/shared/format/format";
import { verdictOf } from "@/shared/stream/buffer";
import { Chip, Copyable, Empty, Failure, Loading, Page, Panel, Verdict } from "@/shared/ui";
import { Actions } from "./Actions";
import { exchangeQuery } from "./asked";
import css from "./exchange.module.css";
import { Judgement } from "./Judgement";
import { RelatedExchanges } from "./RelatedExchanges";
import { RequestAnatomy } from "./RequestAnatomy";
import { Timeline } from "./Timeline";

export default function ExchangePage() {
  const { requestId = "" } = useParams();
  const { data, error, refetch, isPending } = useQuery(exchangeQuery(requestId));
  const unknown = error instanceof Problem && error.status === 404;
  if (data) return <Known exchange={data} />;
  return (
    <Page title="Exchange" about={<code>{requestId}</code>}>
      <Panel>
        {isPending && <Loading />}
        {unknown && (
          <Empty title="No request has this id">
            <p>It may be older than what is kept, left out by sampling, or not have been recorded yet.</p>
            <Link to="/logs">Search the logs</Link>
          </Empty>
        )}
        {error && !unknown && <Failure error={error} retry={() => void refetch()} />}
      </Panel>
    </Page>
  );
}

function Known({ exchange }: { exchange: Explained }) {
  const api = useApis().get(exchange.api_id);
  const facts: [string, React.ReactNode][] = [
    ["Request id", <Copyable key="id" text={exchange.request_id} />],
    ["Received", dateTime(exchange.at)],
    ["API", <Link key="api" to={`/apis/${exchange.api_id}`}>{api?.name ?? exchange.api_id}</Link>],
    ["Operation", exchange.operation || "–"],
    ["Answered", `${exchange.status || "nothing"}${exchange.error && ` (${exchange.error})`}`],
    ["Sizes", `${bytes(exchange.request_bytes)} in, ${bytes(exchange.response_bytes)} out`],
    ["Policy", `revision ${exchange.revision}`],
    ["Seen by", `${{ ingest: "ingestion", decision: "gateway, for another proxy:" }[exchange.source] ?? "gateway"} ${exchange.gateway}`],
  ];
  const caller: [string, React.ReactNode][] = [
    ["Client", <Link key="c" className={css.mono} to={`/logs?client=${encodeURIComponent(exchange.client)}`}>{exchange.client}</Link>],
    ["Connected from", exchange.peer === exchange.client ? "the same address" : exchange.peer],
    ["Identity", <Link key="i" className={css.mono} to={`/logs?identity=${encodeURIComponent(exchange.identity)}`}>{exchange.identity || "–"}</Link>],
    ["Known by", exchange.identity_kind],
    ["User agent", exchange.user_agent || "none"],
  ];
  return (
    <Page
      title={`${exchange.method} ${readablePath(exchange.path)}`}
      about={exchange.query && <code className={css.query}>?{readable(exchange.query)}</code>}
    >
      <div className={css.verdict}>
        <Verdict verdict={verdictOf(exchange)} would={exchange.would} />
        <p>{summary(exchange, api)}</p>
        {exchange.review && (
          <span title={`by ${exchange.reviewed_by}`}>
            <Chip tone={exchange.review === "true_positive" ? "bad" : "good"}>{exchange.review === "true_positive" ? "real" : "false positive"}</Chip>
          </span>
        )}
        {api && <Chip>{api.name} is in {api.mode} now</Chip>}
      </div>
      <Actions exchange={exchange} />
      <div className={css.columns}>
        <div className={css.stack}>
          <RequestAnatomy exchange={exchange} />
          <Judgement exchange={exchange} api={api} />
          <RelatedExchanges exchange={exchange} />
        </div>
        <div className={css.stack}>
          <Panel title="Exchange">
            <Facts facts={facts} />
          </Panel>
          <Panel title="Caller">
            <Facts facts={caller} />
          </Panel>
          <Panel title="Time">
            <Timeline exchange={exchange} />
          </Panel>
        </div>
      </div>
    </Page>
  );
}

function Facts({ facts }: { facts: readonly [string, React.ReactNode][] }) {
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
