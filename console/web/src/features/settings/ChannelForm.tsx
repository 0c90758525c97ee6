/** Adds or changes a channel. */
import { Button, Modal, MultiSelect, NumberInput, PasswordInput, Select, Switch, TagsInput, TextInput } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, client, ifUnchanged, Problem } from "@/shared/api/client";
import { placed } from "@/shared/api/fields";
import { apisQuery } from "@/shared/api/queries";
import { Failure } from "@/shared/ui";
import { done } from "@/shared/ui/say";
import { channelBody, channelDraft, inChannelForm, KNOWN, newChannel, type Channel, type ChannelDraft } from "./channel";
import css from "./settings.module.css";
import { SEVERITIES } from "./words";

type FormOf = UseFormReturnType<ChannelDraft>;

const KINDS = [
  { value: "email", label: "Email" },
  { value: "slack", label: "Slack" },
  { value: "webhook", label: "Webhook" },
];
const zone = () => new Intl.DateTimeFormat().resolvedOptions().timeZone;
const ZONES = [...new Set(["UTC", ...Intl.supportedValuesOf("timeZone")])];

interface ChannelFormProps {
  /** null: a new one */
  channel: Channel | null;
  onClose: () => void;
  /** a webhook's secret, where one was made */
  onSaved: (secret: string | null) => void;
}

export function ChannelForm({ channel, onClose, onSaved }: ChannelFormProps) {
  const cache = useQueryClient();
  const apis = useQuery(apisQuery).data ?? [];
  const form = useForm<ChannelDraft>({ initialValues: channel ? channelDraft(channel, zone()) : newChannel("email", zone()) });
  const [rest, setRest] = useState<string[]>([]);
  const { kind, quiet } = form.values;
  const save = useMutation({
    mutationFn: async (draft: ChannelDraft): Promise<{ name: string; secret?: string | null }> => {
      const { kind: chosen, ...body } = channelBody(draft);
      if (!channel) return answered(client.POST("/api/channels", { body: { ...body, kind: chosen } }));
      return answered(client.PUT("/api/channels/{channel_id}", { params: { path: { channel_id: channel.id }, header: ifUnchanged(channel.version) }, body }));
    },
    onMutate: () => setRest([]),
    onSuccess: ({ name, secret }) => {
      done(`${name} is saved. Send it a test.`);
      onSaved(secret ?? null);
    },
    onError: (error) => {
      if (error instanceof Problem && error.status === 412) {
        setRest(["Somebody changed this channel meanwhile. Close this and open it again to see it as it is now."]);
        return;
      }
      const { fields, rest: others } = placed(error, KNOWN);
      form.setErrors(inChannelForm(fields));
      setRest(others);
    },
    onSettled: () => cache.invalidateQueries({ queryKey: ["channels"] }),
  });
  return (
    <Modal opened onClose={onClose} title={channel ? channel.name : "Add a channel"} size="lg">
      <form className={css.stack} onSubmit={form.onSubmit((draft) => save.mutate(draft))}>
        <div className={css.pair}>
          <TextInput label="Name" required placeholder="On call" data-autofocus {...form.getInputProps("name")} />
          <Select label="Kind" data={KINDS} disabled={channel !== null} {...form.getInputProps("kind")} />
        </div>
        {channel?.builtin ? (
          <p>Where it goes comes from the installation’s settings.</p>
        ) : (
          <>
            {kind === "email" && <Mail form={form} />}
            {kind === "slack" && <TextInput label="Incoming webhook’s address" description="Stored encrypted, not shown again." placeholder="https://hooks.slack.com/services/…" required {...form.getInputProps("url")} />}
            {kind === "webhook" && <Webhook form={form} stored={channel !== null} />}
          </>
        )}
        <div className={css.pair}>
          <Select label="Tells of" data={SEVERITIES.map((value) => ({ value, label: value === "critical" ? value : `${value} or graver` }))} {...form.getInputProps("severity")} />
          <NumberInput label="In an hour, at the most" description="More become one digest." min={1} max={1000} {...form.getInputProps("per_hour")} />
        </div>
        <MultiSelect size="xs" label="Only of these APIs" placeholder={form.values.apis.length === 0 ? "all" : ""} data={apis.map(({ id, name }) => ({ value: String(id), label: name }))} {...form.getInputProps("apis")} />
        <Switch size="xs" label="Quiet hours" description="What comes meanwhile arrives as one digest at their end." {...form.getInputProps("quiet", { type: "checkbox" })} />
        {quiet && <Quiet form={form} />}
        <Switch size="xs" label="On" {...form.getInputProps("enabled", { type: "checkbox" })} />
        {rest.length > 0 && <Failure error={new Error(rest.join(" "))} />}
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function Mail({ form }: { form: FormOf }) {
  return (
    <>
      <TagsInput label="To" description="Enter adds an address." placeholder={form.values.email_to.length === 0 ? "oncall@example.com" : ""} {...form.getInputProps("email_to")} />
      <Switch size="xs" label="By a mail server other than the settings’" {...form.getInputProps("own_server", { type: "checkbox" })} />
      {form.values.own_server && (
        <fieldset className={css.group}>
          <legend>Mail server</legend>
          <div className={css.pair}>
            <TextInput label="Host" placeholder="smtp.example.com" required {...form.getInputProps("host")} />
            <NumberInput label="Port" placeholder="by its security" min={1} max={65_535} {...form.getInputProps("port")} />
          </div>
          <div className={css.pair}>
            <TextInput label="User" autoComplete="off" {...form.getInputProps("user")} />
            <PasswordInput label="Password" autoComplete="off" {...form.getInputProps("password")} />
          </div>
          <div className={css.pair}>
            <Select
              label="Security"
              data={[
                { value: "", label: "by its port" },
                { value: "starttls", label: "STARTTLS" },
                { value: "tls", label: "TLS" },
                { value: "none", label: "none" },
              ]}
              {...form.getInputProps("security")}
            />
            <TextInput label="From" placeholder="the settings’" {...form.getInputProps("from")} />
          </div>
        </fieldset>
      )}
    </>
  );
}

function Webhook({ form, stored }: { form: FormOf; stored: boolean }) {
  return (
    <>
      <TextInput label="Address" placeholder="https://hooks.example.com/boing" required {...form.getInputProps("url")} />
      <TextInput
        label="Secret"
        description={stored ? "A new one signs from now on; the old one signs beside it until you clear it." : "Left out, one is made and shown once."}
        placeholder="whsec_…"
        autoComplete="off"
        {...form.getInputProps("secret")}
      />
    </>
  );
}

function Quiet({ form }: { form: FormOf }) {
  return (
    <fieldset className={css.group}>
      <legend>Every day</legend>
      <div className={css.pair}>
        <TextInput type="time" label="From" required {...form.getInputProps("quiet_from")} />
        <TextInput type="time" label="To" required {...form.getInputProps("quiet_to")} />
      </div>
      <div className={css.pair}>
        <Select label="Time zone" data={ZONES} searchable {...form.getInputProps("quiet_timezone")} />
        <Select label="Except" data={[{ value: "", label: "nothing" }, ...SEVERITIES.map((value) => ({ value, label: value === "critical" ? value : `${value} or graver` }))]} {...form.getInputProps("quiet_except")} />
      </div>
    </fieldset>
  );
}
