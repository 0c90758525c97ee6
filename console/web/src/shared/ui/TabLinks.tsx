/** Tabs that are pages: each has its own address. */
import { NavLink } from "react-router";
import css from "./pieces.module.css";

export function TabLinks({ label, tabs }: { label: string; tabs: readonly { to: string; name: string }[] }) {
  return (
    <nav className={css.tabs} aria-label={label}>
      {tabs.map(({ to, name }) => (
        <NavLink key={to} to={to} replace>
          {name}
        </NavLink>
      ))}
    </nav>
  );
}
