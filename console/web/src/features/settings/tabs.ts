/** The tabs of the settings, and who sees which. Pure. */

export interface Tab {
  id: string;
  name: string;
  admin: boolean;
}

export const TABS: readonly Tab[] = [
  { id: "account", name: "My account", admin: false },
  { id: "tokens", name: "API tokens", admin: false },
  { id: "users", name: "Users", admin: true },
  { id: "channels", name: "Channels", admin: false },
  { id: "deliveries", name: "Deliveries", admin: false },
  { id: "policy", name: "Policy", admin: false },
  { id: "try", name: "Try a request", admin: false },
  { id: "audit", name: "Audit log", admin: true },
  { id: "installation", name: "Installation", admin: true },
];

export function tabsFor(admin: boolean): readonly Tab[] {
  return TABS.filter((tab) => admin || !tab.admin);
}
