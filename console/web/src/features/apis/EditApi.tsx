/** Adds or changes one API. What the server refuses is shown beside the field it refuses, while typing and on saving. */
import { Button, NumberInput, PasswordInput, TagsInput, TextInput } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useMemo, useReducer, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import { answered, client, ifUnchanged, Problem, type Mode } from "@/shared/api/client";
import { placed } from "@/shared/api/fields";
import { useAdmin } from "@/shared/api/session";
import { dateTime } from "@/shared/format/format";
import { Empty, Failure, Loading, ModeChip, Page } from "@/shared/ui";
import { Confirm } from "@/shared/ui/Confirm";
import { done } from "@/shared/ui/say";
import css from "./apis.module.css";
import { Conflict } from "./Conflict";
import { bodyOf, draftOf, FIELDS, inForm, NAMES, NEW, type Draft } from "./draft";
import { Identities } from "./Identities";
import { IngestKey } from "./IngestKey";
import { Limits } from "./Limits";
import { differences, rebased } from "./merge";
import { ModeChange, Modes } from "./Modes";
import { Overrides } from "./Overrides";
import { apiQuery, checkQuery, type Warned } from "./queries";
import { Section } from "./Section";
import type { Known } from "./types";
import { Upstream } from "./Upstream";

/** Milliseconds without a key stroke after which a draft is checked. */
const PAUSE = 500;

export default function EditApi() {
  const { id = "new" } = useParams();
  const adding = id === "new";
  const { data, error, refetch } = useQuery({ ...apiQuery(Number(id)), enabled: !adding });
  const [generation, begin] = useReducer((before: number) => before + 1, 0);
  const admin = useAdmin();
  if (adding && !admin) {
    return (
      <Page title="Add an API">
        <Empty title="Only an admin adds APIs">
          <Link to="/apis">All APIs</Link>
        </Empty>
      </Page>
    );
  }
  if (adding) return <Form api={null} onFresh={begin} />;
  if (data) return <Form key={`${data.id} ${generation}`} api={data} onFresh={begin} />;
  return (
    <Page title="API">
      {error ? <Failure error={error} retry={() => void refetch()} /> : <Loading rows={10} />}
    </Page>
  );
}

type FormOf = UseFormReturnType<Draft>;

function Form({ api, onFresh }: { api: Known | null; onFresh: () => void }) {
  const navigate = useNavigate();
  const cache = useQueryClient();
  const admin = useAdmin();
  const form = useForm<Draft>({ initialValues: api ? draftOf(api) : NEW });
  const [rest, setRest] = useState<string[]>([]);
  const [asked, setAsked] = useState<Mode | null>(null);
  const { base, meanwhile, keep, take } = useMeanwhile(form, api, onFresh);
  const warnings = useChecks(form, api, admin);

  const save = useMutation({
    mutationFn: (draft: Draft) =>
      base
        ? answered(client.PUT("/api/apis/{api_id}", { params: { path: { api_id: base.id }, header: ifUnchanged(base.version) }, body: bodyOf(draft) }))
        : answered(client.POST("/api/apis", { body: bodyOf(draft) })),
    onMutate: () => setRest([]),
    onSuccess: async (saved) => {
      form.resetDirty();
      cache.removeQueries({ queryKey: ["apis", saved.id] });
      await cache.invalidateQueries({ queryKey: ["apis"] });
      done(`${saved.name} is in force at every gateway within a second.`);
      void navigate("/apis");
    },
    onError: (error) => {
      setAsked(null);
      if (error instanceof Problem && error.status === 412) {
        void cache.invalidateQueries({ queryKey: ["apis"] });
        return;
      }
      const { fields, rest: others } = placed(error, FIELDS);
      form.setErrors(inForm(fields));
      setRest(others);
    },
  });
  const submit = (draft: Draft) => {
    if (base && draft.mode !== base.mode) setAsked(draft.mode);
    else save.mutate(draft);
  };
  const wrong = Object.keys(form.errors);
  return (
    <Page title={api?.name ?? "Add an API"} about={base && `Version ${base.version}, last changed ${dateTime(base.updated_at)}`} actions={base && <ModeChip mode={base.mode} />}>
      {meanwhile.length > 0 && <Conflict found={meanwhile} onKeep={keep} onTake={take} />}
      <form className={css.form} onSubmit={form.onSubmit(submit)}>
        <fieldset disabled={!admin} className={css.plain}>
          <Upstream form={form} id={admin && api ? api.id : null} />
          <Modes form={form} before={base?.mode ?? null} />
          <Limits form={form} id={api?.id ?? null} />
          <Identities form={form} />
          <Origin form={form} />
          <Judgement form={form} />
          <Overrides form={form} disabled={!admin} />
          <SecretHeader form={form} stored={Boolean(base?.secret_header)} />
          {api && admin && <IngestKey api={api} />}
        </fieldset>
        {warnings.length > 0 && (
          <ul className={css.warnings} aria-label="Worth knowing">
            {warnings.map(({ pointer, message }) => (
              <li key={pointer}>
                {NAMES[pointer.slice(1) as keyof Draft] ?? pointer}: {message}
              </li>
            ))}
          </ul>
        )}
        {rest.length > 0 && <Failure error={new Error(rest.join(" "))} />}
        <div className={css.bar}>
          {admin ? (
            <Button type="submit" loading={save.isPending} disabled={(api !== null && !form.isDirty()) || meanwhile.length > 0}>
              {api ? "Save and publish" : "Add and publish"}
            </Button>
          ) : (
            <span>Only an admin changes APIs.</span>
          )}
          <Button variant="default" component={Link} to="/apis">
            {admin ? "Cancel" : "Back"}
          </Button>
          <span className={css.error} role="status">
            {wrong.length > 0 && `Some fields need another look: ${wrong.map((field) => NAMES[field as keyof Draft] ?? field).join(", ")}.`}
          </span>
          {base && admin && <Delete api={base} />}
        </div>
      </form>
      {base && <ModeChange api={base} mode={asked} pending={save.isPending} onConfirm={() => save.mutate(form.getValues())} onClose={() => setAsked(null)} />}
    </Page>
  );
}

