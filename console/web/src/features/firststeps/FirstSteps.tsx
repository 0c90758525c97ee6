/** Three commands from nothing to a blocked attack. Each lights up by itself when what it does has arrived. */
import { Button, CopyButton, TextInput } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState, type ReactNode } from "react";
import { Link } from "react-router";
import { ask } from "@/shared/api/ask";
import { answered, client } from "@/shared/api/client";
import { apisQuery } from "@/shared/api/queries";
import { exchangePath } from "@/shared/exchange/Row";
import { verdictOf } from "@/shared/stream/buffer";
import { useLiveRows } from "@/shared/stream/LiveStream";
import { Failure, ModeChip, Page } from "@/shared/ui";
import css from "./firststeps.module.css";
import { ATTACK, doneSteps, gatewayAddress, type Step } from "./steps";

const AGAIN = 5000;

/** Of what the console says about the installation, what is shown here. */
interface System {
  first_request: boolean;
  gateways: readonly { name: string }[];
}

function useCome() {
  const { rows } = useLiveRows();
  const { data: apis, error } = useQuery({ ...apisQuery, refetchInterval: AGAIN });
  const { data: system } = useQuery({ queryKey: ["system"], queryFn: ({ signal }) => ask<System>("get", "/api/system", { signal }), refetchInterval: AGAIN });
  const live = rows.find((row) => verdictOf(row) !== "allow");
  const { data: recorded } = useQuery({
    queryKey: ["logs", "first stopped"],
    queryFn: async ({ signal }) => {
      const asked = (query: { action?: "block"; would?: "block" }) => answered(client.GET("/api/logs", { params: { query: { ...query, limit: 1 } }, signal }));
      return (await asked({ action: "block" })).items[0] ?? (await asked({ would: "block" })).items[0] ?? null;
    },
    refetchInterval: ({ state }) => (state.data ? false : AGAIN),
    enabled: live === undefined,
  });
  const stopped = live?.request_id ?? recorded?.request_id ?? null;
  const done = doneSteps({ apis: apis?.length ?? 0, first: rows.length > 0 || system?.first_request === true, stopped });
  return { apis, error, done, stopped, gateway: gatewayAddress(system?.gateways[0]?.name, window.location.hostname) };
}

export default function FirstSteps() {
  const { apis, error, done, stopped, gateway } = useCome();
  const [typed, setTyped] = useState<string | null>(null);
  const address = (typed ?? gateway).replace(/\/+$/, "");
  const all = done.size === 3;
  const [first] = apis ?? [];
  return (
    <Page title="First steps" about={all ? "All done: Boing stands in front of your API and sees what comes." : "Three commands; each step lights up by itself when it has worked."}>
      {error && <Failure error={error} />}
      <ol className={css.steps}>
        <StepBox
          step="api"
          done={done}
          title="Put it in front of your API"
          command="./boing up --upstream http://127.0.0.1:3000 --mode observe"
          after={
            first && (
              <>
                <Link to={`/apis/${first.id}`}>{first.name}</Link> is protected <ModeChip mode={first.mode} />
              </>
            )
          }
        >
          Names the API that is to be protected. Boing runs already? <Link to="/apis/new">Add the API here</Link> instead.
        </StepBox>
        <StepBox step="request" done={done} title="Send a request through it" command={`curl -i ${address}/`} after={<Link to="/live">Watch requests come in</Link>}>
          The answer is your API’s own. From now on, point clients at this address instead of the API’s.
          <TextInput className={css.address} label="The gateway’s address" value={typed ?? gateway} onChange={(event) => setTyped(event.currentTarget.value)} />
        </StepBox>
        <StepBox
          step="attack"
          done={done}
          title="Send an attack"
          command={`curl -i '${address}${ATTACK}'`}
          after={stopped !== null && <Link to={exchangePath(stopped)}>See what was found, and where</Link>}
        >
          A well-known SQL injection. In observe it passes and is marked “would block”; in enforce it is answered 403.
        </StepBox>
      </ol>
      {all && (
        <div className={css.next}>
          <b>What now?</b>
          <span>Watch for a while in observe; make exclusions where good requests are marked; then let it enforce.</span>
          {first && (
            <Button component={Link} to={`/apis/${first.id}`} variant="default">
              {first.mode === "enforce" ? `Look at ${first.name}` : `Let ${first.name} enforce…`}
            </Button>
          )}
        </div>
      )}
    </Page>
  );
}

function StepBox({ step, done, title, command, after, children }: { step: Step; done: ReadonlySet<Step>; title: string; command: string; after: ReactNode; children: ReactNode }) {
  const lit = done.has(step);
  return (
    <li className={css.step} data-lit={lit || undefined}>
      <div className={css.mark} aria-hidden>
        {lit && <IconCheck size={15} stroke={2.4} />}
      </div>
      <div className={css.body}>
        <h2>{title}</h2>
        <div className={css.command}>
          <code>{command}</code>
          <CopyButton value={command}>
            {({ copied, copy }) => (
              <Button size="compact-xs" variant="default" onClick={copy} leftSection={copied ? <IconCheck size={12} /> : <IconCopy size={12} />}>
                {copied ? "Copied" : "Copy"}
              </Button>
            )}
          </CopyButton>
        </div>
        <div className={css.about}>{children}</div>
        <div className={css.after} role="status">
          {lit ? after : <span>Waiting…</span>}
        </div>
      </div>
    </li>
  );
}
