/** Asks before something that cannot be taken back lightly, saying what it would do. */
import { Button, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import { Failure } from ".";
import css from "./pieces.module.css";

interface ConfirmProps {
  opened: boolean;
  title: string;
  /** the consequence */
  children: ReactNode;
  /** what the button does, as a verb */
  action: string;
  danger?: boolean;
  pending?: boolean;
  error?: unknown;
  size?: string;
  onConfirm: () => void;
  onClose: () => void;
}

export function Confirm({ opened, title, children, action, danger = false, pending = false, error, size = "md", onConfirm, onClose }: ConfirmProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title} size={size}>
      <div className={css.dialog}>
        {children}
        {Boolean(error) && <Failure error={error} />}
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button color={danger ? "red" : "teal"} loading={pending} onClick={onConfirm}>
            {action}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
