/** What differs between two documents, place by place. Pure. */

export interface Change {
  /** as a JSON pointer */
  path: string;
  /** undefined: there was nothing */
  before: unknown;
  after: unknown;
}

const LINE = 60;

/** Lists are compared place by place. `most`: places, so that two long documents do not make a long page. */
export function changes(before: unknown, after: unknown, most = 200): Change[] {
  const found: Change[] = [];
  collect(before, after, "", found, most);
  return found;
}

function collect(before: unknown, after: unknown, path: string, found: Change[], most: number): void {
  if (found.length >= most || Object.is(before, after)) return;
  if (isPlain(before) && isPlain(after) && Array.isArray(before) === Array.isArray(after)) {
    for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
      collect(before[name], after[name], `${path}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`, found, most);
    }
    return;
  }
  if (path === "" && (isWhole(before) || isWhole(after)) && (isEmpty(before) || isEmpty(after))) {
    collect(isWhole(before) ? before : {}, isWhole(after) ? after : {}, path, found, most);
    return;
  }
  found.push({ path, before, after });
}

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
const isWhole = (value: unknown): value is Record<string, unknown> => isPlain(value) && !Array.isArray(value);
const isEmpty = (value: unknown) => value === null || value === undefined;

/** A value as it is read: what is small in one line, what is large in several. Undefined is nothing. */
export function shown(value: unknown): string {
  if (value === undefined) return "";
  if (typeof value === "string") return value || '""';
  const line = JSON.stringify(value);
  return line.length <= LINE ? line : JSON.stringify(value, null, 2);
}
