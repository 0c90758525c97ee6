/**
 * Whitelisting and banning, asked for from anywhere. The form behind it is the access feature's; the app puts the two
 * together, so that no feature needs to know another.
 */
import { createContext, use } from "react";
import type { Entry, ListName, ListScope } from "@/shared/api/client";

export interface ListingRequest {
  list: ListName;
  /** what may be listed: the first is offered first */
  targets: readonly { scope: ListScope; target: string }[];
  apiId?: number | null;
  reason?: string;
  /** changes this entry instead of adding one */
  entry?: Entry;
}

export const Listing = createContext<(request: ListingRequest) => void>(() => undefined);

export function useListing(): (request: ListingRequest) => void {
  return use(Listing);
}

interface Caller {
  client: string;
  identity_kind: string;
  identity: string;
}

/** Who authenticated is a principal: a JWT's subject, or the hash that a key or cookie is recorded as. */
export function targetsOf({ client, identity_kind, identity }: Caller): ListingRequest["targets"] {
  const address = client ? [{ scope: "address" as const, target: client }] : [];
  return identity_kind !== "address" && identity ? [{ scope: "principal", target: identity }, ...address] : address;
}
