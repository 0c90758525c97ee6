/** A secret that is shown this once, with a way to copy it. */
import { Button, CopyButton, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import css from "./pieces.module.css";

export function Secret({ text, label = "Copy" }: { text: string; label?: string }) {
  return (
    <div className={css.secret}>
      <code>{text}</code>
      <CopyButton value={text}>
        {({ copied, copy }) => (
          <Button size="compact-xs" variant="default" onClick={copy}>
            {copied ? "Copied" : label}
          </Button>
        )}
      </CopyButton>
    </div>
  );
}

/** Stays until it is closed by its button: a click beside it would lose the secret. */
export function SecretDialog({ title, secret, onClose, children }: { title: string; secret: string | null; onClose: () => void; children?: ReactNode }) {
  return (
    <Modal opened={secret !== null} onClose={onClose} title={title} closeOnClickOutside={false} size="lg">
      <div className={css.dialog}>
        <p>It is shown this once and kept only as a hash. Copy it now.</p>
        <Secret text={secret ?? ""} />
        {children}
        <div className={css.buttons}>
          <Button onClick={onClose}>I have it</Button>
        </div>
      </div>
    </Modal>
  );
}
