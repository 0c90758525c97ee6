/** The protected services, each with what it does to hostile requests and what its last day was. */
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import type { Api } from "@/shared/api/client";
import { apisQuery } from "@/shared/api/queries";
import { useAdmin } from "@/shared/api/session";
import { count, micros, span } from "@/shared/format/format";
import { Empty, Failure, Loading, ModeChip, Page, Panel, ui } from "@/shared/ui";
import css from "./apis.module.css";
import EditApi from "./EditApi";
import { dayQuery } from "./queries";

/** Of longer lists the last day is shown where one opens an API. */
const ASKED = 25;

export default function Apis() {
  const { id } = useParams();
  return id === undefined ? <List /> : <EditApi />;
}

function List() {
  const { data, error, refetch, isPending } = useQuery(apisQuery);
  const admin = useAdmin();
  return (
    <Page
      title="APIs"
      about="A request goes to the API whose host matches and whose prefix is the longest."
      actions={
        admin && (
          <Button component={Link} to="/apis/new" leftSection={<IconPlus size={14} />}>
            Add an API
          </Button>
        )
      }
    >
      <Panel>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {isPending && <Loading />}
        {data?.length === 0 && (
          <Empty title="No API is protected yet">
            <p>
              Add one here, or start with <code>boing up --upstream http://127.0.0.1:3000</code>.
            </p>
          </Empty>
        )}
        {data && data.length > 0 && (
          <div className={ui.scroll}>
            <table className={ui.table}>
              <thead>
                <tr>
                  <th>Name</th>
                  <th>Mode</th>
                  <th>Matches</th>
                  <th>Upstream</th>
                  <th>Limits</th>
                  <th>Callers known by</th>
                  <th>Last 24 hours</th>
                </tr>
              </thead>
              <tbody>
                {data.map((api, index) => (
                  <Row key={api.id} api={api} asked={index < ASKED} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
    </Page>
  );
}

function Row({ api, asked }: { api: Api; asked: boolean }) {
  return (
    <tr>
      <td>
        <Link className={css.name} to={`/apis/${api.id}`}>
          {api.name}
        </Link>
      </td>
      <td>
        <ModeChip mode={api.mode} />
      </td>
      <td className={ui.mono}>
        {api.hosts.length > 0 ? api.hosts.join(", ") : <span className={ui.dim}>any host</span>} {api.prefix}
      </td>
      <td className={ui.mono}>{api.upstream}</td>
      <td>{api.limits.length > 0 ? api.limits.map(({ quota, window, per }) => `${quota} in ${span(window)} per ${per}`).join("; ") : <span className={ui.dim}>the default</span>}</td>
      <td>{api.identity.length > 0 ? api.identity.map(({ kind, name }) => (name ? `${kind} ${name}` : kind)).join(", then ") : <span className={ui.dim}>address</span>}</td>
      <td className={css.lately}>{asked && <Lately api={api} />}</td>
    </tr>
  );
}

function Lately({ api }: { api: Api }) {
  const { data, error } = useQuery({ ...dayQuery(api.id), refetchInterval: 60_000 });
  if (error) return <span className={ui.dim}>not known</span>;
  if (!data) return <span className={ui.dim}>…</span>;
  if (data.requests === 0) return <span className={ui.dim}>no request</span>;
  const stopped = data.block + data.throttle;
  const would = data.would_block + data.would_throttle;
  return (
    <>
      <div>
        {count(data.requests)} requests, p95 {micros(data.latency_p95)}
      </div>
      <div className={ui.dim}>
        {count(stopped)} stopped{would > 0 && `, ${count(would)} would be`}
        {data.errors > 0 && `, ${count(data.errors)} errors`}
      </div>
    </>
  );
}
