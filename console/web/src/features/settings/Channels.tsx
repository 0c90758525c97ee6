/** Where people are told of alerts, and of which. */
import { Button, VisuallyHidden } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { answered, client, ifUnchanged } from "@/shared/api/client";
import { useApis } from "@/shared/api/queries";
import { useAdmin } from "@/shared/api/session";
import { Chip, ui } from "@/shared/ui";
import { Confirm } from "@/shared/ui/Confirm";
import { SecretDialog } from "@/shared/ui/Secret";
import { done } from "@/shared/ui/say";
import { useFilters } from "@/shared/ui/useFilters";
import { quietInWords, targetInWords, type Channel } from "./channel";
import { ChannelForm } from "./ChannelForm";
import { cursorOf, Paged, usePages } from "./Paged";
import css from "./settings.module.css";

const CHANNELS = ["channels"] as const;

export function Channels() {
  const admin = useAdmin();
  const filters = useFilters();
  const [secret, setSecret] = useState<string | null>(null);
  const pages = usePages<Channel>(CHANNELS, (cursor, signal) => answered(client.GET("/api/channels", { params: { query: { limit: 100, ...cursorOf(cursor) } }, signal })));
  const edited = filters.get("edit");
  const all = pages.data?.pages.flatMap(({ items }) => items) ?? [];
  const channel = all.find(({ id }) => String(id) === edited);
  const close = () => filters.set({ edit: null });
  return (
    <>
      <div className={css.tools}>
        <p>
          An alert that opens, comes back or grows graver is told to every channel that it fits. What became of it stands under <Link to="/settings/deliveries">deliveries</Link>.
        </p>
        {admin && (
          <Button leftSection={<IconPlus size={14} />} onClick={() => filters.set({ edit: "new" })}>
            Add a channel
          </Button>
        )}
      </div>
      <Paged
        pages={pages}
        empty="Nobody is told yet"
        hint="Alerts are shown here in any case. Add a mailbox, a Slack channel or a webhook to be told of them elsewhere."
        head={
          <tr>
            <th>Name</th>
            <th>Tells</th>
            <th>Of what</th>
            <th>Quiet</th>
            <th className={ui.number}>An hour</th>
            <th>
              <VisuallyHidden>Actions</VisuallyHidden>
            </th>
          </tr>
        }
        row={(each) => <Row key={each.id} channel={each} onEdit={() => filters.set({ edit: String(each.id) })} />}
      />
      {admin && (edited === "new" || channel) && (
        <ChannelForm
          key={edited}
          channel={channel ?? null}
          onClose={close}
          onSaved={(made) => {
            close();
            setSecret(made);
          }}
        />
      )}
      <SecretDialog title="The webhook’s secret" secret={secret} onClose={() => setSecret(null)}>
        <p>What receives the webhook checks the signature with it, as Standard Webhooks say.</p>
      </SecretDialog>
    </>
  );
}

function Row({ channel, onEdit }: { channel: Channel; onEdit: () => void }) {
  const admin = useAdmin();
  const apis = useApis();
  const { name, kind, enabled, builtin, severity, api_ids, quiet, per_hour } = channel;
  return (
    <tr data-faded={!enabled || undefined}>
      <td>
        {name} {!enabled && <Chip>off</Chip>} {builtin && <Chip>from the settings</Chip>}
      </td>
      <td>
        {kind}: <span className={ui.mono}>{targetInWords(channel)}</span>
      </td>
      <td>
        {severity === "critical" ? severity : `${severity} or graver`}
        {api_ids.length > 0 && `, of ${api_ids.map((id) => apis.get(id)?.name ?? id).join(", ")}`}
      </td>
      <td>{quietInWords(quiet)}</td>
      <td className={ui.number}>{per_hour}</td>
      <td className={css.actions}>
        {admin && (
          <>
            <Test channel={channel} />
            <Button size="compact-xs" variant="default" onClick={onEdit}>
              Edit
            </Button>
            {!builtin && <Delete channel={channel} />}
          </>
        )}
      </td>
    </tr>
  );
}

function Test({ channel }: { channel: Channel }) {
  const cache = useQueryClient();
  const test = useMutation({
    mutationFn: () => answered(client.POST("/api/channels/{channel_id}/test", { params: { path: { channel_id: channel.id } } })),
    onSettled: () => cache.invalidateQueries({ queryKey: ["deliveries"] }),
  });
  const good = test.data?.state === "delivered";
  const words = test.data ? (good ? `arrived in ${test.data.milliseconds} ms` : (test.data.error ?? "failed")) : test.error?.message;
  return (
    <>
      <span className={css.result} data-state={good ? "good" : "bad"} role="status">
        {words}
      </span>
      <Button size="compact-xs" variant="default" loading={test.isPending} onClick={() => test.mutate()} aria-label={`Send a test to ${channel.name}`}>
        Test
      </Button>
    </>
  );
}

function Delete({ channel }: { channel: Channel }) {
  const cache = useQueryClient();
  const [sure, setSure] = useState(false);
  const remove = useMutation({
    mutationFn: () => answered<unknown>(client.DELETE("/api/channels/{channel_id}", { params: { path: { channel_id: channel.id }, header: ifUnchanged(channel.version) } })),
    onSuccess: () => {
      setSure(false);
      done(`${channel.name} is told nothing any more.`);
    },
    onSettled: () => cache.invalidateQueries({ queryKey: CHANNELS }),
  });
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={() => setSure(true)}>
        Delete…
      </Button>
      <Confirm opened={sure} title={`Delete ${channel.name}?`} action="Delete it" danger pending={remove.isPending} error={remove.error} onConfirm={() => remove.mutate()} onClose={() => setSure(false)}>
        <p>What waits for it is not sent any more. Its past deliveries stay in the log.</p>
      </Confirm>
    </>
  );
}
