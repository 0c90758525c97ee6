/** The form's picture of an API, and the way to and from the server's. Pure. */
import type { Api, ApiDraft } from "@/shared/api/client";

export type Limit = Api["limits"][number];
export type Identity = Api["identity"][number];

export type Draft = Omit<Api, "id" | "version" | "created_at" | "updated_at" | "secret_header"> & {
  secret_name: string;
  secret_value: string;
};

export const FIELDS = [
  "name", "upstream", "hosts", "prefix", "strip_prefix", "preserve_host", "verify_upstream", "upstream_ca", "mode", "identity", "limits",
  "trusted_proxies", "trusted_hops", "client_header", "secret_header", "block_threshold", "paranoia_level", "body_bytes", "detectors",
] as const;

export const NEW: Draft = {
  name: "", upstream: "", hosts: [], prefix: "/", strip_prefix: false, preserve_host: true, verify_upstream: true, upstream_ca: "",
  mode: "observe", identity: [], limits: [], trusted_proxies: [], trusted_hops: 0, client_header: "x-forwarded-for",
  block_threshold: 5, paranoia_level: 1, body_bytes: 10 * 1024 * 1024, detectors: {}, secret_name: "", secret_value: "",
};

export const NEW_LIMIT: Limit = { quota: 100, window: 60, per: "identity", operation: "" };
export const NEW_IDENTITY: Identity = { kind: "jwt", name: "", in_query: false, claim: "sub", key: "", algorithms: [] };

export function draftOf(api: Api): Draft {
  const { id: _id, version: _version, created_at: _created, updated_at: _updated, secret_header, ...rest } = api;
  return { ...rest, secret_name: secret_header?.name ?? "", secret_value: secret_header?.value ?? "" };
}

export function bodyOf(draft: Draft): ApiDraft {
  const { secret_name, secret_value, ...rest } = draft;
  return { ...rest, name: draft.name.trim(), upstream: draft.upstream.trim(), secret_header: secret_name ? { name: secret_name, value: secret_value } : null };
}
