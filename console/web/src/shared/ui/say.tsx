/** Says in a corner what happened; what failed stays until it is read. */
import { notifications } from "@mantine/notifications";
import { Button } from "@mantine/core";
import { Problem } from "@/shared/api/client";
import css from "./ui.module.css";

export function done(message: string): void {
  notifications.show({ message, color: "teal", autoClose: 4000 });
}

/** Says what was done, with a button that takes it back. */
export function undoable(message: string, undo: () => Promise<unknown>): void {
  const id = notifications.show({
    autoClose: 10_000,
    color: "teal",
    message: (
      <span className={css.undo}>
        <span>{message}</span>
        <Button
          size="compact-xs"
          variant="light"
          onClick={() => {
            notifications.hide(id);
            undo().then(() => done("Undone."), failed);
          }}
        >
          Undo
        </Button>
      </span>
    ),
  });
}

export function failed(error: unknown): void {
  const problem = error instanceof Problem ? error : null;
  const detail = problem?.errors.map(({ message }) => message).join("; ");
  const stale = problem?.status === 412 ? "Somebody changed this meanwhile. It has been loaded again; look, then try again." : null;
  notifications.show({
    title: stale ?? (error instanceof Error ? error.message : "Something went wrong."),
    message: [detail, problem?.requestId && `request ${problem.requestId}`].filter(Boolean).join(" · "),
    color: "red",
    autoClose: 12_000,
  });
}
