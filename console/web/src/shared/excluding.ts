/**
 * Making an exclusion, asked for from anywhere. As with `listing`, the form is the access feature's and the app puts
 * the two together.
 */
import { createContext, use } from "react";

export interface ExclusionDraft {
  api_id: number | null;
  operation: string;
  /** a parameter's name, or its place (`query:q`) */
  parameter: string;
  rule: string;
  tag?: string;
  reason: string;
}

export interface ExcludingRequest extends ExclusionDraft {
  /** changes this one instead of adding one */
  id?: number;
  version?: number;
  expires_at?: string | null;
}

export const Excluding = createContext<(request: ExcludingRequest) => void>(() => undefined);

export function useExcluding(): (request: ExcludingRequest) => void {
  return use(Excluding);
}
