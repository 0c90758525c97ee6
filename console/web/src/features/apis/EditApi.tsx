/** Adds or changes one API. What the server refuses is shown beside the field it refuses. */
import { ActionIcon, Button, Checkbox, NumberInput, PasswordInput, Radio, Select, TagsInput, TextInput } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { answered, client, ifUnchanged, Problem, type Api } from "@/shared/api/client";
import { placed } from "@/shared/api/fields";
import { useAdmin } from "@/shared/api/session";
import { dateTime } from "@/shared/format/format";
import { Failure, Loading, ModeChip, Page, Panel } from "@/shared/ui";
import { done } from "@/shared/ui/say";
import css from "./apis.module.css";
import { bodyOf, draftOf, FIELDS, NEW, NEW_IDENTITY, NEW_LIMIT, type Draft } from "./draft";
import { change, MODES } from "./modes";

export default function EditApi() {
  const { id = "new" } = useParams();
  const adding = id === "new";
  const { data, error, refetch } = useQuery({
    queryKey: ["apis", Number(id)],
    queryFn: async ({ signal }) => (await answered(client.GET("/api/apis/{api_id}", { params: { path: { api_id: Number(id) } }, signal }))) as Api,
    enabled: !adding,
    refetchOnWindowFocus: false,
    staleTime: Infinity,
    gcTime: 0,
  });
  if (adding) return <Form api={null} />;
  if (error) {
    return (
      <Page title="API">
        <Failure error={error} retry={() => void refetch()} />
      </Page>
    );
  }
  return data ? <Form key={data.version} api={data} /> : <Loading rows={10} />;
}

type FormOf = UseFormReturnType<Draft>;

