/** The score against the threshold, and each detector's vote with the exclusion that would have silenced it. */
import { Button } from "@mantine/core";
import type { Api, Exchange, Finding } from "@/shared/api/client";
import { useAdmin } from "@/shared/api/session";
import { useExcluding } from "@/shared/excluding";
import { inEnforce, points, votes, weight, type Vote } from "@/shared/exchange/votes";
import { micros } from "@/shared/format/format";
import { Chip, Panel, Severity, type Tone } from "@/shared/ui";
import css from "./exchange.module.css";

const TONES: Record<Vote["stance"], Tone> = { allow: "good", block: "bad", throttle: "warn", score: "warn", note: "plain", nothing: "plain" };

function said({ stance, points: sum }: Vote): string {
  if (stance === "score") return `+${sum}`;
  if (stance === "nothing") return "nothing found";
  return stance === "allow" ? "let it pass" : stance;
}

export function Judgement({ exchange, api }: { exchange: Exchange; api: Api | undefined }) {
  const ran = votes(exchange).sort((a, b) => Number(b.findings.length > 0) - Number(a.findings.length > 0));
  return (
    <Panel title="Judgement" aside={<>In enforce: {inEnforce(exchange)}</>}>
      <Score exchange={exchange} api={api} />
      {ran.length === 0 ? (
        <p className={css.quiet}>No detector looked at this request.</p>
      ) : (
        <table className={css.votes}>
          <thead>
            <tr>
              <th>Detector</th>
              <th>Vote</th>
              <th>Why</th>
              <th>Took</th>
            </tr>
          </thead>
          <tbody>
            {ran.map((vote) => (
              <tr key={vote.detector}>
                <th scope="row">{vote.detector}</th>
                <td>
                  <Chip tone={vote.observed ? "watch" : TONES[vote.stance]}>{said(vote)}</Chip>
                  {vote.observed && <small>observed only</small>}
                </td>
                <td>
                  {vote.findings.map((index) => {
                    const finding = exchange.findings[index];
                    return finding && <Found key={index} finding={finding} index={index} exchange={exchange} />;
                  })}
                </td>
                <td className={css.figure}>{micros(vote.cost)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Panel>
  );
}

function Found({ finding, index, exchange }: { finding: Finding; index: number; exchange: Exchange }) {
  const admin = useAdmin();
  const exclude = useExcluding();
  const excludable = admin && (finding.effect === "score" || finding.effect === "block") && finding.detector !== "access";
  return (
    <div className={css.found}>
      <div>
        <b className={css.number}>{index + 1}</b> {finding.message || finding.rule}
      </div>
      <div className={css.origin}>
        <span>rule {finding.rule}</span>
        <code>{finding.location}</code>
        <Severity name={finding.severity} />
        {points(finding) > 0 && <span>{points(finding)} points</span>}
        {finding.tags.map((tag) => (
          <span key={tag}>#{tag}</span>
        ))}
      </div>
      {excludable && (
        <Button
          size="compact-xs"
          variant="subtle"
          className={css.exclude}
          aria-label={`Exclude rule ${finding.rule} in ${finding.location}`}
          onClick={() => exclude({ api_id: exchange.api_id, operation: exchange.operation, parameter: finding.location, rule: finding.rule, reason: `request ${exchange.request_id}` })}
        >
          Exclude…
        </Button>
      )}
    </div>
  );
}

const WIDTH = 100;

/** What counted, what would have counted, and the line from which it is a block. */
function Score({ exchange, api }: { exchange: Exchange; api: Api | undefined }) {
  const { score, potential, threshold } = weight(exchange, api);
  const scale = WIDTH / Math.max(potential, (threshold ?? 0) * 1.6, 8);
  const over = threshold !== null && score >= threshold;
  const label = `Score ${score}${potential > score ? `, ${potential} with what was only observed` : ""}${threshold === null ? "" : `, threshold ${threshold}`}`;
  return (
    <div className={css.score}>
      <div className={css.scoreLabel}>
        <b data-over={over || undefined}>{score}</b>
        {potential > score && <span>{potential} with what was only observed</span>}
        {threshold !== null && <span>blocked from {threshold}</span>}
      </div>
      <svg viewBox={`0 0 ${WIDTH} 10`} preserveAspectRatio="none" role="img" aria-label={label}>
        <rect x={0} y={3} width={WIDTH} height={4} data-part="track" />
        <rect x={0} y={3} width={potential * scale} height={4} data-part="potential" />
        <rect x={0} y={3} width={score * scale} height={4} data-part={over ? "over" : "score"} />
        {threshold !== null && <rect x={threshold * scale - 0.2} y={0} width={0.4} height={10} data-part="threshold" />}
      </svg>
    </div>
  );
}
