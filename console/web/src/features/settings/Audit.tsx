/** Who changed what, from where, and whether the log is whole. */
import { Button, TextInput } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { Fragment, useState } from "react";
import { answered, client } from "@/shared/api/client";
import type { components } from "@/shared/api/generated/schema";
import { count, dateTime } from "@/shared/format/format";
import { Failure, ui } from "@/shared/ui";
import { Changes } from "@/shared/ui/Changes";
import { changes } from "@/shared/ui/changes";
import { useFilters } from "@/shared/ui/useFilters";
import { cursorOf, Paged, usePages } from "./Paged";
import css from "./settings.module.css";

type Entry = components["schemas"]["AuditOut"];

const EXACT = ["actor", "action", "target"] as const;

export function Audit() {
  const filters = useFilters();
  const wanted: Record<string, string> = {};
  for (const name of [...EXACT, "from", "to"]) if (filters.get(name)) wanted[name] = filters.get(name);
  const pages = usePages<Entry>(["audit", wanted], (cursor, signal) => answered(client.GET("/api/audit", { params: { query: { limit: 50, ...wanted, ...cursorOf(cursor) } }, signal })));
  return (
    <>
      <Filters key={JSON.stringify(wanted)} />
      <Verify />
      <Paged
        pages={pages}
        empty={Object.keys(wanted).length > 0 ? "Nothing fits" : "Nothing was changed yet"}
        hint={Object.keys(wanted).length > 0 ? "Actor, action and target are searched for exactly as written." : "Every administrative act is written here, and nothing here can be changed."}
        head={
          <tr>
            <th>When</th>
            <th>Who</th>
            <th>Did</th>
            <th>To</th>
            <th>From</th>
            <th>What changed</th>
          </tr>
        }
        row={(entry) => <Row key={entry.id} entry={entry} onFilter={(name, value) => filters.set({ [name]: value })} />}
      />
    </>
  );
}

function Filters() {
  const filters = useFilters();
  const [text, setText] = useState(() => Object.fromEntries(EXACT.map((name) => [name, filters.get(name)])));
  const [stretch, setStretch] = useState(() => ({ from: local(filters.get("from")), to: local(filters.get("to")) }));
  const some = [...EXACT, "from", "to"].some((name) => filters.get(name));
  const iso = (value: string) => (value ? new Date(value).toISOString() : null);
  return (
    <form
      className={css.filters}
      onSubmit={(event) => {
        event.preventDefault();
        filters.set({ ...text, from: iso(stretch.from), to: iso(stretch.to) });
      }}
    >
      {EXACT.map((name) => (
        <TextInput key={name} label={name === "actor" ? "Who" : name === "action" ? "Did" : "To"} w={150} placeholder={name === "action" ? "api.change" : ""} value={text[name] ?? ""} onChange={(event) => setText({ ...text, [name]: event.currentTarget.value.trim() })} />
      ))}
      <TextInput type="datetime-local" label="After" value={stretch.from} onChange={(event) => setStretch({ ...stretch, from: event.currentTarget.value })} />
      <TextInput type="datetime-local" label="Before" value={stretch.to} onChange={(event) => setStretch({ ...stretch, to: event.currentTarget.value })} />
      <Button type="submit" variant="default">
        Search
      </Button>
      {some && (
        <Button variant="subtle" color="gray" onClick={() => filters.set({ actor: null, action: null, target: null, from: null, to: null })}>
          All of it
        </Button>
      )}
    </form>
  );
}

/** As a field of type datetime-local has it, in the reader's zone. */
function local(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? "" : new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function Verify() {
  const verify = useMutation({ mutationFn: () => answered(client.GET("/api/audit/verify")) });
  const { data, error } = verify;
  return (
    <div className={css.tools}>
      <p role="status" className={css.result} data-state={data ? (data.whole ? "good" : "bad") : undefined}>
        {data
          ? data.whole
            ? `Whole: the chain of all ${count(data.rows)} entries holds.`
            : `Not whole: entry ${data.first_bad ?? "?"} was changed, or one before it was taken out.`
          : "Each entry holds the hash of the one before. Checking reads all of them and follows the chain."}
      </p>
      {error && <Failure error={error} />}
      <Button variant="default" loading={verify.isPending} onClick={() => verify.mutate()}>
        Check that it is whole
      </Button>
    </div>
  );
}

function Row({ entry, onFilter }: { entry: Entry; onFilter: (name: (typeof EXACT)[number], value: string) => void }) {
  const [open, setOpen] = useState(false);
  const differs = entry.before !== null || entry.after !== null;
  const parts = { actor: entry.actor, action: entry.action, target: entry.target };
  return (
    <Fragment>
      <tr>
        <td>{dateTime(entry.at)}</td>
        {EXACT.map((name) => (
          <td key={name}>
            <button type="button" className={css.link} title="Only these" onClick={() => onFilter(name, parts[name])}>
              {parts[name]}
            </button>
          </td>
        ))}
        <td className={ui.mono}>{entry.address}</td>
        <td>
          {differs && (
            <Button size="compact-xs" variant="subtle" color="gray" aria-expanded={open} leftSection={open ? <IconChevronDown size={12} /> : <IconChevronRight size={12} />} onClick={() => setOpen(!open)}>
              {entry.before === null ? "New" : entry.after === null ? "Gone" : "Before and after"}
            </Button>
          )}
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={6} className={css.deep}>
            <Changes changes={changes(entry.before, entry.after)} />
          </td>
        </tr>
      )}
    </Fragment>
  );
}
