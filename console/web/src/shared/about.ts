/** Whom or what an alert is about, from its `kind:value`: a caller, a set of callers, or an operation that is nobody's doing. Pure. */
import { targetsOf, type ListingRequest } from "./listing";

export interface Subject {
  kind: string;
  value: string;
  /** what an alert's page calls it */
  label: "Caller" | "Callers" | "About";
  /** filters of the log that show what it did; null: the log cannot be asked for it */
  logs: Readonly<Record<string, string>> | null;
  /** as lists name it; none where it cannot be listed */
  targets: ListingRequest["targets"];
}

/** Null where it is many callers’ doing. */
export function subjectOf(identity: string): Subject | null {
  const colon = identity.indexOf(":");
  if (colon < 1) return null;
  const [kind, value] = [identity.slice(0, colon), identity.slice(colon + 1)];
  if (kind === "operation") return { kind, value, label: "About", logs: { operation: value }, targets: [] };
  if (kind === "country") return { kind, value, label: "Callers", logs: { country: value }, targets: [{ scope: kind, target: value }] };
  if (kind === "range") return { kind, value, label: "Callers", logs: null, targets: [{ scope: kind, target: value }] };
  const targets = targetsOf({ client: kind === "address" ? value : "", identity_kind: kind, identity: value });
  return { kind, value, label: "Caller", logs: { identity: value }, targets };
}
