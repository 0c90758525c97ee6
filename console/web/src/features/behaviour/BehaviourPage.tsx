/** What callers do over time: what is usual, what is seen now, and what each detector would have done about it. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { ago, count, percent, span } from "@/shared/format/format";
import { useNow } from "@/shared/format/now";
import { Chip, Failure, Loading, ModeChip, Page, Panel, ui } from "@/shared/ui";
import { useFilters } from "@/shared/ui/useFilters";
import { Baselines } from "./Baselines";
import css from "./behaviour.module.css";
import { Concluded } from "./Concluded";
import { behavioursQuery } from "./queries";
import type { Behaviour } from "./types";

export default function BehaviourPage() {
  const filters = useFilters();
  const { data, error, refetch, isPending } = useQuery(behavioursQuery);
  const shown = data?.items.find(({ id }) => id === filters.get("of")) ?? data?.items[0];
  return (
    <Page title="Behaviour" about="What no single request shows. These detectors look at the recorded traffic as it comes, and begin in observe: they tell, and turn nobody away.">
      {error && <Failure error={error} retry={() => void refetch()} />}
      <Panel title="Detectors" {...(data && data.sample < 1 && { aside: `only ${percent(data.sample, 1)} of ordinary requests are recorded: counts are too low` })}>
        {isPending && <Loading rows={3} />}
        {data && (
          <div className={ui.scroll}>
            <table className={ui.table}>
              <thead>
                <tr>
                  <th>Detector</th>
                  <th>Mode</th>
                  <th>State</th>
                  <th className={ui.number}>Watched</th>
                  <th className={ui.number}>Requests seen</th>
                  <th className={ui.number}>Callers known</th>
                  <th className={ui.number}>Concluded</th>
                  <th>Kept</th>
                </tr>
              </thead>
              <tbody>
                {data.items.map((behaviour) => (
                  <Row key={behaviour.id} behaviour={behaviour} chosen={behaviour === shown} onChoose={() => filters.set({ of: behaviour.id })} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </Panel>
      {shown && (
        <>
          <Concluded key={`c${shown.id}`} behaviour={shown} />
          <Baselines key={`b${shown.id}`} behaviour={shown} />
        </>
      )}
    </Page>
  );
}

function Row({ behaviour: { id, title, mode, ready, learned }, chosen, onChoose }: { behaviour: Behaviour; chosen: boolean; onChoose: () => void }) {
  const now = useNow();
  return (
    <tr data-chosen={chosen || undefined}>
      <td>
        <button type="button" className={css.choose} aria-pressed={chosen} onClick={onChoose}>
          {title}
        </button>
      </td>
      <td className={css.mode}>
        <ModeChip mode={mode} /> <Link to={`/detectors/${id}`} aria-label={`Change the mode of ${title}`}>change</Link>
      </td>
      <td>{mode === "off" ? <Chip>off</Chip> : ready ? <Chip tone="good">concludes</Chip> : <Chip tone="warn">learns only, as yet</Chip>}</td>
      <td className={ui.number}>{learned ? span(learned.watched) : "–"}</td>
      <td className={ui.number}>
        {learned ? count(learned.exchanges) : "–"}
        {learned && learned.behind > 1000 && <div className={css.small}>{count(learned.behind)} behind</div>}
      </td>
      <td className={ui.number}>{learned ? count(learned.identities) : "–"}</td>
      <td className={ui.number}>{learned ? count(learned.conclusions) : "–"}</td>
      <td className={ui.dim}>{learned ? ago(learned.updated_at, now) : "nothing yet"}</td>
    </tr>
  );
}
