/** One part of the form: what it is about on the left, its fields on the right. */
import type { ReactNode } from "react";
import { Panel } from "@/shared/ui";
import css from "./apis.module.css";

export function Section({ title, about, children }: { title: string; about: ReactNode; children: ReactNode }) {
  return (
    <Panel>
      <div className={css.section}>
        <div>
          <h2>{title}</h2>
          <p>{about}</p>
        </div>
        <div className={css.fields}>{children}</div>
      </div>
    </Panel>
  );
}
