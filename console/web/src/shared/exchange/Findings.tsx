/** What was found, where, and the evidence, as a table. */
import type { ReactNode } from "react";
import type { Finding } from "@/shared/api/client";
import { Chip, Severity } from "@/shared/ui";
import css from "./exchange.module.css";

export function Findings({ findings, action }: { findings: readonly Finding[]; action?: (finding: Finding, index: number) => ReactNode }) {
  return (
    <table className={css.findings}>
      <thead>
        <tr>
          <th>Finding</th>
          <th>Where</th>
          <th>Evidence</th>
        </tr>
      </thead>
      <tbody>
        {findings.map((finding, index) => (
          <tr key={`${finding.rule}${finding.location}${index}`}>
            <td>
              <div>{finding.message || finding.rule}</div>
              <div className={css.origin}>
                {finding.detector} · rule {finding.rule} <Severity name={finding.severity} /> {finding.mode === "observe" && <Chip tone="watch">observed</Chip>}
                {action?.(finding, index)}
              </div>
            </td>
            <td className={css.mono}>{finding.location}</td>
            <td>{finding.evidence && <code className={css.evidence}>{finding.evidence}</code>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
