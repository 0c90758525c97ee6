/** Navigation, the state of the connection, and what runs on every page: the live stream, its alerts, the list form. */
import { ActionIcon, Menu, Tooltip, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconActivity, IconApi, IconBell, IconListCheck, IconLogout, IconMoon, IconRadar2, IconSun, IconUser, IconLayoutDashboard } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, type ReactNode } from "react";
import { NavLink, useNavigate } from "react-router";
import { call, type Alert } from "@/shared/api/client";
import { openAlertsQuery } from "@/shared/api/queries";
import { session, useSession } from "@/shared/api/session";
import { failed } from "@/shared/ui/say";
import { LiveStreamProvider } from "@/shared/stream/LiveStream";
import { EntryForms } from "@/features/access/EntryForms";
import { Connection } from "./Connection";
import css from "./shell.module.css";

const PAGES = [
  { to: "/", name: "Overview", icon: IconLayoutDashboard },
  { to: "/live", name: "Live", icon: IconActivity },
  { to: "/alerts", name: "Alerts", icon: IconBell },
  { to: "/access", name: "Access lists", icon: IconListCheck },
  { to: "/apis", name: "APIs", icon: IconApi },
  { to: "/detectors", name: "Detectors", icon: IconRadar2 },
] as const;

export function Shell({ children }: { children: ReactNode }) {
  const onAlert = useAlertToasts();
  return (
    <LiveStreamProvider onAlert={onAlert}>
      <EntryForms>
        <div className={css.shell}>
          <a className={css.skip} href="#main">
            Skip to the page
          </a>
          <aside className={css.side}>
            <div className={css.mark}>
              <img src="/mark.svg" alt="" width="22" height="22" />
              Boing
            </div>
            <Navigation />
            <div className={css.foot}>
              <Connection />
              <Account />
            </div>
          </aside>
          <main id="main" className={css.main} tabIndex={-1}>
            {children}
          </main>
        </div>
      </EntryForms>
    </LiveStreamProvider>
  );
}

function Navigation() {
  const { data } = useQuery(openAlertsQuery);
  const open = data?.items.length ?? 0;
  return (
    <nav className={css.nav} aria-label="Pages">
      {PAGES.map(({ to, name, icon: Icon }) => (
        <NavLink key={to} to={to} end={to === "/"}>
          <Icon size={16} stroke={1.6} aria-hidden />
          {name}
          {to === "/alerts" && open > 0 && (
            <b aria-label={`${open} open`}>{data?.next_cursor ? `${open}+` : open}</b>
          )}
        </NavLink>
      ))}
    </nav>
  );
}

function Account() {
  const user = useSession()?.user;
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const dark = useComputedColorScheme("light") === "dark";
  const signOut = () =>
    void call("POST", "/api/logout")
      .catch(failed)
      .finally(() => session.end());
  return (
    <div className={css.account}>
      <Menu position="top-start">
        <Menu.Target>
          <button type="button" className={css.user} title={user?.email}>
            <IconUser size={15} stroke={1.6} aria-hidden />
            <span>{user?.email}</span>
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Signed in as {user?.role}</Menu.Label>
          <Menu.Item leftSection={<IconLogout size={14} />} onClick={signOut}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Tooltip label={dark ? "Light" : "Dark"}>
        <ActionIcon aria-label={dark ? "Use light colours" : "Use dark colours"} onClick={() => setColorScheme(dark ? "light" : "dark")}>
          {dark ? <IconSun size={15} /> : <IconMoon size={15} />}
        </ActionIcon>
      </Tooltip>
    </div>
  );
}

/** A new alert is said once; one that only grew refreshes what is shown. */
function useAlertToasts(): (alert: Alert) => void {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const known = useRef(new Set<number>());
  const since = useRef(0);
  return useCallback(
    (alert: Alert) => {
      since.current ||= Date.now() - 10_000;
      void cache.invalidateQueries({ queryKey: ["alerts"] });
      const fresh = Date.parse(alert.first_at) > since.current && alert.status === "open" && !known.current.has(alert.id);
      known.current.add(alert.id);
      if (!fresh) return;
      notifications.show({
        id: `alert-${alert.id}`,
        title: alert.title,
        message: `${alert.severity}, found by ${alert.detector}`,
        color: "red",
        autoClose: 8000,
        onClick: () => void navigate("/alerts"),
      });
    },
    [cache, navigate],
  );
}
