/** Where the time went: the phases on one line, and beneath it what each detector took of the inspection. */
import type { Exchange } from "@/shared/api/client";
import { micros, percent } from "@/shared/format/format";
import { laid, phases } from "./phases";
import css from "./exchange.module.css";

export function Timeline({ exchange }: { exchange: Exchange }) {
  const parts = phases(exchange);
  const segments = laid(parts.map((part) => part.micros));
  const spent = Object.entries(exchange.cost).sort(([, a], [, b]) => b - a);
  return (
    <div className={css.time}>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" role="img" aria-label={`${micros(exchange.duration)} in all`}>
        {parts.map((part, index) => (
          <rect key={part.kind} x={segments[index]?.from} width={segments[index]?.width} y={0} height={6} data-kind={part.kind} />
        ))}
      </svg>
      <table>
        <tbody>
          {parts.map((part) => (
            <tr key={part.kind} title={part.about}>
              <th scope="row">
                <i data-kind={part.kind} />
                {part.name}
              </th>
              <td>{micros(part.micros)}</td>
              <td>{percent(part.micros, exchange.duration)}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">In all</th>
            <td>{micros(exchange.duration)}</td>
            <td />
          </tr>
          {spent.map(([detector, cost]) => (
            <tr key={detector} data-sub>
              <th scope="row">{detector}</th>
              <td>{micros(cost)}</td>
              <td>{percent(cost, exchange.inspection)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
