/** Whether what is on the screen is live, and what to do when it is not. */
import { UnstyledButton } from "@mantine/core";
import { useLiveRows, useLiveState } from "@/shared/stream/LiveStream";
import { useNow } from "@/shared/format/now";
import css from "./shell.module.css";

const RATE_SECONDS = 10;

export function Connection() {
  const { phase, store, retry } = useLiveState();
  if (phase === "waiting") {
    return (
      <div className={css.connection} data-state="bad" role="status">
        <i /> Reconnecting…{" "}
        <UnstyledButton className={css.again} onClick={retry} aria-label="Reconnect now">
          now
        </UnstyledButton>
      </div>
    );
  }
  if (phase !== "open") {
    return (
      <div className={css.connection} data-state="wait" role="status">
        <i /> Connecting…
      </div>
    );
  }
  return (
    <div className={css.connection} data-state={store === "ok" ? "good" : "bad"} role="status">
      <i /> {store === "ok" ? "Live" : "Store is down"}
      {store === "ok" && <Rate />}
    </div>
  );
}

function Rate() {
  const { pulse } = useLiveRows();
  const second = Math.floor(useNow() / 1000);
  let total = 0;
  for (let back = 1; back <= RATE_SECONDS; back += 1) {
    const tally = pulse.get(second - back);
    if (tally) total += tally.allow + tally.would + tally.throttle + tally.block;
  }
  const rate = total / RATE_SECONDS;
  return <span aria-hidden>{rate >= 10 ? Math.round(rate) : rate.toFixed(1)}/s</span>;
}
