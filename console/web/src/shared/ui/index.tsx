/** Small pieces that every page is made of. */
import { Button, CopyButton, Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { Problem } from "@/shared/api/client";
import type { Mode } from "@/shared/api/client";
import { dateTime, span } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import type { Verdict as VerdictName } from "@/shared/stream/buffer";
import css from "./ui.module.css";

export { css as ui };

export function Page({ title, about, actions, children }: { title: string; about?: ReactNode; actions?: ReactNode; children: ReactNode }) {
  return (
    <div className={css.page}>
      <title>{`${title} · Boing`}</title>
      <header className={css.head}>
        <h1>{title}</h1>
        <p>{about}</p>
        {actions}
      </header>
      {children}
    </div>
  );
}

export function Panel({ title, aside, children }: { title?: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section className={css.panel} aria-label={title}>
      {title && (
        <h2 className={css.panelTitle}>
          {title}
          <span>{aside}</span>
        </h2>
      )}
      {children}
    </section>
  );
}

const VERDICT_WORDS: Record<VerdictName, string> = { allow: "allowed", would: "would block", throttle: "throttled", block: "blocked" };

/** `would`: what an observed request would have met, where it is not a block. */
export function Verdict({ verdict, would }: { verdict: VerdictName; would?: string }) {
  const word = verdict === "would" && would === "throttle" ? "would throttle" : VERDICT_WORDS[verdict];
  return (
    <span className={css.verdict} data-verdict={verdict}>
      {word}
    </span>
  );
}

export type Tone = "plain" | "good" | "warn" | "bad" | "watch";

export function Chip({ tone = "plain", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={css.chip} data-tone={tone}>
      {children}
    </span>
  );
}

const SEVERITY_TONES: Record<string, Tone> = { critical: "bad", error: "bad", warning: "warn" };

export function Severity({ name }: { name: string }) {
  return <Chip tone={SEVERITY_TONES[name] ?? "plain"}>{name}</Chip>;
}

const MODE_TONES: Record<Mode, Tone> = { enforce: "good", observe: "watch", off: "plain" };

export function ModeChip({ mode }: { mode: Mode }) {
  return <Chip tone={MODE_TONES[mode]}>{mode}</Chip>;
}

/** Time left, to the second when it is short. */
export function Countdown({ until }: { until: string | null }) {
  const now = useNow();
  if (until === null) return <span className={css.dim}>never</span>;
  const left = (Date.parse(until) - now) / 1000;
  return (
    <time dateTime={until} title={dateTime(until)}>
      {left > 0 ? span(left) : <span className={css.dim}>expired</span>}
    </time>
  );
}

export function Copyable({ text }: { text: string }) {
  return (
    <CopyButton value={text}>
      {({ copied, copy }) => (
        <button type="button" className={`${css.linkButton} ${css.mono}`} onClick={copy} title="Copy">
          {copied ? "copied" : text}
        </button>
      )}
    </CopyButton>
  );
}

export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={css.state}>
      <strong>{title}</strong>
      {children}
    </div>
  );
}

export function Loading({ rows = 6 }: { rows?: number }) {
  return (
    <div className={css.state} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <Skeleton key={row} height={14} width={`${94 - ((row * 17) % 40)}%`} />
      ))}
    </div>
  );
}

/** What went wrong, in the server's words, with the request id that finds it in the log. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = error instanceof Problem ? error : null;
  const message = error instanceof Error ? error.message : "Something went wrong.";
  return (
    <div className={css.problem} role="alert">
      <p>{message}</p>
      {problem?.errors.map(({ pointer, message: detail }) => (
        <p key={pointer + detail}>
          {pointer} {detail}
        </p>
      ))}
      {problem?.retryAfter != null && <p>Try again in {span(problem.retryAfter)}.</p>}
      {problem?.requestId && <small>request {problem.requestId}</small>}
      {retry && (
        <div>
          <Button mt={8} variant="default" onClick={retry}>
            Try again
          </Button>
        </div>
      )}
    </div>
  );
}

interface Choice<Value extends string> {
  value: Value;
  label: ReactNode;
  count?: ReactNode;
}

/** Buttons of which any number can be pressed; none pressed means all. */
export function Toggles<Value extends string>({ label, choices, chosen, onChange }: { label: string; choices: readonly Choice<Value>[]; chosen: readonly Value[]; onChange: (chosen: Value[]) => void }) {
  return (
    <div className={css.toggles} role="group" aria-label={label}>
      {choices.map(({ value, label: text, count }) => {
        const pressed = chosen.includes(value);
        return (
          <button key={value} type="button" aria-pressed={pressed} onClick={() => onChange(pressed ? chosen.filter((other) => other !== value) : [...chosen, value])}>
            {text}
            {count !== undefined && <b>{count}</b>}
          </button>
        );
      })}
    </div>
  );
}

/** Buttons of which one is pressed. */
export function Choices<Value extends string>({ label, choices, chosen, onChange }: { label: string; choices: readonly Choice<Value>[]; chosen: Value; onChange: (chosen: Value) => void }) {
  return (
    <div className={css.toggles} role="group" aria-label={label}>
      {choices.map(({ value, label: text, count }) => (
        <button key={value} type="button" aria-pressed={chosen === value} onClick={() => onChange(value)}>
          {text}
          {count !== undefined && <b>{count}</b>}
        </button>
      ))}
    </div>
  );
}
