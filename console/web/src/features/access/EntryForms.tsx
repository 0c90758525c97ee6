/** The form that adds and changes list entries, opened from anywhere through `useListing`. */
import { Button, Group, Modal, PasswordInput, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState, type SyntheticEvent, type ReactNode } from "react";
import { answered, client, ifUnchanged, type Entry, type ListScope } from "@/shared/api/client";
import { placed } from "@/shared/api/fields";
import { useApis } from "@/shared/api/queries";
import { Listing, type ListingRequest } from "@/shared/listing";
import { Choices } from "@/shared/ui";
import { done } from "@/shared/ui/say";
import css from "./access.module.css";
import { entriesKey } from "./entries";
import { consequence, DURATIONS, SCOPES, shownTarget } from "./words";

const KEEP = "keep";

export function EntryForms({ children }: { children: ReactNode }) {
  const [request, setRequest] = useState<ListingRequest | null>(null);
  const [opened, setOpened] = useState(false);
  const open = useCallback((asked: ListingRequest) => {
    setRequest(asked);
    setOpened(true);
  }, []);
  const close = () => setOpened(false);
  return (
    <Listing value={open}>
      {children}
      <Modal opened={opened} onClose={close} title={request && titleOf(request)} size={470}>
        {request && opened && <EntryForm request={request} close={close} />}
      </Modal>
    </Listing>
  );
}

function titleOf({ list, entry }: ListingRequest): string {
  if (entry) return `Change ${list} entry`;
  return list === "whitelist" ? "Whitelist" : "Ban";
}

function EntryForm({ request, close }: { request: ListingRequest; close: () => void }) {
  const { list, entry, targets } = request;
  const apis = useApis();
  const cache = useQueryClient();
  const first = targets[0];
  const [scope, setScope] = useState<ListScope>(entry?.scope ?? first?.scope ?? "address");
  const [target, setTarget] = useState(entry ? (entry.scope === "key" ? "" : entry.target) : (first?.target ?? ""));
  const [api, setApi] = useState(String(entry?.api_id ?? request.apiId ?? ""));
  const [duration, setDuration] = useState(entry?.expires_at ? KEEP : list === "blacklist" && !entry ? "3600" : "0");
  const [reason, setReason] = useState(entry?.reason ?? request.reason ?? "");
  const save = useMutation({
    mutationFn: () => {
      const lifetime = duration === KEEP ? { expires_at: entry?.expires_at ?? null } : duration === "0" ? {} : { ttl_seconds: Number(duration) };
      const common = { api_id: api ? Number(api) : null, reason, ...lifetime };
      return entry ? change(entry, { ...common, scope, ...(target && { target }) }) : add(list, { ...common, scope, target });
    },
    onSuccess: async (saved: Entry) => {
      close();
      done(`${list === "whitelist" ? "Whitelisted" : "Banned"} ${shownTarget(saved)}. In force within a second.`);
      await cache.invalidateQueries({ queryKey: entriesKey(list) });
    },
  });
  const problems = save.error ? placed(save.error, ["target", "reason", "expires_at", "api_id"]) : null;
  const hint = SCOPES.find(({ value }) => value === scope)?.hint;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const seconds = duration === KEEP ? null : Number(duration);
  const apiName = api ? (apis.get(Number(api))?.name ?? `API ${api}`) : null;
  return (
    <form onSubmit={submit}>
      <Stack gap={14}>
        {!entry && targets.length > 1 ? (
          <Choices
            label="Whom"
            choices={targets.map((each) => ({ value: `${each.scope}:${each.target}`, label: `${each.scope} ${each.target}` }))}
            chosen={`${scope}:${target}`}
            onChange={(chosen) => {
              const each = targets.find((candidate) => `${candidate.scope}:${candidate.target}` === chosen);
              if (!each) return;
              setScope(each.scope);
              setTarget(each.target);
            }}
          />
        ) : (
          <Group gap={8} align="flex-start" wrap="nowrap">
            <Select label="Kind" w={130} data={SCOPES.map(({ value, label }) => ({ value, label }))} value={scope} onChange={(value) => setScope(value ?? "address")} />
            {scope === "key" ? (
              <PasswordInput className={css.grow} label="API key" placeholder={entry ? "unchanged" : hint} required={!entry} value={target} onChange={(event) => setTarget(event.currentTarget.value)} error={problems?.fields.target} autoComplete="off" />
            ) : (
              <TextInput className={css.grow} label="Target" placeholder={hint} required value={target} onChange={(event) => setTarget(event.currentTarget.value)} error={problems?.fields.target} classNames={{ input: css.mono ?? "" }} data-autofocus={!target} />
            )}
          </Group>
        )}
        <div>
          <div className={css.label}>For how long</div>
          <Choices
            label="For how long"
            choices={[...(entry?.expires_at ? [{ value: KEEP, label: "As now" }] : []), ...DURATIONS.map(({ value, label }) => ({ value: String(value), label }))]}
            chosen={duration}
            onChange={setDuration}
          />
          {problems?.fields.expires_at && <div className={css.error}>{problems.fields.expires_at}</div>}
        </div>
        <Select label="Where" data={[{ value: "", label: "Every API" }, ...[...apis.values()].map(({ id, name }) => ({ value: String(id), label: `Only ${name}` }))]} value={api} onChange={(value) => setApi(value ?? "")} error={problems?.fields.api_id} />
        <TextInput label="Reason" placeholder={list === "whitelist" ? "our monitoring" : "scraper"} value={reason} maxLength={500} onChange={(event) => setReason(event.currentTarget.value)} error={problems?.fields.reason} data-autofocus={Boolean(target)} />
        <Text size="xs" c="dimmed" aria-live="polite">
          {consequence(list, scope === "key" ? "This key" : target, apiName, seconds)}
        </Text>
        {problems?.rest.map((message) => (
          <div key={message} className={css.error} role="alert">
            {message}
          </div>
        ))}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" color={list === "whitelist" ? "teal" : "red"} loading={save.isPending}>
            {entry ? "Save" : list === "whitelist" ? "Whitelist" : "Ban"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface Draft {
  scope: ListScope;
  target: string;
  api_id: number | null;
  reason: string;
  expires_at?: string | null;
  ttl_seconds?: number;
}

function add(list: ListingRequest["list"], body: Draft): Promise<Entry> {
  return answered(list === "whitelist" ? client.POST("/api/whitelist", { body }) : client.POST("/api/blacklist", { body }));
}

function change(entry: Entry, body: Omit<Draft, "target"> & { target?: string }): Promise<Entry> {
  const options = { params: { path: { entry_id: entry.id }, header: ifUnchanged(entry.version) }, body };
  return answered(
    entry.list === "whitelist" ? client.PUT("/api/whitelist/{entry_id}", options) : client.PUT("/api/blacklist/{entry_id}", options),
  );
}
