/** What the gateway would say of a request, without sending, counting or recording anything. */
import { Button, Select, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useMutation, useQuery } from "@tanstack/react-query";
import { answered, client } from "@/shared/api/client";
import type { paths } from "@/shared/api/generated/schema";
import { apisQuery } from "@/shared/api/queries";
import { micros } from "@/shared/format/format";
import { Chip, Empty, Failure, Panel, Severity, ui, Verdict } from "@/shared/ui";
import { useFilters } from "@/shared/ui/useFilters";
import { headersOf, METHODS, SAMPLES } from "./samples";
import css from "./settings.module.css";
import { useRefusals } from "./useRefusals";

type Attempt = paths["/api/try"]["post"]["responses"][200]["content"]["application/json"];

export function Try() {
  const filters = useFilters();
  const apis = useQuery(apisQuery).data ?? [];
  const begin = SAMPLES.find(({ name }) => name === filters.get("sample")) ?? SAMPLES[0];
  const form = useForm({
    initialValues: {
      method: filters.get("method") || (begin?.method ?? "GET"),
      url: filters.get("url") || (begin?.url ?? "/"),
      headers: begin?.headers ?? "",
      body: begin?.body ?? "",
      client: filters.get("client") || "203.0.113.9",
      api: filters.get("api"),
    },
    validate: { headers: (value) => headersOf(value).wrong },
  });
  const refusals = useRefusals(form, ["method", "url", "headers", "body", "client", "api_id"]);
  const attempt = useMutation({
    mutationFn: ({ method, url, headers, body, client: address, api }: typeof form.values) =>
      answered(client.POST("/api/try", { body: { method, url: url.trim(), headers: headersOf(headers).pairs, body, client: address.trim(), ...(api && { api_id: Number(api) }) } })),
    onMutate: refusals.clear,
    onError: refusals.take,
  });
  const choose = (name: string | null) => {
    const sample = SAMPLES.find((each) => each.name === name);
    if (!sample) return;
    form.setValues({ method: sample.method, url: sample.url, headers: sample.headers, body: sample.body });
    form.clearErrors();
    filters.set({ sample: sample.name, method: null, url: null });
  };
  return (
    <div className={css.side}>
      <Panel title="A request" aside="judged as if it were the first of its caller">
        <form
          className={css.body}
          onSubmit={form.onSubmit((values) => {
            filters.set({ method: values.method, url: values.url, client: values.client, api: values.api || null });
            attempt.mutate(values);
          })}
        >
          <Select label="Begin with a sample" data={SAMPLES.map(({ name }) => name)} value={filters.get("sample") || null} placeholder="Choose one" onChange={choose} />
          <div className={css.filters}>
            <Select label="Method" w={110} data={[...METHODS]} {...form.getInputProps("method")} />
            <TextInput label="Path or URL" flex={1} miw={200} required classNames={{ input: css.area ?? "" }} {...form.getInputProps("url")} />
          </div>
          <Textarea label="Headers" description="One a line: name: value" autosize minRows={2} maxRows={10} classNames={{ input: css.area ?? "" }} {...form.getInputProps("headers")} />
          <Textarea label="Body" autosize minRows={3} maxRows={14} classNames={{ input: css.area ?? "" }} {...form.getInputProps("body")} />
          <div className={css.pair}>
            <TextInput label="From address" required {...form.getInputProps("client")} />
            <Select label="API" data={[{ value: "", label: "by host and path" }, ...apis.map(({ id, name }) => ({ value: String(id), label: name }))]} {...form.getInputProps("api")} />
          </div>
          {refusals.rest.length > 0 && <Failure error={new Error(refusals.rest.join(" "))} />}
          <div>
            <Button type="submit" loading={attempt.isPending}>
              Try it
            </Button>
          </div>
        </form>
      </Panel>
      <Panel title="What the gateway says">{attempt.data ? <Said attempt={attempt.data} /> : <Empty title="Nothing was tried yet" />}</Panel>
    </div>
  );
}

function Said({ attempt }: { attempt: Attempt }) {
  const { verdict, would, threshold, mode, api, operation, client: address, identity, findings, cost } = attempt;
  const lets = verdict.action === "allow";
  const shown = lets ? (would === "allow" ? "allow" : "would") : verdict.action === "throttle" ? "throttle" : "block";
  const spent = Object.entries(cost).sort(([, a], [, b]) => b - a);
  return (
    <div className={css.body} role="status">
      <div className={css.verdict}>
        <Verdict verdict={shown} would={would} />
        <span>
          score {verdict.score} of {threshold}
        </span>
        {verdict.retry_after !== null && <span>may try again after {verdict.retry_after} s</span>}
      </div>
      {verdict.reason && <p>Decided by {verdict.reason}</p>}
      <dl className={css.facts}>
        <div>
          <dt>API</dt>
          <dd>
            {api}, in {mode}
          </dd>
        </div>
        <div>
          <dt>Operation</dt>
          <dd className={ui.mono}>{operation || "none"}</dd>
        </div>
        <div>
          <dt>Caller</dt>
          <dd className={ui.mono}>
            {identity}
            {!identity.includes(address) && ` from ${address}`}
          </dd>
        </div>
        <div>
          <dt>Time it took</dt>
          <dd>{spent.length === 0 ? "none" : spent.map(([name, value]) => `${name} ${micros(value)}`).join(", ")}</dd>
        </div>
      </dl>
      {findings.length === 0 ? (
        <p className={css.note}>Nothing was found in it.</p>
      ) : (
        <div className={ui.scroll}>
          <table className={ui.table}>
            <thead>
              <tr>
                <th>Found by</th>
                <th>Where</th>
                <th>What matched</th>
              </tr>
            </thead>
            <tbody>
              {findings.map((finding, index) => (
                <tr key={index}>
                  <td>
                    <Severity name={finding.severity} /> {finding.detector} <span className={ui.mono}>{finding.rule}</span>
                    <div className={ui.dim}>
                      {finding.message} {finding.mode === "observe" && <Chip tone="watch">observes</Chip>}
                    </div>
                  </td>
                  <td className={ui.mono}>{finding.location}</td>
                  <td className={ui.mono}>{finding.evidence}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
