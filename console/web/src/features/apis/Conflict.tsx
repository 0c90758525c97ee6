/** Somebody changed the API while it was being edited: theirs is shown, mine is kept. */
import { Button } from "@mantine/core";
import { useEffect, useRef } from "react";
import { shown } from "@/shared/ui/changes";
import { Chip, ui } from "@/shared/ui";
import css from "./apis.module.css";
import { NAMES } from "./draft";
import type { Difference } from "./merge";

interface ConflictProps {
  found: readonly Difference[];
  onKeep: () => void;
  onTake: () => void;
}

export function Conflict({ found, onKeep, onTake }: ConflictProps) {
  const place = useRef<HTMLElement>(null);
  // It appears above a form that may be scrolled far down.
  useEffect(() => place.current?.focus(), []);
  const contested = found.some((difference) => difference.contested);
  return (
    <section ref={place} tabIndex={-1} className={css.conflict} role="alert" aria-label="Changed meanwhile">
      <h2>Somebody changed this API meanwhile</h2>
      <p>{contested ? "You both changed the same. Nothing of yours is lost: choose what shall stand." : "Nothing of yours is lost, and you changed different things."}</p>
      <div className={ui.scroll}>
        <table className={ui.table}>
          <thead>
            <tr>
              <th>Field</th>
              <th>It was</th>
              <th>They made it</th>
              <th>You have</th>
            </tr>
          </thead>
          <tbody>
            {found.map(({ field, base, mine, theirs, contested: both }) => (
              <tr key={field}>
                <td>
                  {NAMES[field] ?? field} {both && <Chip tone="bad">both</Chip>}
                </td>
                <td className={ui.mono}>{shown(base)}</td>
                <td className={ui.mono}>{shown(theirs)}</td>
                <td className={ui.mono}>{shown(mine)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={css.row}>
        <Button onClick={onKeep}>{contested ? "Mine on top of theirs" : "Keep both"}</Button>
        <Button variant="default" onClick={onTake}>
          Take theirs, drop mine
        </Button>
      </div>
    </section>
  );
}
