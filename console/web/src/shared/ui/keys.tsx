/** Keys that do something on the page in sight, and the dialog (`?`) that says which. */
import { Kbd, Modal } from "@mantine/core";
import { useHotkeys } from "@mantine/hooks";
import { useEffect, useSyncExternalStore } from "react";
import css from "./ui.module.css";

export interface Binding {
  /** as `useHotkeys` writes them: "j", "shift+X", "Escape" */
  key: string;
  does: string;
  run: () => void;
}

interface Group {
  title: string;
  bindings: readonly Binding[];
}

let groups: readonly Group[] = [];
const listeners = new Set<() => void>();

function change(next: readonly Group[]): void {
  groups = next;
  listeners.forEach((listener) => listener());
}

function useGroups(): readonly Group[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => groups,
  );
}

/** Binds the keys while the caller is on the screen, and lists them under `title`. Typing in a field is never a key. */
export function useKeys(title: string, bindings: readonly Binding[]): void {
  useHotkeys(bindings.map(({ key, run }) => [key, run]));
  const said = bindings.map(({ key, does }) => `${key}\t${does}`).join("\n");
  useEffect(() => {
    const group: Group = { title, bindings: said.split("\n").map((line) => ({ key: line.split("\t")[0] ?? "", does: line.split("\t")[1] ?? "", run: () => undefined })) };
    change([...groups, group]);
    return () => change(groups.filter((other) => other !== group));
  }, [title, said]);
}

const SHOWN: Record<string, string> = { Escape: "Esc", ArrowDown: "↓", ArrowUp: "↑", "shift+?": "?" };

/** Mounted once. */
export function KeysHelp({ opened, onChange }: { opened: boolean; onChange: (opened: boolean) => void }) {
  const shown = useGroups();
  useKeys("Everywhere", [{ key: "shift+?", does: "Show this list", run: () => onChange(true) }]);
  return (
    <Modal opened={opened} onClose={() => onChange(false)} title="Keys" size={380}>
      {[...shown].reverse().map(({ title, bindings }) => (
        <section key={title} className={css.keys} aria-label={title}>
          <h3>{title}</h3>
          <dl>
            {bindings.map(({ key, does }) => (
              <div key={key}>
                <dt>
                  <Kbd size="xs">{SHOWN[key] ?? key.replace("shift+", "⇧")}</Kbd>
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Modal>
  );
}