/**
 * What the draft was made from, and what others changed since. A newer version that touches no field of the form is
 * taken up silently; where the form is untouched, `onFresh` is to begin a new one.
 */
function useMeanwhile(form: FormOf, api: Known | null, onFresh: () => void) {
  const [base, setBase] = useState(api);
  const newer = api !== null && base !== null && api.version !== base.version ? api : null;
  const found = newer && base ? differences(draftOf(base), form.values, draftOf(newer)) : [];
  if (newer && found.length === 0) setBase(newer);
  const untouched = found.length > 0 && !form.isDirty();
  useEffect(() => {
    if (untouched) onFresh();
  }, [untouched, onFresh]);
  const rebase = (draft: Draft, onto: Known) => {
    form.setInitialValues(draftOf(onto));
    form.resetDirty(draftOf(onto));
    form.setValues(draft);
    setBase(onto);
  };
  return {
    base,
    meanwhile: untouched ? [] : found,
    keep: () => newer && base && rebase(rebased(draftOf(base), form.values, draftOf(newer)), newer),
    take: () => newer && rebase(draftOf(newer), newer),
  };
}

/** Has the server look at the draft while it is typed; answers its warnings and puts its complaints beside the fields. */
function useChecks(form: FormOf, api: Known | null, admin: boolean): readonly Warned[] {
  const [typed] = useDebouncedValue(form.values, PAUSE);
  const ready = admin && form.isDirty() && typed.name.trim() !== "" && typed.upstream.trim() !== "";
  const draft = useMemo(() => (ready ? bodyOf(typed) : null), [ready, typed]);
  const { data } = useQuery(checkQuery(draft, api?.id ?? null));
  const problem = data?.problem;
  const { setErrors } = form;
  useEffect(() => {
    if (data === undefined) return;
    setErrors(problem ? inForm(placed(problem, FIELDS).fields) : {});
  }, [data, problem, setErrors]);
  return data?.warnings ?? [];
}

function Origin({ form }: { form: FormOf }) {
  return (
    <Section title="Where callers come from" about="Behind a load balancer, name it here: else every caller has its address. A header from anybody else is not believed.">
      <TagsInput label="Trusted proxies" placeholder={form.values.trusted_proxies.length === 0 ? "none: callers connect directly" : ""} description="Addresses or ranges, such as 10.0.0.0/8." {...form.getInputProps("trusted_proxies")} />
      <div className={css.pair}>
        <TextInput label="Header with the client’s address" {...form.getInputProps("client_header")} />
        <NumberInput label="Proxies in front, at the most" description="0: as many as are trusted" min={0} max={32} {...form.getInputProps("trusted_hops")} />
      </div>
    </Section>
  );
}

function Judgement({ form }: { form: FormOf }) {
  return (
    <Section title="Judgement" about="Findings add up to a score. At the threshold the request is hostile.">
      <div className={css.pair}>
        <NumberInput label="Block at score" description="critical 5, error 4, warning 3, notice 2" min={1} max={1000} {...form.getInputProps("block_threshold")} />
        <NumberInput label="Paranoia level" description="1 to 4: more rules, more false alarms" min={1} max={4} {...form.getInputProps("paranoia_level")} />
      </div>
      <div className={css.pair}>
        <NumberInput label="Bytes of a body that are inspected" min={0} max={2 ** 31} thousandSeparator="," {...form.getInputProps("body_bytes")} />
        <NumberInput label="Unpacked bytes for one" description="of a packed body, from 1 MiB on" min={1} max={100_000} thousandSeparator="," {...form.getInputProps("body_ratio")} />
      </div>
    </Section>
  );
}

function SecretHeader({ form, stored }: { form: FormOf; stored: boolean }) {
  return (
    <Section title="Secret header" about="Added to every request towards the upstream, so that it can refuse whoever comes around the gateway.">
      <div className={css.pair}>
        <TextInput label="Header" placeholder="x-origin-secret" {...form.getInputProps("secret_name")} />
        <PasswordInput label="Value" description={stored ? "Stored encrypted; type to replace it." : "Stored encrypted, never shown again."} autoComplete="off" {...form.getInputProps("secret_value")} />
      </div>
    </Section>
  );
}

function Delete({ api }: { api: Known }) {
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
      <Button variant="subtle" color="red" onClick={() => setSure(true)}>
        Delete…
      </Button>
      <Confirm opened={sure} title={`Delete ${api.name}?`} action="Delete it" danger pending={remove.isPending} error={remove.error} onConfirm={() => remove.mutate()} onClose={() => setSure(false)}>
        <p>
          From the next second on, requests to {api.hosts.length > 0 ? api.hosts.join(", ") : "any host"} under {api.prefix} are no longer forwarded to {api.upstream}. What was recorded stays.
        </p>
      </Confirm>
    </div>
  );
}
