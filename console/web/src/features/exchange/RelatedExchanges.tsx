/** What else this caller did, and what else happened to this operation, around the same time. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { Problem, type Exchange } from "@/shared/api/client";
import { useApis } from "@/shared/api/queries";
import { frame, Row, RowHead } from "@/shared/exchange/Row";
import { Choices, Failure, Loading, Panel } from "@/shared/ui";
import { useFilters } from "@/shared/ui/useFilters";
import { relatedQuery } from "./asked";
import css from "./exchange.module.css";

const KINDS = ["caller", "operation"] as const;

export function RelatedExchanges({ exchange }: { exchange: Exchange }) {
  const filters = useFilters();
  const apis = useApis();
  const kind = KINDS.find((name) => name === filters.get("related")) ?? "caller";
  const { data, error, isPending, refetch } = useQuery(relatedQuery(exchange.request_id));
  if (error instanceof Problem && error.status === 404) return null;
  const rows = (kind === "caller" ? data?.same_identity : data?.same_operation) ?? [];
  const all =
    kind === "caller"
      ? `/logs?identity=${encodeURIComponent(exchange.identity)}`
      : `/logs?api=${exchange.api_id}&operation=${encodeURIComponent(exchange.operation)}`;
  return (
    <Panel title="Related" aside={<Link to={all}>all in the logs</Link>}>
      <div className={css.relatedHead}>
        <Choices
          label="Related by"
          choices={[
            { value: "caller", label: "Same caller", count: data?.same_identity.length },
            { value: "operation", label: "Same operation", count: data?.same_operation.length },
          ]}
          chosen={kind}
          onChange={(value) => filters.set({ related: value === "caller" ? null : value })}
        />
      </div>
      {isPending && <Loading rows={4} />}
      {error && <Failure error={error} retry={() => void refetch()} />}
      {data && rows.length === 0 && <p className={css.quiet}>{kind === "caller" ? "Nothing else of this caller is recorded." : "Nothing else of this operation is recorded."}</p>}
      {rows.length > 0 && (
        <div role="table" aria-label="Related requests" className={`${css.related} ${frame(true)}`}>
          <RowHead />
          <div role="rowgroup">
            {rows.map((row) => (
              <Row key={row.request_id} row={row} api={apis.get(row.api_id)?.name ?? ""} />
            ))}
          </div>
        </div>
      )}
    </Panel>
  );
}
