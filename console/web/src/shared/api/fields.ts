/** Puts the server's field problems beside the form's fields. */
import { Problem } from "./client";

export interface Placed {
  fields: Record<string, string>;
  /** what belongs to no field of the form */
  rest: string[];
}

/** `/limits/0/quota` → `limits.0.quota`; a pointer into a known field's depths is put on that field. */
export function placed(error: unknown, known: readonly string[]): Placed {
  const result: Placed = { fields: {}, rest: [] };
  if (!(error instanceof Problem)) {
    return { fields: {}, rest: [error instanceof Error ? error.message : "Something went wrong."] };
  }
  if (error.errors.length === 0) return { fields: {}, rest: [error.message] };
  for (const { pointer, message } of error.errors) {
    const path = pointer.replace(/^\/(body\/)?/, "").replaceAll("/", ".");
    const name = known.find((field) => path === field || path.startsWith(`${field}.`));
    if (name === undefined) result.rest.push(pointer ? `${pointer}: ${message}` : message);
    else result.fields[path === name ? name : path] = message;
  }
  return result;
}
