/** What is asked about the two lists. */
import { queryOptions } from "@tanstack/react-query";
import { answered, client, type ListName, type ListScope } from "@/shared/api/client";

export interface EntryFilters {
  q: string;
  scope: string;
  cursor: string | null;
}

export const entriesKey = (list: ListName) => ["entries", list] as const;

export function entriesQuery(list: ListName, { q, scope, cursor }: EntryFilters) {
  return queryOptions({
    queryKey: [...entriesKey(list), q, scope, cursor],
    queryFn: ({ signal }) => {
      const query = { limit: 100, ...(q && { q }), ...(scope && { scope: scope as ListScope }), ...(cursor && { cursor }) };
      const options = { params: { query }, signal };
      return answered(list === "whitelist" ? client.GET("/api/whitelist", options) : client.GET("/api/blacklist", options));
    },
  });
}
