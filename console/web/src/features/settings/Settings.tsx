/** Everything that is set rather than watched. Each tab is a page of its own. */
import type { ReactElement } from "react";
import { Navigate, useParams } from "react-router";
import { useAdmin } from "@/shared/api/session";
import { Page } from "@/shared/ui";
import { TabLinks } from "@/shared/ui/TabLinks";
import { Account } from "./Account";
import { Audit } from "./Audit";
import { Channels } from "./Channels";
import { Deliveries } from "./Deliveries";
import { Installation } from "./Installation";
import { Policy } from "./Policy";
import { tabsFor } from "./tabs";
import { Tokens } from "./Tokens";
import { Try } from "./Try";
import { Users } from "./Users";

const PAGES: Record<string, ReactElement> = {
  account: <Account />,
  tokens: <Tokens />,
  users: <Users />,
  channels: <Channels />,
  deliveries: <Deliveries />,
  policy: <Policy />,
  try: <Try />,
  audit: <Audit />,
  installation: <Installation />,
};

export default function Settings() {
  const { tab, "*": rest } = useParams();
  const tabs = tabsFor(useAdmin());
  const wanted = tab ?? rest?.split("/")[0];
  const chosen = tabs.find(({ id }) => id === wanted);
  const page = chosen && PAGES[chosen.id];
  if (!chosen || !page) return <Navigate to="/settings/account" replace />;
  return (
    <Page title={chosen.name === "My account" ? "Settings" : `Settings: ${chosen.name}`}>
      <TabLinks label="Settings" tabs={tabs.map(({ id, name }) => ({ to: `/settings/${id}`, name }))} />
      {page}
    </Page>
  );
}
