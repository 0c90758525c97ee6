/** How the language model does that may be asked for a second opinion: off, working, or failing, and what came of it. */
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { systemQuery } from "@/shared/api/queries";
import { ago, count, dateTime } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { llmInWords, type Llm } from "@/shared/llm";
import { Chip, Failure, Loading, Panel, ui, type Tone } from "@/shared/ui";
import css from "./models.module.css";

const TONES: Record<ReturnType<typeof llmInWords>["state"], Tone> = { good: "good", warn: "warn", bad: "bad", idle: "plain" };

export function LanguageModel() {
  const { data, error, refetch } = useQuery(systemQuery);
  const now = useNow();
  const words = data && llmInWords(data.llm, now);
  return (
    <Panel title="Language model" aside={<Link to="/detectors/llm">its detector</Link>}>
      {error && <Failure error={error} retry={() => void refetch()} />}
      {!data && !error && <Loading rows={2} />}
      {data && words && (
        <div className={css.llm}>
          <p>
            <Chip tone={TONES[words.state]}>{words.text}</Chip> {words.detail}
            {data.llm.state === "off" && <span className={ui.dim}>A model of your own may give a second opinion on requests that rules left in doubt: set LLM_ENABLED and LLM_ENDPOINT.</span>}
          </p>
          {data.llm.report && <Report report={data.llm.report} now={now} />}
        </div>
      )}
    </Panel>
  );
}

function Report({ report, now }: { report: NonNullable<Llm["report"]>; now: number }) {
  const { verdicts, budget, cache, waiting, last_error, circuit } = report;
  const facts: [string, ReactNode][] = [
    ["Asked at", <span key="e" className={ui.mono}>{report.endpoint}{report.model && `, ${report.model}`}</span>],
    ["Since it was started", `${count(report.calls)} questions, ${count(report.answered)} answered, ${count(report.failed)} failed${report.mean_seconds === null ? "" : `; ${report.mean_seconds.toFixed(1)} s each`}`],
    ["It said", `${count(verdicts.benign ?? 0)} benign, ${count(verdicts.suspicious ?? 0)} suspicious, ${count(verdicts.hostile ?? 0)} hostile`],
    ["Of it came", `${count(report.votes)} findings, ${count(report.orders)} throttles and bans`],
    ["Budget", `${count(budget.used)} of ${count(budget.per_minute)} questions this minute; ${count(cache.hits)} more answered from the cache`],
    ["Waiting", `${count(waiting.now)} requests; ${count(waiting.dropped)} went without an answer`],
    ...(last_error ? ([["Last error", <span key="l" title={dateTime(last_error.at)}>{last_error.message}, {ago(last_error.at, now)}</span>]] as [string, ReactNode][]) : []),
    ...(circuit.open && circuit.next_attempt ? ([["Asked again", ago(circuit.next_attempt, now)]] as [string, ReactNode][]) : []),
  ];
  return (
    <dl className={css.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
