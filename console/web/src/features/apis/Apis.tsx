/** The protected services, each with what it does to hostile requests. */
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import type { Api } from "@/shared/api/client";
import { apisQuery } from "@/shared/api/queries";
import { useAdmin } from "@/shared/api/session";
import { span } from "@/shared/format/format";
import { Empty, Failure, Loading, ModeChip, Page, Panel, ui } from "@/shared/ui";
import css from "./apis.module.css";

export default function Apis() {
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
                </tr>
              </thead>
              <tbody>
                {data.map((api) => (
                  <Row key={api.id} api={api} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
    </Page>
  );
}

function Row({ api }: { api: Api }) {
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
    </tr>
  );
}
