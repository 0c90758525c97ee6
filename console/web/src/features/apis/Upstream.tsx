/** Where the API is, and whether it answers from there. */
import { Button, Checkbox, TagsInput, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { ago } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import css from "./apis.module.css";
import type { Draft } from "./draft";
import { reachedQuery } from "./queries";
import { Section } from "./Section";

/** `id`: of an API that is saved and whose upstream may be asked; null: no asking. */
export function Upstream({ form, id }: { form: UseFormReturnType<Draft>; id: number | null }) {
  const secure = form.values.upstream.startsWith("https:");
  return (
    <Section title="Where it is" about="The gateway forwards what matches to the upstream, changing nothing.">
      <TextInput label="Name" required placeholder="orders" {...form.getInputProps("name")} />
      <TextInput label="Upstream" required placeholder="http://127.0.0.1:3000" {...form.getInputProps("upstream")} />
      {id !== null && <Reachable id={id} />}
      <TagsInput label="Hosts" placeholder={form.values.hosts.length === 0 ? "any host" : ""} description="Exact, or *.example.com. Enter adds one." {...form.getInputProps("hosts")} />
      <TextInput label="Path prefix" placeholder="/" {...form.getInputProps("prefix")} />
      <div className={css.checks}>
        <Checkbox size="xs" label="Cut the prefix off before forwarding" {...form.getInputProps("strip_prefix", { type: "checkbox" })} />
        <Checkbox size="xs" label="Forward the caller’s Host header" {...form.getInputProps("preserve_host", { type: "checkbox" })} />
        {secure && <Checkbox size="xs" label="Check the upstream’s certificate" {...form.getInputProps("verify_upstream", { type: "checkbox" })} />}
      </div>
      {secure && form.values.verify_upstream && (
        <Textarea label="Upstream’s own authority" description="PEM, where no public authority signed its certificate." placeholder="-----BEGIN CERTIFICATE-----" autosize minRows={2} maxRows={8} {...form.getInputProps("upstream_ca")} />
      )}
    </Section>
  );
}

function Reachable({ id }: { id: number }) {
  const { data, error, isFetching, refetch } = useQuery(reachedQuery(id));
  const now = useNow();
  const state = isFetching ? "wait" : data?.reachable ? "good" : "bad";
  const words = isFetching
    ? "Asking the upstream…"
    : data
      ? data.reachable
        ? `Answers${data.status === null ? "" : ` ${data.status}`} in ${Math.round(data.milliseconds)} ms, asked ${ago(data.checked_at, now)}`
        : `Does not answer: ${data.error ?? "no reason given"}, asked ${ago(data.checked_at, now)}`
      : (error?.message ?? "Not asked yet");
  return (
    <div className={css.reached} data-state={state} role="status">
      <span>{words}</span>
      <Button size="compact-xs" variant="default" disabled={isFetching} onClick={() => void refetch()}>
        Ask again
      </Button>
    </div>
  );
}