function Form({ api }: { api: Api | null }) {
  const navigate = useNavigate();
  const cache = useQueryClient();
  const admin = useAdmin();
  const form = useForm<Draft>({ initialValues: api ? draftOf(api) : NEW });
  const [rest, setRest] = useState<string[]>([]);
  const save = useMutation({
    mutationFn: (draft: Draft) =>
      api
        ? answered(client.PUT("/api/apis/{api_id}", { params: { path: { api_id: api.id }, header: ifUnchanged(api.version) }, body: bodyOf(draft) }))
        : answered(client.POST("/api/apis", { body: bodyOf(draft) })),
    onMutate: () => setRest([]),
    onSuccess: async (saved) => {
      await cache.invalidateQueries({ queryKey: ["apis"] });
      done(`${saved.name} is in force at every gateway within a second.`);
      void navigate("/apis");
    },
    onError: (error) => {
      const { fields, rest: others } = placed(error, FIELDS);
      if (fields.secret_header ?? fields["secret_header.name"]) fields.secret_name = fields.secret_header ?? fields["secret_header.name"] ?? "";
      if (fields["secret_header.value"]) fields.secret_value = fields["secret_header.value"];
      form.setErrors(fields);
      const stale = error instanceof Problem && error.status === 412;
      setRest(stale ? ["Somebody changed this API meanwhile. Load the page again to see what it is now; your changes here are not saved."] : others);
    },
  });
  return (
    <Page title={api?.name ?? "Add an API"} about={api && `Version ${api.version}, last changed ${dateTime(api.updated_at)}`} actions={api && <ModeChip mode={api.mode} />}>
      <form className={css.form} onSubmit={form.onSubmit((draft) => save.mutate(draft))}>
        <fieldset disabled={!admin} className={css.plain}>
          <Section title="Where it is" about="The gateway forwards what matches to the upstream, changing nothing.">
            <TextInput label="Name" required placeholder="orders" {...form.getInputProps("name")} />
            <TextInput label="Upstream" required placeholder="http://127.0.0.1:3000" {...form.getInputProps("upstream")} />
            <TagsInput label="Hosts" placeholder={form.values.hosts.length === 0 ? "any host" : ""} description="Exact, or *.example.com. Enter adds one." {...form.getInputProps("hosts")} />
            <TextInput label="Path prefix" placeholder="/" {...form.getInputProps("prefix")} />
            <div className={css.checks}>
              <Checkbox size="xs" label="Cut the prefix off before forwarding" {...form.getInputProps("strip_prefix", { type: "checkbox" })} />
              <Checkbox size="xs" label="Forward the caller’s Host header" {...form.getInputProps("preserve_host", { type: "checkbox" })} />
              <Checkbox size="xs" label="Check the upstream’s certificate" {...form.getInputProps("verify_upstream", { type: "checkbox" })} />
            </div>
          </Section>
          <Modes form={form} before={api?.mode ?? null} />
          <Limits form={form} />
          <Identities form={form} />
          <Section title="Where callers come from" about="Behind a load balancer, name it here: else every caller has its address. A header from anybody else is not believed.">
            <TagsInput label="Trusted proxies" placeholder={form.values.trusted_proxies.length === 0 ? "none: callers connect directly" : ""} description="Addresses or ranges, such as 10.0.0.0/8." {...form.getInputProps("trusted_proxies")} />
            <div className={css.pair}>
              <TextInput label="Header with the client’s address" {...form.getInputProps("client_header")} />
              <NumberInput label="Proxies in front, at the most" description="0: as many as are trusted" min={0} max={32} {...form.getInputProps("trusted_hops")} />
            </div>
          </Section>
          <Section title="Judgement" about="Findings add up to a score. At the threshold the request is hostile.">
            <div className={css.pair}>
              <NumberInput label="Block at score" description="critical 5, error 4, warning 3, notice 2" min={1} max={1000} {...form.getInputProps("block_threshold")} />
              <NumberInput label="Paranoia level" description="1 to 4: more rules, more false alarms" min={1} max={4} {...form.getInputProps("paranoia_level")} />
            </div>
            <NumberInput label="Bytes of a body that are inspected" min={0} max={2 ** 31} thousandSeparator="," {...form.getInputProps("body_bytes")} />
          </Section>
          <Section title="Secret header" about="Added to every request towards the upstream, so that it can refuse whoever comes around the gateway.">
            <div className={css.pair}>
              <TextInput label="Name" placeholder="x-origin-secret" {...form.getInputProps("secret_name")} />
              <PasswordInput label="Value" description={api?.secret_header ? "Stored encrypted; type to replace it." : "Stored encrypted, never shown again."} autoComplete="off" {...form.getInputProps("secret_value")} />
            </div>
          </Section>
        </fieldset>
        {rest.length > 0 && <Failure error={new Error(rest.join(" "))} />}
        <div className={css.bar}>
          {admin ? (
            <Button type="submit" loading={save.isPending} disabled={api !== null && !form.isDirty()}>
              {api ? "Save and publish" : "Add and publish"}
            </Button>
          ) : (
            <span>Only an admin changes APIs.</span>
          )}
          <Button variant="default" component={Link} to="/apis">
            Cancel
          </Button>
          {Object.keys(form.errors).length > 0 && <span className={css.error}>Some fields need another look: {Object.keys(form.errors).join(", ")}.</span>}
          {api && admin && <Delete api={api} />}
        </div>
      </form>
    </Page>
  );
}

function Section({ title, about, children }: { title: string; about: ReactNode; children: ReactNode }) {
  return (
    <Panel>
      <div className={css.section}>
        <div>
          <h2>{title}</h2>
          <p>{about}</p>
        </div>
        <div className={css.fields}>{children}</div>
      </div>
    </Panel>
  );
}

function Modes({ form, before }: { form: FormOf; before: Api["mode"] | null }) {
  const consequence = before && change(before, form.values.mode);
  return (
    <Section title="Mode" about="Start in observe; enforce once Live shows that only the hostile would be blocked.">
      <Radio.Group aria-label="Mode" {...form.getInputProps("mode")}>
        <div className={css.modes}>
          {MODES.map(({ value, label, does }) => (
            <Radio.Card key={value} value={value} className={css.mode ?? ""}>
              <Radio.Indicator size="xs" />
              <div>
                <strong>{label}</strong>
                <p>{does}</p>
              </div>
            </Radio.Card>
          ))}
        </div>
      </Radio.Group>
      {consequence && (
        <p className={css.consequence} role="status">
          {consequence}
        </p>
      )}
    </Section>
  );
}

const PER = [
  { value: "identity", label: "per caller" },
  { value: "operation", label: "per operation" },
  { value: "api", label: "for all together" },
];

