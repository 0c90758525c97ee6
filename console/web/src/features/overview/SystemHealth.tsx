/** Whether all parts are well: gateways and workers, policy, journal, store, analyst, models, certificates. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { modelsQuery, systemQuery } from "@/shared/api/queries";
import { ago, count } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { Failure, Loading, Panel, ui } from "@/shared/ui";
import css from "./overview.module.css";
import { partsOf, type Part } from "./health";

export function Health() {
  const { data, error, refetch } = useQuery(systemQuery);
  const now = useNow();
  const models = useQuery(modelsQuery).data;
  const parts = data ? partsOf(data, models?.filter(({ state }) => state === "serving"), now) : [];
  const worst = parts.some(({ state }) => state === "bad") ? "bad" : parts.some(({ state }) => state === "warn") ? "warn" : "good";
  const words = { bad: "needs you", warn: "look at it", good: "all well" }[worst];
  return (
    <Panel title="System" aside={data && <State state={worst}>{words}</State>}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading rows={7} />}
      {data && (
        <>
          <dl className={css.parts}>
            {parts.map((part, index) => (
              <Row key={index} part={part} />
            ))}
          </dl>
          <p className={css.others}>
            Boing {data.version}. {count(data.exchanges)} requests recorded since the beginning, kept {data.retention_days} days.{" "}
            {data.gateways[0] ? `Last word from a gateway ${ago(newest(data.gateways), now)}.` : ""}
          </p>
        </>
      )}
    </Panel>
  );
}

function Row({ part: { name, state, text, detail, to } }: { part: Part }) {
  return (
    <div>
      <dt>{to ? <Link to={to}>{name}</Link> : name}</dt>
      <dd>
        <State state={state}>{text}</State>
        {detail && <span className={ui.dim}>{detail}</span>}
      </dd>
    </div>
  );
}

function State({ state, children }: { state: Part["state"]; children: ReactNode }) {
  return (
    <span className={css.state} data-state={state}>
      {children}
    </span>
  );
}

const newest = (gateways: readonly { at: string }[]) => gateways.reduce((latest, { at }) => (at > latest ? at : latest), gateways[0]?.at ?? "");
