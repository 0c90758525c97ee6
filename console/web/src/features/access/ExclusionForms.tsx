/** The form that adds and changes exclusions, opened from anywhere through `useExcluding`. */
import { Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useCallback, useState, type ReactNode, type SyntheticEvent } from "react";
import { placed } from "@/shared/api/fields";
import { useApis } from "@/shared/api/queries";
import { Excluding, type ExcludingRequest } from "@/shared/excluding";
import { Choices } from "@/shared/ui";
import { done } from "@/shared/ui/say";
import css from "./access.module.css";
import { addExclusion, changeExclusion, excluded, exclusionsKey, type ExclusionBody } from "./exclusions";
import { DURATIONS } from "./words";

const KEEP = "keep";
const FIELDS = ["rule", "tag", "api_id", "operation", "parameter", "reason", "expires_at", "ttl_seconds"] as const;

export function ExclusionForms({ children }: { children: ReactNode }) {
  const [request, setRequest] = useState<ExcludingRequest | null>(null);
  const [opened, setOpened] = useState(false);
  const open = useCallback((asked: ExcludingRequest) => {
    setRequest(asked);
    setOpened(true);
  }, []);
  const close = () => setOpened(false);
  return (
    <Excluding value={open}>
      {children}
      <Modal opened={opened} onClose={close} title={request?.id === undefined ? "Make an exclusion" : "Change the exclusion"} size={520}>
        {request && opened && <ExclusionForm request={request} close={close} />}
      </Modal>
    </Excluding>
  );
}

function ExclusionForm({ request, close }: { request: ExcludingRequest; close: () => void }) {
  const apis = useApis();
  const cache = useQueryClient();
  const [rule, setRule] = useState(request.rule);
  const [tag, setTag] = useState(request.tag ?? "");
  const [api, setApi] = useState(String(request.api_id ?? ""));
  const [operation, setOperation] = useState(request.operation);
  const [parameter, setParameter] = useState(request.parameter);
  const [reason, setReason] = useState(request.reason);
  const [duration, setDuration] = useState(request.expires_at ? KEEP : request.id === undefined ? "604800" : "0");
  const save = useMutation({
    mutationFn: () => {
      const lifetime = duration === KEEP ? { expires_at: request.expires_at ?? null } : duration === "0" ? {} : { ttl_seconds: Number(duration) };
      const body: ExclusionBody = { rule: rule.trim(), tag: tag.trim(), api_id: api ? Number(api) : null, operation: operation.trim(), parameter: parameter.trim(), reason, ...lifetime };
      return request.id === undefined ? addExclusion(body) : changeExclusion(request.id, request.version ?? 0, body);
    },
    onSuccess: async () => {
      close();
      done("The exclusion is made. In force within a second.");
      await cache.invalidateQueries({ queryKey: exclusionsKey });
    },
  });
  const problems = save.error ? placed(save.error, FIELDS) : null;
  const label = duration === KEEP ? "as long as now" : duration === "0" ? "until it is deleted" : `for ${DURATIONS.find(({ value }) => String(value) === duration)?.label ?? `${duration} s`}`;
  const apiName = api ? (apis.get(Number(api))?.name ?? `API ${api}`) : null;
  const broad = !parameter.trim() || !operation.trim();
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={14}>
        <Group gap={8} align="flex-start" grow>
          <TextInput label="Rule" placeholder="41130" value={rule} onChange={(event) => setRule(event.currentTarget.value)} error={problems?.fields.rule} required={!tag.trim()} withAsterisk={false} classNames={{ input: css.mono ?? "" }} />
          <TextInput label="or all rules with the tag" placeholder="attack-sqli" value={tag} onChange={(event) => setTag(event.currentTarget.value)} error={problems?.fields.tag} classNames={{ input: css.mono ?? "" }} />
        </Group>
        <TextInput label="Parameter" description="A name, or a place as findings say it: query:q, json:/user/name. Empty: everywhere in the request." value={parameter} onChange={(event) => setParameter(event.currentTarget.value)} error={problems?.fields.parameter} classNames={{ input: css.mono ?? "" }} />
        <Group gap={8} align="flex-start" wrap="nowrap">
          <Select label="API" w={170} data={[{ value: "", label: "Every API" }, ...[...apis.values()].map(({ id, name }) => ({ value: String(id), label: name }))]} value={api} onChange={(value) => setApi(value ?? "")} error={problems?.fields.api_id} />
          <TextInput className={css.grow} label="Operation" placeholder="every operation" value={operation} onChange={(event) => setOperation(event.currentTarget.value)} error={problems?.fields.operation} classNames={{ input: css.mono ?? "" }} />
        </Group>
        <div>
          <div className={css.label}>For how long</div>
          <Choices label="For how long" choices={[...(request.expires_at ? [{ value: KEEP, label: "As now" }] : []), ...DURATIONS.map(({ value, label: text }) => ({ value: String(value), label: text }))]} chosen={duration} onChange={setDuration} />
        </div>
        <TextInput label="Reason" value={reason} maxLength={500} onChange={(event) => setReason(event.currentTarget.value)} error={problems?.fields.reason} />
        <Text size="xs" c="dimmed" aria-live="polite">
          {excluded({ rule: rule.trim(), tag: tag.trim(), operation: operation.trim(), parameter: parameter.trim() }, apiName, label)}
        </Text>
        {broad && (
          <Text size="xs" className={css.warning}>
            The narrower the safer: name {[!parameter.trim() && "the parameter", !operation.trim() && "the operation"].filter(Boolean).join(" and ")} if the false positive has one.
          </Text>
        )}
        {problems?.rest.map((message) => (
          <div key={message} className={css.error} role="alert">
            {message}
          </div>
        ))}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            {request.id === undefined ? "Exclude" : "Save"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