function Limits({ form }: { form: FormOf }) {
  return (
    <Section title="Limits" about="Above its quota a caller is answered 429 with Retry-After. Without any, the installation’s default holds.">
      {form.values.limits.map((_, index) => (
        <div key={index} className={css.row}>
          <NumberInput w={90} label="Requests" min={0} {...form.getInputProps(`limits.${index}.quota`)} />
          <NumberInput w={100} label="In seconds" min={1} max={86_400} {...form.getInputProps(`limits.${index}.window`)} />
          <Select w={140} label="Counted" data={PER} {...form.getInputProps(`limits.${index}.per`)} />
          <TextInput className={css.grow} label="Only for operation" placeholder="all" {...form.getInputProps(`limits.${index}.operation`)} />
          <ActionIcon aria-label="Remove this limit" onClick={() => form.removeListItem("limits", index)}>
            <IconTrash size={14} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button variant="default" leftSection={<IconPlus size={13} />} onClick={() => form.insertListItem("limits", NEW_LIMIT)}>
          Add a limit
        </Button>
      </div>
    </Section>
  );
}

const KINDS = [
  { value: "jwt", label: "JWT" },
  { value: "key", label: "API key" },
  { value: "cookie", label: "Cookie" },
  { value: "address", label: "Address" },
];

function Identities({ form }: { form: FormOf }) {
  return (
    <Section title="Who a caller is" about="Tried in order; the first that is present counts. Limits and bans then follow the caller from address to address. The address is always last.">
      {form.values.identity.map(({ kind }, index) => (
        <div key={index} className={css.row}>
          <Select w={100} label="By" data={KINDS} {...form.getInputProps(`identity.${index}.kind`)} />
          {kind !== "address" && <TextInput className={css.grow} label={kind === "cookie" ? "Cookie" : kind === "key" && form.values.identity[index]?.in_query ? "Query parameter" : "Header"} placeholder={kind === "jwt" ? "authorization" : ""} {...form.getInputProps(`identity.${index}.name`)} />}
          {kind === "key" && <Checkbox size="xs" mb={7} label="in the query" {...form.getInputProps(`identity.${index}.in_query`, { type: "checkbox" })} />}
          {kind === "jwt" && <TextInput w={90} label="Claim" {...form.getInputProps(`identity.${index}.claim`)} />}
          {kind === "jwt" && <PasswordInput className={css.grow} label="Secret or PEM" placeholder="none: read unverified" autoComplete="off" {...form.getInputProps(`identity.${index}.key`)} />}
          {kind === "jwt" && <TagsInput w={120} label="Algorithms" placeholder={form.values.identity[index]?.algorithms.length === 0 ? "RS256" : ""} {...form.getInputProps(`identity.${index}.algorithms`)} />}
          <ActionIcon aria-label="Remove this source" onClick={() => form.removeListItem("identity", index)}>
            <IconTrash size={14} />
          </ActionIcon>
        </div>
      ))}
      <div>
        <Button variant="default" leftSection={<IconPlus size={13} />} onClick={() => form.insertListItem("identity", NEW_IDENTITY)}>
          Add a source
        </Button>
      </div>
    </Section>
  );
}

function Delete({ api }: { api: Api }) {
  const [sure, setSure] = useState(false);
  const navigate = useNavigate();
  const cache = useQueryClient();
  const remove = useMutation({
    mutationFn: () => answered<unknown>(client.DELETE("/api/apis/{api_id}", { params: { path: { api_id: api.id }, header: ifUnchanged(api.version) } })),
    onSuccess: async () => {
      done(`Deleted ${api.name}. The gateway no longer serves it.`);
      void navigate("/apis");
      await cache.invalidateQueries({ queryKey: ["apis"], exact: true }); // the deleted one is not asked for again
    },
  });
  return (
    <div className={css.end}>
      {remove.error && <span className={css.error}>{remove.error.message}</span>}
      {sure && <span className={css.error}>Requests to {api.name} will no longer be forwarded.</span>}
      <Button variant={sure ? "filled" : "subtle"} color="red" loading={remove.isPending} onClick={() => (sure ? remove.mutate() : setSure(true))} onBlur={() => setSure(false)}>
        {sure ? "Delete it" : "Delete…"}
      </Button>
    </div>
  );
}
