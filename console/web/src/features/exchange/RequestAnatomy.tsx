/** The request as far as it is kept, with what was found marked where it stands. Everything in it is text. */
import type { Exchange } from "@/shared/api/client";
import { anatomy, type Field } from "@/shared/exchange/evidence";
import { bytes } from "@/shared/format/format";
import { Panel } from "@/shared/ui";
import css from "./exchange.module.css";

export function RequestAnatomy({ exchange }: { exchange: Exchange }) {
  const sections = anatomy(exchange);
  const shownBody = sections.some(({ part }) => part === "body");
  return (
    <Panel title="Request" aside={`${exchange.method} · ${exchange.version || exchange.source} · secrets are masked before anything is stored`}>
      <div className={css.anatomy}>
        {sections.map(({ part, title, fields }) => (
          <section key={part} aria-label={title}>
            <h3>{title}</h3>
            <dl>
              {fields.map((field, index) => (
                <div key={`${field.name}${index}`} data-hit={field.findings.length > 0 || undefined}>
                  <dt>{field.name}</dt>
                  <dd>
                    <Value field={field} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
        {exchange.request_bytes > 0 && <p className={css.quiet}>{shownBody ? "Of the body, only what was found is kept." : `A body of ${bytes(exchange.request_bytes)} was not kept.`}</p>}
      </div>
    </Panel>
  );
}

function Value({ field }: { field: Field }) {
  return (
    <>
      {field.partial && field.pieces.length > 0 && <span className={css.quiet}>… </span>}
      {field.pieces.map(({ text, finding }, index) =>
        finding === -1 ? <span key={index}>{text}</span> : <mark key={index} title={`finding ${finding + 1}`}>{text}</mark>,
      )}
      {field.partial && field.pieces.length > 0 && <span className={css.quiet}> …</span>}
      {field.findings.map((index) => (
        <b key={index} className={css.number} title={`finding ${index + 1}`}>
          {index + 1}
        </b>
      ))}
    </>
  );
}
