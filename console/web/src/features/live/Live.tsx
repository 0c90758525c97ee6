/** The stream as it happens. It stands still while it is read: paused, scrolled away from the top, or with a row open. */
import { Button, Select, TextInput } from "@mantine/core";
import { IconPlayerPause, IconPlayerPlay, IconSearch } from "@tabler/icons-react";
import { useDeferredValue, useRef, useState } from "react";
import { Navigate, useNavigate } from "react-router";
import type { Exchange } from "@/shared/api/client";
import { useApis } from "@/shared/api/queries";
import { exchangePath } from "@/shared/exchange/Row";
import { count } from "@/shared/format/format";
import { VERDICTS, type Verdict as VerdictName } from "@/shared/stream/buffer";
import { useLiveRows, useLiveState } from "@/shared/stream/LiveStream";
import { Empty, Page, Toggles, ui, Verdict } from "@/shared/ui";
import { useKeys } from "@/shared/ui/keys";
import { useFilters } from "@/shared/ui/useFilters";
import { matching } from "./filter";
import css from "./live.module.css";
import { Pulse } from "./Pulse";
import { Stream } from "./Stream";

/** Pasted into the search, it opens that request. */
const REQUEST_ID = /^[0-9a-f]{32}$/i;

export default function Live() {
  const { rows, seen, skipped, pulse } = useLiveRows();
  const { phase } = useLiveState();
  const apis = useApis();
  const filters = useFilters();
  const navigate = useNavigate();
  const search = useRef<HTMLInputElement>(null);
  const [paused, setPaused] = useState(false);
  const [scrolled, setScrolled] = useState(false);
  const [held, setHeld] = useState<readonly Exchange[] | null>(null);
  const open = filters.get("open");
  const verdicts = filters.list("verdict").filter((name): name is VerdictName => VERDICTS.includes(name as VerdictName));
  const api = filters.get("api") ? Number(filters.get("api")) : null;
  const text = useDeferredValue(filters.get("q"));

  const reading = open !== "" && (held ?? rows).some((row) => row.request_id === open);
  const still = paused || scrolled || reading;
  if (still && held === null) setHeld(rows);
  if (!still && held !== null) setHeld(null);
  const base = held ?? rows;

  const shown = matching(base, { verdicts, api, text });
  const newest = held?.[0]?.id ?? 0;
  const fresh = held === null ? 0 : matching(rows, { verdicts, api, text }).filter(({ id }) => id > newest).length;

  const follow = () => {
    setPaused(false);
    setScrolled(false);
    setHeld(null);
    filters.set({ open: null });
  };
  useKeys("Live", [
    { key: "p", does: "Pause, and follow again", run: () => (still ? follow() : setPaused(true)) },
    { key: "/", does: "Search", run: () => search.current?.focus() },
    { key: "Escape", does: "Fold the open row", run: () => filters.set({ open: null }) },
  ]);
  const total = VERDICTS.reduce((sum, name) => sum + seen[name], 0);
  const filtered = verdicts.length > 0 || api !== null || text !== "";

  // A link to a row that has left the stream leads to its page.
  if (open !== "" && !reading) return <Navigate to={exchangePath(open)} replace />;
  return (
    <div className={css.page}>
      <Page title="Live" about={skipped > 0 ? `${count(skipped)} requests were left out: they came faster than they could be sent.` : "Every request as the gateway records it."}>
        <div className={css.pulseBox}>
          <Pulse pulse={pulse} />
          <span>3 min ago</span>
          <span>now</span>
        </div>
        <div className={ui.filters}>
          <Toggles
            label="Verdict"
            choices={VERDICTS.map((name) => ({ value: name, label: <Verdict verdict={name} />, count: count(seen[name]) }))}
            chosen={verdicts}
            onChange={(chosen) => filters.set({ verdict: chosen })}
          />
          <Select
            aria-label="API"
            w={150}
            data={[{ value: "", label: "Every API" }, ...[...apis.values()].map(({ id, name }) => ({ value: String(id), label: name }))]}
            value={filters.get("api")}
            onChange={(value) => filters.set({ api: value })}
          />
          <TextInput
            ref={search}
            aria-label="Search path, caller, rule, request id"
            placeholder="Path, caller, rule, request id   ( / )"
            leftSection={<IconSearch size={14} />}
            className={css.search}
            value={filters.get("q")}
            onChange={(event) => {
              const q = event.currentTarget.value;
              if (REQUEST_ID.test(q.trim())) void navigate(exchangePath(q.trim()));
              else filters.set({ q });
            }}
          />
          <Button
            variant={still ? "filled" : "default"}
            leftSection={still ? <IconPlayerPlay size={13} /> : <IconPlayerPause size={13} />}
            onClick={() => (still ? follow() : setPaused(true))}
            title="p"
          >
            {still ? (fresh > 0 ? `Follow · ${count(fresh)} new` : "Follow") : "Pause"}
          </Button>
        </div>
        {shown.length > 0 ? (
          <Stream rows={shown} open={open} onOpen={(id) => filters.set({ open: id })} onScrolled={setScrolled} scrolled={scrolled} />
        ) : (
          <div className={css.nothing}>
            {phase !== "open" && total === 0 ? (
              <Empty title="Connecting to the stream">
                <p>Requests appear here as soon as the connection stands.</p>
              </Empty>
            ) : filtered && total > 0 ? (
              <Empty title="Nothing matches yet">
                <p>None of the {count(base.length)} requests kept here match. New ones that do will appear.</p>
                <Button variant="default" onClick={() => filters.set({ verdict: null, api: null, q: null })}>
                  Clear filters
                </Button>
              </Empty>
            ) : (
              <Empty title="Waiting for the first request">
                <p>Send one through the gateway and it appears here within a second.</p>
              </Empty>
            )}
          </div>
        )}
      </Page>
    </div>
  );
}
