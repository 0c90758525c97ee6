/** Two people changed one API: what the other did, and how both changes go together. Pure. */
import type { Draft } from "./draft";

export interface Difference {
  field: keyof Draft;
  base: unknown;
  mine: unknown;
  theirs: unknown;
  /** both changed it, and not to the same */
  contested: boolean;
}

/** What they changed since `base`, field by field. */
export function differences(base: Draft, mine: Draft, theirs: Draft): Difference[] {
  return fieldsOf(base, theirs)
    .filter((field) => !same(base[field], theirs[field]))
    .map((field) => ({
      field,
      base: base[field],
      mine: mine[field],
      theirs: theirs[field],
      contested: !same(base[field], mine[field]) && !same(mine[field], theirs[field]),
    }));
}

/** Theirs, with every field that I changed as I changed it. */
export function rebased(base: Draft, mine: Draft, theirs: Draft): Draft {
  const own = fieldsOf(base, mine).filter((field) => !same(base[field], mine[field]));
  return { ...theirs, ...Object.fromEntries(own.map((field) => [field, mine[field]])) };
}

const fieldsOf = (a: Draft, b: Draft) => [...new Set([...Object.keys(a), ...Object.keys(b)])] as (keyof Draft)[];

export function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null || Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const names = Object.keys(left);
  return names.length === Object.keys(right).length && names.every((name) => name in right && same(left[name], right[name]));
}
