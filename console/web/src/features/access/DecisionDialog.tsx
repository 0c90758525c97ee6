/** A ban or a throttle with an end, made by hand. */
import { Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SyntheticEvent } from "react";
import { answered, client, type ListScope } from "@/shared/api/client";
import { placed } from "@/shared/api/fields";
import { useApis } from "@/shared/api/queries";
import { Choices } from "@/shared/ui";
import { done } from "@/shared/ui/say";
import css from "./access.module.css";
import { DURATIONS, SCOPES } from "./words";

const ENDING = DURATIONS.filter(({ value }) => value > 0);

export function DecisionDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Ban or throttle for a while" size={470}>
      {opened && <DecisionForm close={onClose} />}
    </Modal>
  );
}

function DecisionForm({ close }: { close: () => void }) {
  const apis = useApis();
  const cache = useQueryClient();
  const [type, setType] = useState<"ban" | "throttle">("ban");
  const [scope, setScope] = useState<ListScope>("address");
  const [target, setTarget] = useState("");
  const [api, setApi] = useState("");
  const [duration, setDuration] = useState("3600");
  const [reason, setReason] = useState("");
  const add = useMutation({
    mutationFn: () => answered(client.POST("/api/decisions", { body: { type, scope, target, api_id: api ? Number(api) : null, ttl_seconds: Number(duration), reason } })),
    onSuccess: async (made) => {
      close();
      done(`${made.type === "ban" ? "Banned" : "Throttled"} ${made.target}. In force within a second.`);
      await cache.invalidateQueries({ queryKey: ["decisions"] });
    },
  });
  const problems = add.error ? placed(add.error, ["target", "reason", "ttl_seconds", "api_id"]) : null;
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <form onSubmit={submit}>
      <Stack gap={14}>
        <Choices label="What" choices={[{ value: "ban", label: "Ban: 403" }, { value: "throttle", label: "Throttle: 429" }]} chosen={type} onChange={setType} />
        <Group gap={8} align="flex-start" wrap="nowrap">
          <Select label="Kind" w={130} data={SCOPES.map(({ value, label }) => ({ value, label }))} value={scope} onChange={(value) => setScope(value ?? "address")} />
          <TextInput className={css.grow} label="Target" placeholder={SCOPES.find(({ value }) => value === scope)?.hint} required value={target} onChange={(event) => setTarget(event.currentTarget.value)} error={problems?.fields.target} classNames={{ input: css.mono ?? "" }} data-autofocus />
        </Group>
        <div>
          <div className={css.label}>For how long</div>
          <Choices label="For how long" choices={ENDING.map(({ value, label }) => ({ value: String(value), label }))} chosen={duration} onChange={setDuration} />
        </div>
        <Select label="Where" data={[{ value: "", label: "Every API" }, ...[...apis.values()].map(({ id, name }) => ({ value: String(id), label: `Only ${name}` }))]} value={api} onChange={(value) => setApi(value ?? "")} error={problems?.fields.api_id} />
        <TextInput label="Reason" value={reason} maxLength={500} onChange={(event) => setReason(event.currentTarget.value)} error={problems?.fields.reason} />
        <Text size="xs" c="dimmed">
          A whitelist entry beats it.
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
          <Button type="submit" color="red" loading={add.isPending}>
            {type === "ban" ? "Ban" : "Throttle"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
