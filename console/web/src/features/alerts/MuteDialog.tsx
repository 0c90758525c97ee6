/** For how long, how far, and why. Many alerts at once are muted one by one; a standing mute is made from a single one. */
import { Button, Group, Modal, Radio, Stack, TextInput } from "@mantine/core";
import { useState, type SyntheticEvent } from "react";
import type { Alert } from "@/shared/api/client";
import { placed } from "@/shared/api/fields";
import { Choices } from "@/shared/ui";
import { done } from "@/shared/ui/say";
import css from "./alerts.module.css";
import { useMuting, useTriage } from "./triage";
import { MUTES, scopesFor, type MuteScope } from "./words";

interface Props {
  alerts: readonly Alert[];
  /** of the first alert */
  api: string;
  opened: boolean;
  onClose: () => void;
  onDone: () => void;
}

export function MuteDialog({ alerts, api, opened, onClose, onDone }: Props) {
  const [first] = alerts;
  return (
    <Modal opened={opened} onClose={onClose} title={alerts.length > 1 ? `Mute ${alerts.length} alerts` : "Mute"} size={460}>
      {first && opened && <MuteForm alerts={alerts} first={first} api={api} onClose={onClose} onDone={onDone} />}
    </Modal>
  );
}

function MuteForm({ alerts, first, api, onClose, onDone }: Omit<Props, "opened"> & { first: Alert }) {
  const [duration, setDuration] = useState("3600");
  const [scope, setScope] = useState<MuteScope>("alert");
  const [reason, setReason] = useState("");
  const close = () => {
    onClose();
    onDone();
  };
  const one = useMuting(first.id, () => {
    close();
    done(scope === "alert" ? "Muted." : "Muted, and all like it. Standing mutes are listed under “muted”.");
  });
  const many = useTriage(close);
  const scopes = scopesFor(first, api);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    const seconds = Number(duration);
    if (alerts.length > 1) many.mutate({ ids: alerts.map(({ id }) => id), act: { action: "mute", seconds } });
    else one.mutate({ seconds, scope, reason });
  };
  const problems = one.error ? placed(one.error, []) : null;
  return (
    <form onSubmit={submit}>
      <Stack gap={14}>
        <div>
          <div className={css.label}>For how long</div>
          <Choices label="For how long" choices={MUTES} chosen={duration} onChange={setDuration} />
        </div>
        {alerts.length === 1 && (
          <>
            <Radio.Group label="What" value={scope} onChange={(value) => setScope(value)}>
              <Stack gap={8} mt={4}>
                {scopes.map(({ value, label, does }) => (
                  <Radio key={value} value={value} label={label} description={does} size="xs" />
                ))}
              </Stack>
            </Radio.Group>
            {scope !== "alert" && <TextInput label="Reason" placeholder="load test" value={reason} maxLength={500} onChange={(event) => setReason(event.currentTarget.value)} />}
          </>
        )}
        {problems?.rest.map((message) => (
          <div key={message} className={css.error} role="alert">
            {message}
          </div>
        ))}
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={one.isPending || many.isPending}>
            Mute
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
