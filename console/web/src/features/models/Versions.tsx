/** The versions of one model: two of them side by side, and the way back to an older one. */
import { Button, Checkbox } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, client } from "@/shared/api/client";
import { useApis } from "@/shared/api/queries";
import { useAdmin } from "@/shared/api/session";
import { dateTime } from "@/shared/format/format";
import { Chip, Panel, ui } from "@/shared/ui";
import { Confirm } from "@/shared/ui/Confirm";
import { done } from "@/shared/ui/say";
import { useFilters } from "@/shared/ui/useFilters";
import { compared } from "./compare";
import css from "./models.module.css";
import { KEY } from "./queries";
import type { Model } from "./types";
import { kindOf, MATURITY, share, STATES, type Line } from "./words";

export function Versions({ line }: { line: Line }) {
  const filters = useFilters();
  const apis = useApis();
  const name = line.apiId === null ? "all other APIs" : (apis.get(line.apiId)?.name ?? `API ${line.apiId}`);
  const marked = filters.list("compare").map(Number);
  const [left, right] = marked.map((version) => line.versions.find((model) => model.version === version));
  const toggle = (version: number) => {
    const next = marked.includes(version) ? marked.filter((each) => each !== version) : [...marked, version].slice(-2);
    filters.set({ compare: next.map(String) });
  };
  return (
    <Panel title={`${kindOf(line.kind).name}, ${name}`} aside={marked.length < 2 ? "choose two versions to compare them" : `versions ${marked.join(" and ")} compared`}>
      <div className={ui.scroll}>
        <table className={ui.table}>
          <thead>
            <tr>
              <th>Compare</th>
              <th className={ui.number}>Version</th>
              <th>State</th>
              <th>Maturity</th>
              <th className={ui.number}>Alerts on</th>
              <th className={ui.number}>Finds</th>
              <th>Why</th>
              <th>Made</th>
              <th aria-label="Actions" />
            </tr>
          </thead>
          <tbody>
            {line.versions.map((model) => (
              <Version key={model.id} model={model} line={line} name={name} marked={marked.includes(model.version)} onMark={() => toggle(model.version)} />
            ))}
          </tbody>
        </table>
      </div>
      {left && right && <Compared left={left} right={right} />}
    </Panel>
  );
}

function Version({ model, line, name, marked, onMark }: { model: Model; line: Line; name: string; marked: boolean; onMark: () => void }) {
  const admin = useAdmin();
  const [asked, setAsked] = useState<"serve" | "retire" | null>(null);
  const { version, state, maturity, measures, reason, created_at, author } = model;
  return (
    <tr>
      <td>
        <Checkbox size="xs" aria-label={`Compare version ${version}`} checked={marked} onChange={onMark} />
      </td>
      <td className={ui.number}>{version}</td>
      <td>
        <Chip tone={STATES[state].tone}>{STATES[state].text}</Chip>
      </td>
      <td>{MATURITY[maturity].text}</td>
      <td className={ui.number}>{share(measures.alert_rate)}</td>
      <td className={ui.number}>{share(measures.separation)}</td>
      <td className={css.why}>{reason}</td>
      <td className={css.made}>
        {dateTime(created_at)}
        <div className={css.small}>by {author}</div>
      </td>
      <td className={css.actions}>
        {admin && state === "serving" && (
          <Button size="compact-xs" variant="default" onClick={() => setAsked("retire")}>
            Switch off…
          </Button>
        )}
        {admin && (state === "candidate" || state === "retired") && (
          <Button size="compact-xs" variant="default" onClick={() => setAsked("serve")}>
            {line.serving && line.serving.version > version ? "Roll back…" : "Let it serve…"}
          </Button>
        )}
        <Change model={model} line={line} name={name} act={asked} onClose={() => setAsked(null)} />
      </td>
    </tr>
  );
}

function Change({ model, line, name, act, onClose }: { model: Model; line: Line; name: string; act: "serve" | "retire" | null; onClose: () => void }) {
  const cache = useQueryClient();
  const { version, measures } = model;
  const before = line.serving;
  const change = useMutation({
    mutationFn: (to: "serve" | "retire") => answered(client.POST(`/api/models/{model_id}/${to}`, { params: { path: { model_id: model.id } } })),
    onSuccess: (_, to) => {
      onClose();
      done(to === "serve" ? `Version ${version} serves; every gateway follows within two seconds.` : `Version ${version} is switched off.`);
    },
    onSettled: () => cache.invalidateQueries({ queryKey: KEY }),
  });
  const title = act === "retire" ? `Switch version ${version} off?` : `Let version ${version} serve?`;
  return (
    <Confirm opened={act !== null} title={title} action={act === "retire" ? "Switch it off" : "Let it serve"} danger={act === "retire"} pending={change.isPending} error={change.error} onConfirm={() => act && change.mutate(act)} onClose={onClose}>
      {act === "retire" ? (
        <p>
          {line.apiId === null ? "APIs without a model of their own are then not judged by one." : `${name} is then judged by the model of all other APIs, if there is one.`} The version is kept, and can be put back.
        </p>
      ) : (
        <p>
          {before ? `Version ${before.version} stops serving ${name} and is kept.` : `Nothing serves ${name} now.`} Version {version} alerts on {share(measures.alert_rate)} of clean requests
          {before && ` (version ${before.version}: ${share(before.measures.alert_rate)})`} and finds {share(measures.separation)} of strange ones{before && ` (${share(before.measures.separation)})`}. The next training may replace it.
        </p>
      )}
    </Confirm>
  );
}

function Compared({ left, right }: { left: Model; right: Model }) {
  return (
    <div className={ui.scroll}>
      <table className={`${ui.table} ${css.compared}`} aria-label={`Versions ${left.version} and ${right.version}`}>
        <thead>
          <tr>
            <th>Measured on later requests, not learned from</th>
            <th>Version {left.version}</th>
            <th>Version {right.version}</th>
          </tr>
        </thead>
        <tbody>
          {compared(left, right).map(({ name, left: one, right: other, better }) => (
            <tr key={name} data-differs={one !== other || undefined}>
              <th scope="row">{name}</th>
              <td data-better={better === "left" || undefined}>{one}</td>
              <td data-better={better === "right" || undefined}>{other}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
