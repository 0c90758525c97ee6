/** What differs between two documents: place, what stood there, what stands there now. */
import type { Change } from "./changes";
import { shown } from "./changes";
import css from "./pieces.module.css";

export function Changes({ changes }: { changes: readonly Change[] }) {
  if (changes.length === 0) return <p className={css.note}>Nothing differs.</p>;
  return (
    <ul className={css.changes}>
      {changes.map(({ path, before, after }) => (
        <li key={path}>
          <span>{path || "all of it"}</span>
          {before !== undefined && <del data-alone={after === undefined || undefined}>{shown(before)}</del>}
          {after !== undefined && <ins data-alone={before === undefined || undefined}>{shown(after)}</ins>}
        </li>
      ))}
    </ul>
  );
}
