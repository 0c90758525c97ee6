/** What can be done from an exchange: list its caller, exclude what was found, say whether it was an attack. */
import { Button, Menu } from "@mantine/core";
import { IconBellRinging, IconFilterOff, IconGavel } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { answered, client, type Exchange, type Explained } from "@/shared/api/client";
import { useAdmin } from "@/shared/api/session";
import { useExcluding } from "@/shared/excluding";
import { CallerActions } from "@/shared/exchange/CallerActions";
import { done, failed } from "@/shared/ui/say";
import { alertsAboutQuery, exchangeQuery } from "./asked";
import css from "./exchange.module.css";

export function Actions({ exchange }: { exchange: Explained }) {
  const { data: alerts } = useQuery({ ...alertsAboutQuery(exchange), enabled: exchange.findings.length > 0 });
  const first = alerts?.[0];
  return (
    <div className={css.actions}>
      <CallerActions exchange={exchange} />
      <Exclude exchange={exchange} />
      <Judge exchange={exchange} />
      {first && (
        <Button component={Link} to={`/alerts/${first.id}`} variant="subtle" leftSection={<IconBellRinging size={14} />}>
          {alerts.length === 1 ? "Its alert" : `Its ${alerts.length} alerts`}
        </Button>
      )}
    </div>
  );
}

/** Of this one request, whatever is said of its alert. Also one in which nothing was found may have been an attack. */
function Judge({ exchange: { request_id, review } }: { exchange: Explained }) {
  const cache = useQueryClient();
  const judge = useMutation({
    mutationFn: (word: Explained["review"]) => answered(client.PUT("/api/logs/{request_id}/review", { params: { path: { request_id } }, body: { review: word } })),
    onSuccess: (judged) => {
      cache.setQueryData(exchangeQuery(request_id).queryKey, judged);
      done(judged.review === null ? "The judgement is taken back." : judged.review === "false_positive" ? "Noted as a false positive; models may learn from it." : "Noted as a real attack; no model learns from it.");
    },
    onError: failed,
    onSettled: () => cache.invalidateQueries({ queryKey: ["detectors"] }),
  });
  return (
    <Menu position="bottom-start">
      <Menu.Target>
        <Button variant="default" leftSection={<IconGavel size={14} />} loading={judge.isPending}>
          {review ? "Judge again" : "Judge"}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>This one request was</Menu.Label>
        <Menu.Item disabled={review === "true_positive"} onClick={() => judge.mutate("true_positive")}>
          A real attack
        </Menu.Item>
        <Menu.Item disabled={review === "false_positive"} onClick={() => judge.mutate("false_positive")}>
          A false positive
        </Menu.Item>
        {review && <Menu.Item onClick={() => judge.mutate(null)}>Take the judgement back</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The narrowest exclusion first: one rule, in one parameter, of one operation, of this API. */
function Exclude({ exchange }: { exchange: Exchange }) {
  const admin = useAdmin();
  const open = useExcluding();
  const found = exchange.findings.filter(({ effect, detector }) => (effect === "score" || effect === "block") && detector !== "access");
  const [only] = found;
  if (!admin || !only) return null;
  const draft = (finding: typeof only) => ({
    api_id: exchange.api_id,
    operation: exchange.operation,
    parameter: finding.location,
    rule: finding.rule,
    reason: `request ${exchange.request_id}`,
  });
  const button = (
    <Button variant="default" leftSection={<IconFilterOff size={14} />} onClick={found.length === 1 ? () => open(draft(only)) : undefined}>
      Make an exclusion…
    </Button>
  );
  if (found.length === 1) return button;
  return (
    <Menu position="bottom-start">
      <Menu.Target>{button}</Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>For which finding</Menu.Label>
        {found.map((finding, index) => (
          <Menu.Item key={`${finding.rule}${index}`} onClick={() => open(draft(finding))}>
            {finding.rule} in {finding.location}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
