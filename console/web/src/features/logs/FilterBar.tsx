/** Text, API, verdict and time always in sight; the rest is added one at a time and stands as a chip. */
import { ActionIcon, Button, Popover, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconFilterPlus, IconSearch, IconSortAscending, IconSortDescending, IconX } from "@tabler/icons-react";
import { useRef, useState, type SyntheticEvent } from "react";
import { useNavigate } from "react-router";
import { useApis } from "@/shared/api/queries";
import { exchangePath } from "@/shared/exchange/Row";
import { ui } from "@/shared/ui";
import { useKeys } from "@/shared/ui/keys";
import { useFilters } from "@/shared/ui/useFilters";
import { chipsOf, FIELDS, NAMES, RANGES, VERDICTS, type FilterField } from "./filters";
import css from "./logs.module.css";

const REQUEST_ID = /^[0-9a-f]{32}$/i;

export function FilterBar({ view }: { view: string }) {
  const filters = useFilters();
  const apis = useApis();
  const navigate = useNavigate();
  const search = useRef<HTMLInputElement>(null);
  const asked = filters.get("q");
  const [text, setText] = useState(asked);
  const [written, setWritten] = useState(asked);
  // A saved view, or going back, changes the text under the field.
  if (asked !== written) {
    setWritten(asked);
    setText(asked);
  }
  const put = useDebouncedCallback((q: string) => {
    setWritten(q);
    filters.set({ q });
  }, 300);
  useKeys("Logs", [{ key: "/", does: "Search", run: () => search.current?.focus() }]);
  const chips = chipsOf(view);
  const descending = filters.get("order") !== "asc";
  return (
    <div className={css.filters}>
      <div className={ui.filters}>
        <TextInput
          ref={search}
          aria-label="Search path, user agent, reason, rule"
          placeholder="Path, user agent, reason, rule, request id   ( / )"
          leftSection={<IconSearch size={14} />}
          className={css.search}
          value={text}
          onChange={(event) => {
            const typed = event.currentTarget.value;
            setText(typed);
            if (REQUEST_ID.test(typed.trim())) void navigate(exchangePath(typed.trim()));
            else put(typed);
          }}
        />
        <Select aria-label="Verdict" w={135} data={[{ value: "", label: "Any verdict" }, ...VERDICTS.map(({ value, label }) => ({ value, label }))]} value={filters.get("verdict")} onChange={(verdict) => filters.set({ verdict })} />
        <Select aria-label="API" w={140} data={[{ value: "", label: "Every API" }, ...[...apis.values()].map(({ id, name }) => ({ value: String(id), label: name }))]} value={filters.get("api")} onChange={(api) => filters.set({ api })} />
        <Select aria-label="Time" w={155} data={[...RANGES]} value={filters.get("range")} onChange={(range) => filters.set({ range, ...(range !== "custom" && { from: null, to: null }) })} />
        {filters.get("range") === "custom" && (
          <>
            <Moment label="From" name="from" />
            <Moment label="To" name="to" />
          </>
        )}
        <AddFilter />
        <ActionIcon variant="default" size={30} aria-label={descending ? "Oldest first" : "Newest first"} title={descending ? "Newest first; press for oldest first" : "Oldest first; press for newest first"} onClick={() => filters.set({ order: descending ? "asc" : null })}>
          {descending ? <IconSortDescending size={15} /> : <IconSortAscending size={15} />}
        </ActionIcon>
      </div>
      {chips.length > 0 && (
        <ul className={css.chips} aria-label="Filters">
          {chips.map(({ name, label, value }) => (
            <li key={name}>
              <span>{label}</span> <code>{value}</code>
              <ActionIcon size={18} aria-label={`Take away ${label} ${value}`} onClick={() => filters.set({ [name]: null })}>
                <IconX size={12} />
              </ActionIcon>
            </li>
          ))}
          <li className={css.clear}>
            <Button size="compact-xs" variant="subtle" color="gray" onClick={() => filters.set(Object.fromEntries(NAMES.map((name) => [name, null])))}>
              Clear all
            </Button>
          </li>
        </ul>
      )}
    </div>
  );
}

/** First which, then what. */
function AddFilter() {
  const [opened, setOpened] = useState(false);
  const [field, setField] = useState<FilterField | null>(null);
  const change = (open: boolean) => {
    setOpened(open);
    if (open) setField(null);
  };
  return (
    <Popover opened={opened} onChange={change} position="bottom-start" trapFocus returnFocus shadow="md">
      <Popover.Target>
        <Button variant="default" leftSection={<IconFilterPlus size={14} />} onClick={() => change(!opened)}>
          Filter
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Add a filter">
        {field ? (
          <FilterValue key={field.name} field={field} close={() => change(false)} />
        ) : (
          <ul className={css.fields}>
            {FIELDS.map((each) => (
              <li key={each.name}>
                <button type="button" onClick={() => setField(each)}>
                  {each.label}
                </button>
              </li>
            ))}
          </ul>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

function FilterValue({ field, close }: { field: FilterField; close: () => void }) {
  const filters = useFilters();
  const [value, setValue] = useState(filters.get(field.name));
  const [wrong, setWrong] = useState(false);
  const set = (chosen: string) => {
    filters.set({ [field.name]: chosen.trim() });
    close();
  };
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (field.pattern && value.trim() && !field.pattern.test(value.trim())) setWrong(true);
    else set(value);
  };
  if (field.choices) {
    return (
      <div className={css.choices} role="group" aria-label={field.label}>
        {field.choices.map((choice) => (
          <Button key={choice} variant={choice === value ? "filled" : "default"} onClick={() => set(choice)}>
            {choice}
          </Button>
        ))}
      </div>
    );
  }
  return (
    <form onSubmit={submit} className={css.value}>
      <TextInput label={field.label} placeholder={field.hint} value={value} data-autofocus onChange={(event) => setValue(event.currentTarget.value)} error={wrong && `such as ${field.hint}`} w={230} />
      <Button type="submit">Set</Button>
    </form>
  );
}

/** `datetime-local` speaks the reader's zone; the URL holds UTC. */
function Moment({ label, name }: { label: string; name: "from" | "to" }) {
  const filters = useFilters();
  const at = Date.parse(filters.get(name));
  const local = Number.isNaN(at) ? "" : new Date(at - new Date(at).getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  return (
    <TextInput
      type="datetime-local"
      aria-label={label}
      w={190}
      defaultValue={local}
      onChange={(event) => {
        const chosen = Date.parse(event.currentTarget.value);
        filters.set({ [name]: Number.isNaN(chosen) ? null : new Date(chosen).toISOString() });
      }}
    />
  );
}
