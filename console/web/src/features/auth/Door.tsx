/** The frame of what is shown to who is not signed in. */
import type { ReactNode, SyntheticEvent } from "react";
import css from "./auth.module.css";

export function Door({ title, onSubmit, children }: { title: string; onSubmit: (event: SyntheticEvent) => void; children: ReactNode }) {
  return (
    <main className={css.door}>
      <title>{`${title} · Boing`}</title>
      <form className={css.form} onSubmit={onSubmit}>
        <div className={css.mark}>
          <img src="/mark.svg" alt="" width="30" height="30" />
          <h1>{title === "Sign in" ? "Boing" : title}</h1>
        </div>
        {children}
      </form>
    </main>
  );
}
