/** One of the two lists: searched, taken out of one by one or many at once, and brought back. */
import { ActionIcon, Button, Checkbox, Select, TextInput, Tooltip, VisuallyHidden } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconDownload, IconPencil, IconSearch, IconTrash } from "@tabler/icons-react";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Entry, ListName } from "@/shared/api/client";
import { useApis } from "@/shared/api/queries";
import { useAdmin } from "@/shared/api/session";
import { saved } from "@/shared/download";
import { ago, count, dateTime } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { useListing } from "@/shared/listing";
import { Chip, Countdown, Empty, Failure, Loading, Panel, ui } from "@/shared/ui";
import { failed, undoable } from "@/shared/ui/say";
import { useFilters } from "@/shared/ui/useFilters";
import css from "./access.module.css";
import { entriesKey, entriesQuery, exportedList, removeEntries, restoreEntries } from "./entries";
import { SCOPES, shownTarget } from "./words";

function useRemoving(list: ListName, after: () => void) {
  const cache = useQueryClient();
  const again = () => cache.invalidateQueries({ queryKey: entriesKey(list) });
  return useMutation({
    mutationFn: (ids: readonly number[]) => removeEntries(list, ids),
    onSuccess: ({ removed }) => {
      after();
      const [only] = removed;
      if (!only) return;
      undoable(`Deleted ${removed.length === 1 ? shownTarget(only) : `${count(removed.length)} entries`} from the ${list}.`, () => restoreEntries(list, removed).finally(again));
    },
    onError: failed,
    onSettled: again,
  });
}

export function Entries({ list }: { list: ListName }) {
  const filters = useFilters();
  const admin = useAdmin();
  const [cursors, setCursors] = useState<string[]>([]);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [text, setText] = useState(filters.get("q"));
  const clear = () => setChosen(new Set());
  const remove = useRemoving(list, clear);
  const narrow = (changes: Record<string, string | null>) => {
    setCursors([]);
    clear();
    filters.set(changes);
  };
  const search = useDebouncedCallback((q: string) => narrow({ q }), 250);
  const asked = { q: filters.get("q"), scope: filters.get("scope"), expired: filters.get("expired"), cursor: cursors.at(-1) ?? null };
  const { data, error, refetch, isPending } = useQuery({ ...entriesQuery(list, asked), placeholderData: keepPreviousData });
  const download = useMutation({ mutationFn: () => exportedList(list, asked), onSuccess: (blob) => saved(blob, `${list}.txt`), onError: failed });
  const filtered = Boolean(asked.q || asked.scope || asked.expired);
  const entries = data?.items ?? [];
  const marked = entries.filter(({ id }) => chosen.has(id));
  return (
    <>
      <div className={ui.filters}>
        <TextInput
          aria-label="Search target or reason"
          placeholder="Search target or reason"
          leftSection={<IconSearch size={14} />}
          w={240}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            search(event.currentTarget.value);
          }}
        />
        <Select aria-label="Kind" w={130} data={[{ value: "", label: "Every kind" }, ...SCOPES.map(({ value, label }) => ({ value, label }))]} value={asked.scope} onChange={(scope) => narrow({ scope })} />
        <Select aria-label="Expiry" w={150} data={[{ value: "", label: "Expired or not" }, { value: "false", label: "In force" }, { value: "true", label: "Expired" }]} value={asked.expired} onChange={(expired) => narrow({ expired })} />
        <Button variant="default" leftSection={<IconDownload size={14} />} loading={download.isPending} onClick={() => download.mutate()}>
          Export
        </Button>
        {marked.length > 0 && (
          <Button color="red" variant="light" leftSection={<IconTrash size={14} />} loading={remove.isPending} onClick={() => remove.mutate(marked.map(({ id }) => id))}>
            Delete {marked.length} chosen
          </Button>
        )}
      </div>
      <Panel>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {isPending && <Loading />}
        {data && entries.length === 0 && (
          <Empty title={filtered ? "Nothing matches" : `The ${list} is empty`}>
            <p>
              {filtered
                ? "No entry has this in its target or reason."
                : list === "whitelist"
                  ? "Add your monitoring, your office, a partner: whoever must never be turned away."
                  : "Ban an address or a range here, or straight from a request in Live."}
            </p>
          </Empty>
        )}
        {entries.length > 0 && (
          <div className={ui.scroll}>
            <table className={ui.table}>
              <thead>
                <tr>
                  {admin && (
                    <th className={css.check}>
                      <Checkbox size="xs" aria-label="Choose all" checked={marked.length === entries.length} indeterminate={marked.length > 0 && marked.length < entries.length} onChange={() => setChosen(marked.length === entries.length ? new Set() : new Set(entries.map(({ id }) => id)))} />
                    </th>
                  )}
                  <th>Target</th>
                  <th>Kind</th>
                  <th>API</th>
                  <th>Reason</th>
                  <th>Expires in</th>
                  <th>Added</th>
                  <th>
                    <VisuallyHidden>Actions</VisuallyHidden>
                  </th>
                </tr>
              </thead>
              <tbody>
                {entries.map((entry) => (
                  <EntryRow
                    key={entry.id}
                    entry={entry}
                    chosen={chosen.has(entry.id)}
                    onChoose={() => setChosen((before) => (before.has(entry.id) ? new Set([...before].filter((id) => id !== entry.id)) : new Set([...before, entry.id])))}
                    onRemove={() => remove.mutate([entry.id])}
                  />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
      {(cursors.length > 0 || data?.next_cursor) && (
        <div className={ui.filters}>
          <Button variant="default" disabled={cursors.length === 0} onClick={() => setCursors(cursors.slice(0, -1))}>
            Newer
          </Button>
          <Button variant="default" disabled={!data?.next_cursor} onClick={() => data?.next_cursor && setCursors([...cursors, data.next_cursor])}>
            Older
          </Button>
        </div>
      )}
    </>
  );
}

function EntryRow({ entry, chosen, onChoose, onRemove }: { entry: Entry; chosen: boolean; onChoose: () => void; onRemove: () => void }) {
  const apis = useApis();
  const admin = useAdmin();
  const open = useListing();
  const now = useNow();
  const name = shownTarget(entry);
  const expired = entry.expires_at !== null && Date.parse(entry.expires_at) <= now;
  return (
    <tr className={expired ? css.expired : undefined} data-chosen={chosen || undefined}>
      {admin && (
        <td className={css.check}>
          <Checkbox size="xs" aria-label={`Choose ${name}`} checked={chosen} onChange={onChoose} />
        </td>
      )}
      <td className={ui.mono}>{name}</td>
      <td>
        <Chip>{entry.scope}</Chip>
      </td>
      <td>{entry.api_id === null ? <span className={ui.dim}>every</span> : (apis.get(entry.api_id)?.name ?? entry.api_id)}</td>
      <td className={css.reason}>{entry.reason || <span className={ui.dim}>–</span>}</td>
      <td>
        <Countdown until={entry.expires_at} />
      </td>
      <td title={dateTime(entry.created_at)} className={ui.dim}>
        {ago(entry.created_at, now)} by {entry.author}
      </td>
      <td className={css.actions}>
        {admin && (
          <>
            <Tooltip label="Change">
              <ActionIcon aria-label={`Change ${name}`} onClick={() => open({ list: entry.list, targets: [], entry })}>
                <IconPencil size={14} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label="Delete">
              <ActionIcon aria-label={`Delete ${name}`} onClick={onRemove}>
                <IconTrash size={14} />
              </ActionIcon>
            </Tooltip>
          </>
        )}
      </td>
    </tr>
  );
}
