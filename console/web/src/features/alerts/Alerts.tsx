/** What should be seen by a person: looked through with the keyboard or the mouse, one at a time or many at once. */
import { Button, Checkbox, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { answered, client } from "@/shared/api/client";
import { alertSummaryQuery, useApis } from "@/shared/api/queries";
import { count } from "@/shared/format/format";
import { alertsSeen } from "@/shared/seen";
import { Choices, Empty, Failure, Loading, Page, Panel, ui } from "@/shared/ui";
import { useKeys } from "@/shared/ui/keys";
import { useFilters } from "@/shared/ui/useFilters";
import { AlertRow } from "./AlertRow";
import css from "./alerts.module.css";
import { BulkBar } from "./BulkBar";
import { MuteDialog } from "./MuteDialog";
import { StandingMutes } from "./StandingMutes";
import { useTriage } from "./triage";
import { moved, SEVERITIES, SORTS, STATUSES, toggled, type Status } from "./words";

const EMPTY: Record<Status, string> = { open: "Nothing needs you", acknowledged: "Nothing was acknowledged yet", muted: "Nothing is muted" };
const JUDGED = [
  { value: "", label: "Judged or not" },
  { value: "none", label: "Not judged" },
  { value: "true_positive", label: "Real attacks" },
  { value: "false_positive", label: "False positives" },
] as const;

function useAlertList() {
  const filters = useFilters();
  const status = STATUSES.find((name) => name === filters.get("status")) ?? "open";
  const severity = SEVERITIES.find((name) => name === filters.get("severity"));
  const sort = SORTS.find(({ value }) => value === filters.get("sort"))?.value;
  const review = JUDGED.find(({ value }) => value && value === filters.get("review"))?.value || undefined;
  const api = Number(filters.get("api")) || undefined;
  const [detector, identity, q] = [filters.get("detector"), filters.get("identity"), filters.get("q")];
  const asked = { status, ...(severity && { severity }), ...(sort && { sort }), ...(review && { review }), ...(api && { api_id: api }), ...(detector && { detector }), ...(identity && { identity }), ...(q && { q }) };
  const list = useInfiniteQuery({
    queryKey: ["alerts", "list", asked],
    queryFn: ({ signal, pageParam }) => answered(client.GET("/api/alerts", { params: { query: { ...asked, limit: 50, ...(pageParam && { cursor: pageParam }) } }, signal })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_cursor,
    refetchInterval: 30_000,
  });
  return { filters, asked, list };
}

export default function Alerts() {
  const { filters, asked, list } = useAlertList();
  const apis = useApis();
  const navigate = useNavigate();
  const { data: summary } = useQuery(alertSummaryQuery);
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [cursor, setCursor] = useState(-1);
  const [muting, setMuting] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const alerts = list.data?.pages.flatMap(({ items }) => items) ?? [];
  const here = cursor >= 0 ? alerts[Math.min(cursor, alerts.length - 1)] : undefined;
  const marked = alerts.filter(({ id }) => chosen.has(id));
  const targets = marked.length > 0 ? marked : here ? [here] : [];
  const clear = () => setChosen(new Set());
  const triage = useTriage(clear);
  const choose = useCallback((id: number) => setChosen((before) => toggled(before, id)), []);
  const act = (action: Parameters<typeof triage.mutate>[0]["act"]) => {
    if (targets.length > 0 && !triage.isPending) triage.mutate({ ids: targets.map(({ id }) => id), act: action });
  };
  useEffect(() => {
    if (summary?.newest_id) alertsSeen(summary.newest_id);
  }, [summary]);
  useKeys("Alerts", [
    { key: "j", does: "Next alert", run: () => setCursor(moved(cursor, 1, alerts.length)) },
    { key: "k", does: "Alert before", run: () => setCursor(moved(cursor, -1, alerts.length)) },
    { key: "x", does: "Choose it, or not", run: () => here && choose(here.id) },
    { key: "o", does: "Open it", run: () => here && void navigate(`/alerts/${here.id}`) },
    { key: "a", does: "Acknowledge what is chosen, or this one", run: () => act({ action: "ack" }) },
    { key: "m", does: "Mute what is chosen, or this one", run: () => setMuting(targets.length > 0) },
    { key: "f", does: "It is a false positive", run: () => act({ action: "review", review: "false_positive" }) },
    { key: "r", does: "It is a real attack", run: () => act({ action: "review", review: "true_positive" }) },
    { key: "/", does: "Search", run: () => search.current?.focus() },
    { key: "Escape", does: "Choose none", run: clear },
  ]);
  const seek = useDebouncedCallback((q: string) => filters.set({ q }), 250);
  const apiName = (id: number | undefined) => (id ? (apis.get(id)?.name ?? `API ${id}`) : "");
  const narrowed = Object.keys(asked).length > 1;
  return (
    <Page
      title="Alerts"
      about="Findings grouped by caller, detector and operation. Press ? for the keys."
      actions={<Select aria-label="Order" w={165} data={[...SORTS]} value={asked.sort ?? "last_at"} onChange={(value) => filters.set({ sort: value === "last_at" ? null : value })} />}
    >
      <div className={ui.filters}>
        <Choices
          label="Status"
          choices={STATUSES.map((value) => ({ value, label: value, count: summary && count(summary[value]) }))}
          chosen={asked.status}
          onChange={(value) => {
            clear();
            setCursor(-1);
            filters.set({ status: value === "open" ? null : value });
          }}
        />
        <TextInput key={`q${asked.q === undefined}`} ref={search} aria-label="Search title, caller, rule" placeholder="Title, caller, operation   ( / )" leftSection={<IconSearch size={14} />} w={220} defaultValue={filters.get("q")} onChange={(event) => seek(event.currentTarget.value)} />
        <Select aria-label="Severity" w={145} data={[{ value: "", label: "Any severity" }, ...SEVERITIES.slice(1).map((value) => ({ value, label: value === "critical" ? value : `${value} or graver` }))]} value={asked.severity ?? ""} onChange={(value) => filters.set({ severity: value })} />
        <Select aria-label="API" w={130} data={[{ value: "", label: "Every API" }, ...[...apis.values()].map(({ id, name }) => ({ value: String(id), label: name }))]} value={filters.get("api")} onChange={(value) => filters.set({ api: value })} />
        <Select aria-label="Judged" w={135} data={[...JUDGED]} value={asked.review ?? ""} onChange={(value) => filters.set({ review: value })} />
      </div>
      <Panel>
        {list.error && <Failure error={list.error} retry={() => void list.refetch()} />}
        {list.isPending && <Loading />}
        {list.data && alerts.length === 0 && (
          <Empty title={narrowed ? "Nothing matches" : EMPTY[asked.status]}>
            <p>{asked.status === "open" ? "An alert opens when a caller’s requests are found hostile. It appears here and in the corner at once." : "Alerts move here from the open ones."}</p>
            {narrowed && (
              <Button variant="default" onClick={() => filters.set({ q: null, severity: null, api: null, review: null, detector: null, identity: null })}>
                Clear filters
              </Button>
            )}
          </Empty>
        )}
        {alerts.length > 0 && (
          <>
            <div className={css.bar}>
              <Checkbox size="xs" aria-label="Choose all" checked={marked.length === alerts.length} indeterminate={marked.length > 0 && marked.length < alerts.length} onChange={() => setChosen(marked.length === alerts.length ? new Set() : new Set(alerts.map(({ id }) => id)))} />
              <BulkBar marked={marked} status={asked.status} busy={triage.isPending} onAct={act} onMute={() => setMuting(true)} />
            </div>
            <ul className={css.list}>
              {alerts.map((alert) => (
                <AlertRow key={alert.id} alert={alert} api={apiName(alert.api_id)} chosen={chosen.has(alert.id)} here={alert === here} onChoose={choose} />
              ))}
            </ul>
          </>
        )}
      </Panel>
      {list.hasNextPage && (
        <div>
          <Button variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            Older alerts
          </Button>
        </div>
      )}
      {asked.status === "muted" && <StandingMutes />}
      <MuteDialog alerts={targets} api={apiName(targets[0]?.api_id)} opened={muting} onClose={() => setMuting(false)} onDone={clear} />
    </Page>
  );
}
