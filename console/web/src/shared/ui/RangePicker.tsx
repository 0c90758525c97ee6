/** Chooses the stretch of time that a page is about; the choice stands in the URL. */
import { Button, Popover, TextInput } from "@mantine/core";
import { IconCalendar } from "@tabler/icons-react";
import { useState } from "react";
import { dateTime } from "@/shared/format/format";
import { Choices } from ".";
import { LONGEST, RANGES, rangeOf, type Range } from "./range";
import css from "./pieces.module.css";
import { useFilters } from "./useFilters";

export function useRange(otherwise = 3600): { range: Range; zoom: (from: number, to: number) => void } {
  const filters = useFilters();
  const range = rangeOf({ range: filters.get("range"), from: filters.get("from"), to: filters.get("to") }, otherwise);
  return {
    range,
    /** seconds since the epoch; widened to whole minutes */
    zoom: (from, to) => {
      const [begin, end] = [Math.floor(from / 60) * 60, Math.ceil(to / 60) * 60];
      filters.set({ range: null, from: new Date(begin * 1000).toISOString(), to: new Date(Math.max(end, begin + 60) * 1000).toISOString() });
    },
  };
}

export function RangePicker({ range, otherwise = 3600 }: { range: Range; otherwise?: number }) {
  const filters = useFilters();
  const custom = range.from !== null;
  return (
    <div className={css.range}>
      <Choices label="Range" choices={RANGES} chosen={custom ? "" : String(range.seconds)} onChange={(value) => filters.set({ range: value === String(otherwise) ? null : value, from: null, to: null })} />
      <Custom key={`${range.from} ${range.to}`} range={range} onChoose={(from, to) => filters.set({ range: null, from, to })} />
    </div>
  );
}

function Custom({ range: { from, to, seconds }, onChoose }: { range: Range; onChoose: (from: string, to: string) => void }) {
  const [open, setOpen] = useState(false);
  const [begin, setBegin] = useState(from === null ? "" : local(from));
  const [end, setEnd] = useState(to === null ? "" : local(to));
  const [error, setError] = useState("");
  const toggle = () => {
    if (!open && from === null) {
      const now = Date.now();
      setBegin(local(new Date(now - seconds * 1000).toISOString()));
      setEnd(local(new Date(now).toISOString()));
    }
    setOpen(!open);
  };
  const choose = () => {
    const length = Date.parse(end) - Date.parse(begin);
    if (!(length >= 60_000)) setError("It must end at least a minute after it begins.");
    else if (length > LONGEST * 1000) setError("It may span 92 days at the most.");
    else {
      setOpen(false);
      onChoose(new Date(begin).toISOString(), new Date(end).toISOString());
    }
  };
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" shadow="md" trapFocus>
      <Popover.Target>
        <Button variant={from === null ? "default" : "light"} leftSection={<IconCalendar size={13} />} onClick={toggle} aria-expanded={open}>
          {from !== null && to !== null ? `${dateTime(from)} – ${dateTime(to)}` : "Custom"}
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <form
          className={css.custom}
          onSubmit={(event) => {
            event.preventDefault();
            choose();
          }}
        >
          <TextInput type="datetime-local" label="From" value={begin} onChange={(event) => setBegin(event.currentTarget.value)} />
          <TextInput type="datetime-local" label="To" value={end} error={error} onChange={(event) => setEnd(event.currentTarget.value)} />
          <Button type="submit">Show</Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

/** As a field of type datetime-local has it, in the reader's zone. */
function local(iso: string): string {
  const at = new Date(iso);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
