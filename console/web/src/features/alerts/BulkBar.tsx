/** What can be done with the chosen alerts. */
import { Button } from "@mantine/core";
import type { Alert } from "@/shared/api/client";
import { ui } from "@/shared/ui";
import type { Act } from "./triage";
import type { Status } from "./words";

interface Props {
  marked: readonly Alert[];
  status: Status;
  busy: boolean;
  onAct: (act: Act) => void;
  onMute: () => void;
}

export function BulkBar({ marked, status, busy, onAct, onMute }: Props) {
  if (marked.length === 0) return <span className={ui.dim}>Choose alerts to act on them together.</span>;
  return (
    <>
      <b role="status">{marked.length} chosen</b>
      {status === "open" && (
        <Button size="compact-xs" variant="default" disabled={busy} onClick={() => onAct({ action: "ack" })}>
          Acknowledge
        </Button>
      )}
      {status === "muted" ? (
        <Button size="compact-xs" variant="default" disabled={busy} onClick={() => onAct({ action: "unmute" })}>
          Unmute
        </Button>
      ) : (
        <Button size="compact-xs" variant="default" disabled={busy} onClick={onMute}>
          Mute…
        </Button>
      )}
      <Button size="compact-xs" variant="default" disabled={busy} onClick={() => onAct({ action: "review", review: "true_positive" })}>
        Real attack
      </Button>
      <Button size="compact-xs" variant="default" disabled={busy} onClick={() => onAct({ action: "review", review: "false_positive" })}>
        False positive
      </Button>
    </>
  );
}
