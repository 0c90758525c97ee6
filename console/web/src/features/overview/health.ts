/** What the system's answer means: each part with how it is and what to know of it. Pure. */
import type { Model } from "@/shared/api/client";
import { llmInWords } from "@/shared/llm";
import type { Gateway, System } from "./types";

type Serving = Pick<Model, "maturity">;

export interface Part {
  name: string;
  state: "good" | "warn" | "bad" | "idle";
  text: string;
  detail?: string;
  to?: string;
}

/** Records that wait on a gateway before it counts as behind. */
const BEHIND = 5000;
const SOON_DAYS = 30;
const URGENT_DAYS = 7;

/** `serving`: the models that do; undefined: not known yet. `now`: milliseconds. */
export function partsOf(system: System, serving: readonly Serving[] | undefined, now: number): Part[] {
  return [...system.gateways.flatMap((gateway) => gatewayParts(gateway, system)), ...missing(system), store(system), redis(system), analyst(system), models(serving), languageModel(system, now), certificates(system)].filter((part) => part !== null);
}

function missing({ gateways }: System): Part[] {
  return gateways.length === 0 ? [{ name: "Gateway", state: "bad", text: "none has reported", detail: "Is one running against this store?" }] : [];
}

function gatewayParts({ name, stale, version, status }: Gateway, { version: console, store: { revision } }: System): Part[] {
  if (stale) return [{ name: "Gateway", state: "bad", text: "silent", detail: `${name} has not reported for a while.` }];
  if (!status) return [{ name: "Gateway", state: "warn", text: "says what is not understood here", detail: `${name}, version ${version}` }];
  const workers = status.workers ?? [];
  const ready = workers.filter((worker) => worker.ready !== false).length;
  const behind = workers.filter((worker) => typeof worker.revision === "number" && worker.revision < revision).length;
  const waiting = status.journal_waiting ?? 0;
  const parts: Part[] = [
    {
      name: "Gateway",
      state: ready === 0 ? "bad" : ready < workers.length ? "warn" : "good",
      text: `${ready} of ${workers.length} ${workers.length === 1 ? "worker" : "workers"} ready`,
      detail: version === console ? name : `${name}, version ${version}`,
    },
    {
      name: "Policy",
      state: behind === 0 ? "good" : "warn",
      text: behind === 0 ? `revision ${revision} everywhere` : `${behind} of ${workers.length} not at revision ${revision} yet`,
      ...(behind > 0 && { detail: workers.map((worker) => `${worker.id}: ${worker.revision ?? "none"}`).join(", ") }),
      to: "/settings/policy",
    },
    {
      name: "Journal",
      state: waiting > BEHIND ? "warn" : "good",
      text: waiting === 0 ? "all records stored" : `${waiting} ${waiting === 1 ? "record waits" : "records wait"}`,
    },
  ];
  return parts;
}

function store({ store: { kind, ok } }: System): Part {
  return { name: "Store", state: ok ? "good" : "bad", text: ok ? kind : `${kind} does not answer`, ...(!ok && { detail: "Traffic flows; records wait in the journals." }) };
}

function redis({ redis: said }: System): Part | null {
  if (!said) return null;
  return said.ok ? { name: "Redis", state: "good", text: "shared limits" } : { name: "Redis", state: "warn", text: "not shared", detail: `Limits are counted by each host for itself: ${said.problem}` };
}

function analyst({ analyst: { active, holder } }: System): Part {
  if (!active) return { name: "Analyst", state: "warn", text: "not at work", detail: "Alerts are not grouped until it is." };
  return { name: "Analyst", state: "good", text: "at work", ...(holder && { detail: holder }) };
}

function models(serving: readonly Serving[] | undefined): Part {
  if (!serving || serving.length === 0) return { name: "Models", state: "idle", text: serving ? "none yet" : "…", to: "/models" };
  const grades = new Map<string, number>();
  for (const { maturity } of serving) grades.set(maturity || "as shipped", (grades.get(maturity || "as shipped") ?? 0) + 1);
  return { name: "Models", state: "good", text: `${serving.length} ${serving.length === 1 ? "serves" : "serve"}`, detail: [...grades].map(([grade, number]) => `${number} ${grade}`).join(", "), to: "/models" };
}

function languageModel({ llm }: System, now: number): Part {
  return { name: "Language model", ...llmInWords(llm, now), to: "/models" };
}

function certificates({ gateways }: System): Part {
  const all = gateways.flatMap(({ status }) => status?.certificates ?? []);
  const [first] = [...all].sort((a, b) => a.days - b.days);
  if (!first) return { name: "Certificates", state: "idle", text: "none served" };
  const text = first.days < 0 ? `${first.subject} has expired` : `${first.days} ${first.days === 1 ? "day" : "days"} left`;
  return { name: "Certificates", state: first.days < URGENT_DAYS ? "bad" : first.days < SOON_DAYS ? "warn" : "good", text, detail: all.length > 1 ? `${first.subject}, the first of ${all.length}` : first.subject };
}
