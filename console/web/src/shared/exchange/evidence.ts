/** Where in a request a finding's evidence stands. Pure; what is not recorded (bodies, most headers) is known by its evidence alone. */
import type { Exchange, Finding } from "@/shared/api/client";
import { readable, readablePath } from "@/shared/format/format";

/** A run of text; `finding` is the index of what was found in it, -1 for none. */
export interface Piece {
  text: string;
  finding: number;
}

export interface Field {
  name: string;
  pieces: readonly Piece[];
  /** indices of the findings that point here */
  findings: readonly number[];
  /** only the evidence is known, not the whole value */
  partial: boolean;
}

export interface Section {
  part: "request" | "query" | "header" | "cookie" | "body" | "caller";
  title: string;
  fields: readonly Field[];
}

const BODY = new Set(["json", "form", "file", "body", "graphql", "xml", "multipart"]);

/** `query:q` → query, q; a bare word is a part without a name. */
export function placeOf(location: string): { part: Section["part"]; name: string } {
  const colon = location.indexOf(":");
  const kind = colon === -1 ? location : location.slice(0, colon);
  const name = colon === -1 ? "" : location.slice(colon + 1);
  if (kind === "query" || kind === "header" || kind === "cookie") return { part: kind, name };
  if (BODY.has(kind)) return { part: "body", name: location };
  if (kind === "client" || kind === "identity" || kind === "per") return { part: "caller", name: location };
  return { part: "request", name: kind === "path" ? "path" : location };
}

/** `text` with each evidence marked where it stands; where it does not stand as it is, the whole text is marked. */
export function marked(text: string, evidence: readonly { text: string; finding: number }[]): Piece[] {
  const marks: { from: number; to: number; finding: number }[] = [];
  const low = text.toLowerCase();
  for (const { text: wanted, finding } of evidence) {
    const needle = wanted.replace(/…$/, "").toLowerCase();
    const from = needle === "" ? -1 : low.indexOf(needle);
    marks.push(from === -1 ? { from: 0, to: text.length, finding } : { from, to: from + needle.length, finding });
  }
  marks.sort((a, b) => a.from - b.from || b.to - a.to);
  const pieces: Piece[] = [];
  let at = 0;
  for (const { from, to, finding } of marks) {
    if (to <= at) continue;
    if (from > at) pieces.push({ text: text.slice(at, from), finding: -1 });
    pieces.push({ text: text.slice(Math.max(at, from), to), finding });
    at = to;
  }
  if (at < text.length || pieces.length === 0) pieces.push({ text: text.slice(at), finding: -1 });
  return pieces;
}

export function parameters(query: string): { name: string; value: string }[] {
  if (query === "") return [];
  return query.split("&").map((pair) => {
    const equals = pair.indexOf("=");
    return equals === -1 ? { name: readable(pair), value: "" } : { name: readable(pair.slice(0, equals)), value: readable(pair.slice(equals + 1)) };
  });
}

type Request = Pick<Exchange, "method" | "path" | "query" | "host" | "user_agent" | "findings" | "client" | "identity" | "identity_kind">;

/** The request as far as it is kept, every finding at its place. */
export function anatomy(exchange: Request): Section[] {
  const known: { part: Section["part"]; name: string; value: string }[] = [
    { part: "request", name: "path", value: readablePath(exchange.path) },
    ...parameters(exchange.query).map(({ name, value }) => ({ part: "query" as const, name, value })),
    { part: "header", name: "host", value: exchange.host },
    { part: "header", name: "user-agent", value: exchange.user_agent },
  ];
  const at = exchange.findings.map((finding, index) => ({ ...placeOf(finding.location), finding, index }));
  const used = new Set<number>();
  const sections = new Map<Section["part"], Field[]>();
  const put = (part: Section["part"], field: Field) => sections.set(part, [...(sections.get(part) ?? []), field]);
  for (const { part, name, value } of known) {
    // One of several parameters of a name holds the evidence; the others stay unmarked.
    const here = at.filter((each) => each.part === part && each.name === name && !used.has(each.index) && holds(value, each.finding, known, part, name));
    here.forEach(({ index }) => used.add(index));
    if (value === "" && here.length === 0 && part === "header") continue;
    put(part, { name, pieces: marked(value, here.map(({ finding, index }) => ({ text: finding.evidence, finding: index }))), findings: here.map(({ index }) => index), partial: false });
  }
  const rest = new Map<string, typeof at>();
  for (const each of at) if (!used.has(each.index)) rest.set(`${each.part} ${each.name}`, [...(rest.get(`${each.part} ${each.name}`) ?? []), each]);
  for (const group of rest.values()) {
    const [first] = group;
    if (!first) continue;
    const pieces = group.filter(({ finding }) => finding.evidence !== "").map(({ finding, index }) => ({ text: finding.evidence, finding: index }));
    put(first.part, { name: first.name || first.part, pieces, findings: group.map(({ index }) => index), partial: true });
  }
  return ORDER.flatMap(([part, title]) => {
    const fields = sections.get(part);
    return fields ? [{ part, title, fields }] : [];
  });
}

const ORDER: readonly (readonly [Section["part"], string])[] = [
  ["request", "Request"],
  ["query", "Query"],
  ["header", "Headers"],
  ["cookie", "Cookies"],
  ["body", "Body"],
  ["caller", "Caller"],
];

function holds(value: string, finding: Finding, known: readonly { part: string; name: string; value: string }[], part: string, name: string): boolean {
  const same = known.filter((each) => each.part === part && each.name === name);
  if (same.length < 2 || finding.evidence === "") return true;
  const evidence = finding.evidence.toLowerCase();
  return value.toLowerCase().includes(evidence) || !same.some((each) => each.value.toLowerCase().includes(evidence));
}
