/** The policy's revisions, what each changed, and the way back to one. */
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answered, client, ifUnchanged } from "@/shared/api/client";
import type { components } from "@/shared/api/generated/schema";
import { useAdmin } from "@/shared/api/session";
import { ago, dateTime } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { Chip, Choices, Empty, Failure, Loading, Panel, ui } from "@/shared/ui";
import { Changes } from "@/shared/ui/Changes";
import type { Change } from "@/shared/ui/changes";
import { Confirm } from "@/shared/ui/Confirm";
import { done } from "@/shared/ui/say";
import { useFilters } from "@/shared/ui/useFilters";
import { cursorOf, Paged, usePages } from "./Paged";
import css from "./settings.module.css";
import { actionInWords } from "./words";

type Revision = components["schemas"]["RevisionOut"];
const KEY = ["policy"] as const;

export function Policy() {
  const filters = useFilters();
  const current = useQuery({ queryKey: [...KEY, "current"], queryFn: ({ signal }) => answered(client.GET("/api/policy/current", { signal })), refetchInterval: 10_000 }).data?.revision;
  const pages = usePages<Revision>([...KEY, "revisions", current], (cursor, signal) => answered(client.GET("/api/policy/revisions", { params: { query: { limit: 50, ...cursorOf(cursor) } }, signal })));
  const chosen = Number(filters.get("revision")) || null;
  return (
    <div className={css.side}>
      <Paged
        pages={pages}
        empty="Nothing was set yet"
        hint="Every change of APIs, lists, detectors and exclusions is a revision."
        head={
          <tr>
            <th className={ui.number}>Revision</th>
            <th>What</th>
            <th>By</th>
            <th>When</th>
          </tr>
        }
        row={(revision) => <Row key={revision.revision} revision={revision} current={revision.revision === current} chosen={revision.revision === chosen} onChoose={() => filters.set({ revision: String(revision.revision), against: null })} />}
      />
      {chosen === null ? (
        <Panel>
          <Empty title="What changed">
            <p>Choose a revision to see what it changed, and to go back to it.</p>
          </Empty>
        </Panel>
      ) : (
        <Difference key={chosen} revision={chosen} current={current ?? null} />
      )}
    </div>
  );
}

function Row({ revision: { revision, action, actor, at, has_document }, current, chosen, onChoose }: { revision: Revision; current: boolean; chosen: boolean; onChoose: () => void }) {
  const now = useNow();
  return (
    <tr data-chosen={chosen || undefined}>
      <td className={ui.number}>
        <button type="button" className={css.link} aria-pressed={chosen} onClick={onChoose}>
          {revision}
        </button>
      </td>
      <td>
        <button type="button" className={css.link} tabIndex={-1} onClick={onChoose}>
          {actionInWords(action)}
        </button>{" "}
        {current && <Chip tone="good">in force</Chip>}
        {!has_document && <span className={ui.dim}> lists only</span>}
      </td>
      <td>{actor}</td>
      <td title={dateTime(at)}>{ago(at, now)}</td>
    </tr>
  );
}

const useDifference = (revision: number, against: number | null, enabled = true) =>
  useQuery({
    queryKey: [...KEY, "diff", revision, against],
    queryFn: ({ signal }) => answered(client.GET("/api/policy/revisions/{revision}/diff", { params: { path: { revision }, query: against === null ? {} : { against } }, signal })),
    enabled,
    staleTime: Infinity,
  });

function Difference({ revision, current }: { revision: number; current: number | null }) {
  const admin = useAdmin();
  const filters = useFilters();
  const [sure, setSure] = useState(false);
  const toNow = filters.get("against") === "current" && current !== null;
  const { data, error, refetch } = useDifference(revision, toNow ? current : null);
  return (
    <Panel title={`Revision ${revision}`} aside={<Choices label="Compared with" choices={[{ value: "before", label: "the one before" }, { value: "current", label: "what is in force" }]} chosen={toNow ? "current" : "before"} onChange={(value) => filters.set({ against: value === "current" ? value : null })} />}>
      <div className={css.body}>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {!data && !error && <Loading rows={4} />}
        {data && (
          <>
            <p className={css.note}>{toNow ? `What going back from revision ${data.from} to revision ${data.to} would change:` : `From revision ${data.from} to revision ${data.to}:`}</p>
            {data.changes.length === 0 ? <p className={css.note}>APIs, detectors and exclusions are the same; lists or decisions may differ.</p> : <Changes changes={data.changes.map(asChange)} />}
          </>
        )}
        {admin && current !== null && revision !== current && (
          <div>
            <Button variant="default" onClick={() => setSure(true)}>
              Go back to revision {revision}…
            </Button>
          </div>
        )}
      </div>
      {current !== null && <RollBack revision={revision} current={current} opened={sure} onClose={() => setSure(false)} />}
    </Panel>
  );
}

/** The server says null where there was nothing. */
const asChange = ({ path, before, after }: { path: string; before?: unknown; after?: unknown }): Change => ({ path, before: before ?? undefined, after: after ?? undefined });

function RollBack({ revision, current, opened, onClose }: { revision: number; current: number; opened: boolean; onClose: () => void }) {
  const cache = useQueryClient();
  const filters = useFilters();
  const { data, error } = useDifference(revision, current, opened);
  const back = useMutation({
    mutationFn: () => answered(client.POST("/api/policy/revisions/{revision}/rollback", { params: { path: { revision }, header: ifUnchanged(current) } })),
    onSuccess: async (made) => {
      onClose();
      done(`Back at what revision ${revision} was, as revision ${made.revision}.`);
      filters.set({ revision: String(made.revision), against: null });
      await cache.invalidateQueries();
    },
    onError: () => cache.invalidateQueries({ queryKey: KEY }),
  });
  const nothing = data?.changes.length === 0;
  return (
    <Confirm opened={opened} title={`Go back to revision ${revision}?`} size="xl" action="Go back to it" danger pending={back.isPending} error={back.error ?? error} onConfirm={() => !nothing && back.mutate()} onClose={onClose}>
      <p>APIs, detectors and exclusions become what they were, as a new revision. Whitelist, blacklist and decisions stay. Every gateway follows within a second.</p>
      {!data && !error && <Loading rows={3} />}
      {data && (nothing ? <p>Nothing would change: the policy in force is the same.</p> : <Changes changes={data.changes.map(asChange)} />)}
    </Confirm>
  );
}
