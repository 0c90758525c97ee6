/** Whom the gateway lets pass, whom it turns away, what it does not look for: each list at its own address. */
import { Button } from "@mantine/core";
import { IconPlus, IconUpload } from "@tabler/icons-react";
import { useState } from "react";
import { NavLink, useParams } from "react-router";
import { useAdmin } from "@/shared/api/session";
import { useExcluding } from "@/shared/excluding";
import { useListing } from "@/shared/listing";
import { Empty, Page, Panel } from "@/shared/ui";
import css from "./access.module.css";
import { Decisions } from "./Decisions";
import { DecisionDialog } from "./DecisionDialog";
import { Entries } from "./Entries";
import { Exclusions } from "./Exclusions";
import { ImportDialog } from "./ImportDialog";
import { Match } from "./Match";

const TABS = [
  { list: "whitelist", name: "Whitelist", about: "Passes uninspected. A whitelist entry wins against every ban." },
  { list: "blacklist", name: "Blacklist", about: "Answered 403 before anything else is looked at." },
  { list: "decisions", name: "Decisions in force", about: "Bans and throttles with an end, made by detectors or by hand. Lifting one ends it now." },
  { list: "exclusions", name: "Exclusions", about: "Rules that are not looked for, and where. The narrower, the safer." },
  { list: "match", name: "Who matches?", about: "Which entries and decisions a caller meets, and which of them wins." },
] as const;

export default function AccessLists() {
  const { list } = useParams();
  const tab = TABS.find((each) => each.list === list);
  return (
    <Page title="Access lists" about={tab?.about} actions={tab && <Actions key={tab.list} list={tab.list} />}>
      <nav className={css.tabs} aria-label="Lists">
        {TABS.map(({ list: each, name }) => (
          <NavLink key={each} to={`/access/${each}`}>
            {name}
          </NavLink>
        ))}
      </nav>
      {(list === "whitelist" || list === "blacklist") && <Entries key={list} list={list} />}
      {list === "decisions" && <Decisions />}
      {list === "exclusions" && <Exclusions />}
      {list === "match" && <Match />}
      {!tab && (
        <Panel>
          <Empty title="There is no such list" />
        </Panel>
      )}
    </Page>
  );
}

function Actions({ list }: { list: (typeof TABS)[number]["list"] }) {
  const admin = useAdmin();
  const open = useListing();
  const exclude = useExcluding();
  const [dialog, setDialog] = useState(false);
  const close = () => setDialog(false);
  if (!admin) return null;
  if (list === "decisions") {
    return (
      <>
        <Button leftSection={<IconPlus size={14} />} color="red" onClick={() => setDialog(true)}>
          Ban or throttle for a while
        </Button>
        <DecisionDialog opened={dialog} onClose={close} />
      </>
    );
  }
  if (list === "exclusions") {
    return (
      <Button leftSection={<IconPlus size={14} />} onClick={() => exclude({ api_id: null, operation: "", parameter: "", rule: "", reason: "" })}>
        Make an exclusion
      </Button>
    );
  }
  if (list === "match") return null;
  return (
    <>
      <Button variant="default" leftSection={<IconUpload size={14} />} onClick={() => setDialog(true)}>
        Add many
      </Button>
      <Button leftSection={<IconPlus size={14} />} color={list === "whitelist" ? "teal" : "red"} onClick={() => open({ list, targets: [] })}>
        {list === "whitelist" ? "Whitelist a caller" : "Ban a caller"}
      </Button>
      <ImportDialog list={list} opened={dialog} onClose={close} />
    </>
  );
}
