/** The form's picture of an API, and the way to and from the server's. Pure. */
import type { Api, ApiDraft } from "@/shared/api/client";
import { span } from "@/shared/format/format";
import type { Known } from "./types";

export type Limit = Api["limits"][number];
export type Identity = Api["identity"][number];
export type Override = Api["detectors"][string];

export type Draft = Omit<Api, "id" | "version" | "created_at" | "updated_at" | "secret_header" | "has_ingest_key"> & {
  secret_name: string;
  secret_value: string;
};

export const FIELDS = [
  "name", "upstream", "hosts", "prefix", "strip_prefix", "preserve_host", "verify_upstream", "upstream_ca", "mode", "identity", "limits",
  "trusted_proxies", "trusted_hops", "client_header", "secret_header", "block_threshold", "paranoia_level", "body_bytes", "body_ratio", "detectors",
] as const;

/** What each field is called where the form speaks of it. */
export const NAMES: Partial<Record<keyof Draft, string>> = {
  name: "Name", upstream: "Upstream", hosts: "Hosts", prefix: "Path prefix", strip_prefix: "Cut the prefix off", preserve_host: "Forward the Host header",
  verify_upstream: "Check the upstream’s certificate", upstream_ca: "Upstream’s own authority", mode: "Mode", identity: "Who a caller is", limits: "Limits",
  trusted_proxies: "Trusted proxies", trusted_hops: "Proxies in front", client_header: "Header with the client’s address", secret_name: "Secret header",
  secret_value: "Secret header’s value", block_threshold: "Block at score", paranoia_level: "Paranoia level", body_bytes: "Bytes of a body", body_ratio: "Unpacked bytes for one", detectors: "Detectors",
};

export const NEW: Draft = {
  name: "", upstream: "", hosts: [], prefix: "/", strip_prefix: false, preserve_host: true, verify_upstream: true, upstream_ca: "",
  mode: "observe", identity: [], limits: [], trusted_proxies: [], trusted_hops: 0, client_header: "x-forwarded-for",
  block_threshold: 5, paranoia_level: 1, body_bytes: 10 * 1024 * 1024, body_ratio: 100, detectors: {}, secret_name: "", secret_value: "",
};

export const NEW_LIMIT: Limit = { quota: 100, window: 60, per: "identity", operation: "" };
export const NEW_IDENTITY: Identity = { kind: "jwt", name: "", in_query: false, claim: "sub", key: "", algorithms: [] };

export function draftOf(api: Known): Draft {
  const { id: _id, version: _version, created_at: _created, updated_at: _updated, has_ingest_key: _key, secret_header, ...rest } = api;
  // Null also where a newer console answers with fields that this form does not know.
  return { ...rest, secret_name: secret_header?.name ?? "", secret_value: secret_header?.value ?? "" };
}

export function bodyOf(draft: Draft): ApiDraft {
  const { secret_name, secret_value, ...rest } = draft;
  return { ...rest, name: draft.name.trim(), upstream: draft.upstream.trim(), secret_header: secret_name ? { name: secret_name, value: secret_value } : null };
}

/** Problems of the secret header stand in the document under one name, in the form under two. */
export function inForm(fields: Record<string, string>): Record<string, string> {
  const { secret_header: whole, "secret_header.name": name, "secret_header.value": value, ...rest } = fields;
  const named = whole ?? name;
  return { ...rest, ...(named !== undefined && { secret_name: named }), ...(value !== undefined && { secret_value: value }) };
}

const PER: Record<Limit["per"], string> = { identity: "Each caller", operation: "Each operation, all callers together", api: "All callers together" };

/** `Each caller: at most 100 requests in 1m, on POST /login.` */
export function limitInWords({ quota, window, per, operation }: Limit): string {
  const where = operation ? `on ${operation}` : "over all operations";
  return quota === 0 ? `Off ${where}.` : `${PER[per]}: at the most ${quota} ${quota === 1 ? "request" : "requests"} in ${span(window)}, ${where}.`;
}
