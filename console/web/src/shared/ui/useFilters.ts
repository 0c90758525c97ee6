/** Filters that live in the URL: a link shows what its sender saw, and going back undoes. */
import { useCallback } from "react";
import { useSearchParams } from "react-router";

export interface Filters {
  get: (name: string) => string;
  list: (name: string) => string[];
  /** Empty values leave the URL. */
  set: (changes: Record<string, string | readonly string[] | null>) => void;
}

export function useFilters(): Filters {
  const [params, setParams] = useSearchParams();
  const set = useCallback(
    (changes: Record<string, string | readonly string[] | null>) => {
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          for (const [name, value] of Object.entries(changes)) {
            const text = typeof value === "string" || value === null ? value : value.join(",");
            if (text) next.set(name, text);
            else next.delete(name);
          }
          return next;
        },
        { replace: true },
      );
    },
    [setParams],
  );
  return {
    get: (name) => params.get(name) ?? "",
    list: (name) => (params.get(name) ?? "").split(",").filter(Boolean),
    set,
  };
}
