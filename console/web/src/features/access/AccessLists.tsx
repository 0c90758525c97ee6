/** Whitelist, blacklist and the decisions in force, each at its own address. */
import { ActionIcon, Button, Select, TextInput, Tooltip, VisuallyHidden } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconPencil, IconPlus, IconSearch, IconTrash } from "@tabler/icons-react";
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { NavLink, useParams } from "react-router";
import { answered, client, ifUnchanged, type Entry, type ListName } from "@/shared/api/client";
import { useApis } from "@/shared/api/queries";
import { useAdmin } from "@/shared/api/session";
import { ago, dateTime } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { useListing } from "@/shared/listing";
import { Chip, Countdown, Empty, Failure, Loading, Page, Panel, ui } from "@/shared/ui";
import { done, failed } from "@/shared/ui/say";
import { useFilters } from "@/shared/ui/useFilters";
import css from "./access.module.css";
import { Decisions } from "./Decisions";
import { entriesKey, entriesQuery } from "./entries";
import { SCOPES, shownTarget } from "./words";

const ABOUT: Record<string, string> = {
  whitelist: "Passes uninspected. A whitelist entry wins against every ban.",
  blacklist: "Answered 403 before anything else is looked at.",
  decisions: "Bans and throttles that detectors made. They end by themselves; lifting ends them now.",
};

export default function AccessLists() {
  const { list = "whitelist" } = useParams();
  const admin = useAdmin();
  const open = useListing();
  const isList = list === "whitelist" || list === "blacklist";
  return (
    <Page
      title="Access lists"
      about={ABOUT[list]}
      actions={
        isList &&
        admin && (
          <Button leftSection={<IconPlus size={14} />} color={list === "whitelist" ? "teal" : "red"} onClick={() => open({ list, targets: [] })}>
            {list === "whitelist" ? "Whitelist a caller" : "Ban a caller"}
          </Button>
        )
      }
    >
      <nav className={css.tabs} aria-label="Lists">
        <NavLink to="/access/whitelist">Whitelist</NavLink>
        <NavLink to="/access/blacklist">Blacklist</NavLink>
        <NavLink to="/access/decisions">Decisions in force</NavLink>
      </nav>
      {isList ? <Entries key={list} list={list} /> : <Decisions />}
    </Page>
  );
}

function Entries({ list }: { list: ListName }) {
  const filters = useFilters();
  const [cursors, setCursors] = useState<string[]>([]);
  const [text, setText] = useState(filters.get("q"));
  const search = useDebouncedCallback((q: string) => {
    setCursors([]);
    filters.set({ q });
  }, 250);
  const asked = { q: filters.get("q"), scope: filters.get("scope"), cursor: cursors.at(-1) ?? null };
  const { data, error, refetch, isPending } = useQuery({ ...entriesQuery(list, asked), placeholderData: keepPreviousData });
  const filtered = Boolean(asked.q || asked.scope);
  return (
    <>
      <div className={ui.filters}>
        <TextInput
          aria-label="Search target or reason"
          placeholder="Search target or reason"
          leftSection={<IconSearch size={14} />}
          w={260}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            search(event.currentTarget.value);
          }}
        />
        <Select
          aria-label="Kind"
          w={140}
          data={[{ value: "", label: "Every kind" }, ...SCOPES.map(({ value, label }) => ({ value, label }))]}
          value={asked.scope}
          onChange={(scope) => {
            setCursors([]);
            filters.set({ scope });
          }}
        />
      </div>
      <Panel>
        {error && <Failure error={error} retry={() => void refetch()} />}
        {isPending && <Loading />}
        {data?.items.length === 0 && (
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
        {data && data.items.length > 0 && <EntryTable entries={data.items} />}
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

function EntryTable({ entries }: { entries: readonly Entry[] }) {
  const apis = useApis();
  const admin = useAdmin();
  const now = useNow();
  return (
    <div className={ui.scroll}>
      <table className={ui.table}>
        <thead>
          <tr>
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
          {entries.map((entry) => {
            const expired = entry.expires_at !== null && Date.parse(entry.expires_at) <= now;
            return (
              <tr key={entry.id} className={expired ? css.expired : undefined}>
                <td className={ui.mono}>{shownTarget(entry)}</td>
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
                <td className={css.actions}>{admin && <EntryActions entry={entry} />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

const focused = (button: HTMLButtonElement | null) => button?.focus();

function EntryActions({ entry }: { entry: Entry }) {
  const open = useListing();
  const cache = useQueryClient();
  const remove = useMutation({
    mutationFn: () => {
      const options = { params: { path: { entry_id: entry.id }, header: ifUnchanged(entry.version) } };
      return answered<unknown>(
        entry.list === "whitelist" ? client.DELETE("/api/whitelist/{entry_id}", options) : client.DELETE("/api/blacklist/{entry_id}", options),
      );
    },
    onSuccess: () => done(`Deleted ${shownTarget(entry)} from the ${entry.list}.`),
    onError: failed,
    onSettled: () => cache.invalidateQueries({ queryKey: entriesKey(entry.list) }),
  });
  const [sure, setSure] = useState(false);
  if (sure) {
    return (
      <Button size="compact-xs" color="red" loading={remove.isPending} onClick={() => remove.mutate()} ref={focused} onBlur={() => setSure(false)}>
        Delete it
      </Button>
    );
  }
  return (
    <>
      <Tooltip label="Change">
        <ActionIcon aria-label={`Change ${shownTarget(entry)}`} onClick={() => open({ list: entry.list, targets: [], entry })}>
          <IconPencil size={14} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Delete">
        <ActionIcon aria-label={`Delete ${shownTarget(entry)}`} onClick={() => setSure(true)}>
          <IconTrash size={14} />
        </ActionIcon>
      </Tooltip>
    </>
  );
}
