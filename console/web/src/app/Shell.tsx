/** Navigation, the state of the connection, and what runs on every page: the live stream, its alerts, the list form. */
import { ActionIcon, Menu, Tooltip, useComputedColorScheme, useMantineColorScheme } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconActivity, IconApi, IconBell, IconChartDots3, IconFileSearch, IconKeyboard, IconLayoutDashboard, IconListCheck, IconLogout, IconMoon, IconRadar2, IconRocket, IconSettings, IconSun, IconUser, IconWaveSine, type TablerIcon } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useRef, useState, type ReactNode } from "react";
import { Link, NavLink, useNavigate } from "react-router";
import { answered, client, type Alert } from "@/shared/api/client";
import { alertSummaryQuery } from "@/shared/api/queries";
import { session, useSession } from "@/shared/api/session";
import { count } from "@/shared/format/format";
import { useSeenAlerts } from "@/shared/seen";
import { KeysHelp } from "@/shared/ui/keys";
import { failed } from "@/shared/ui/say";
import { LiveStreamProvider } from "@/shared/stream/LiveStream";
import { EntryForms } from "@/features/access/EntryForms";
import { ExclusionForms } from "@/features/access/ExclusionForms";
import { Connection } from "./Connection";
import css from "./shell.module.css";

const WATCH = [
  { to: "/", name: "Overview", icon: IconLayoutDashboard },
  { to: "/live", name: "Live", icon: IconActivity },
  { to: "/alerts", name: "Alerts", icon: IconBell },
  { to: "/logs", name: "Logs", icon: IconFileSearch },
] as const;
const STEER = [
  { to: "/access", name: "Access lists", icon: IconListCheck },
  { to: "/apis", name: "APIs", icon: IconApi },
  { to: "/detectors", name: "Detectors", icon: IconRadar2 },
  { to: "/behaviour", name: "Behaviour", icon: IconWaveSine },
  { to: "/models", name: "Models", icon: IconChartDots3 },
  { to: "/settings", name: "Settings", icon: IconSettings },
] as const;

export function Shell({ children }: { children: ReactNode }) {
  const onAlert = useAlertToasts();
  const onPolicy = usePolicyChanges();
  const [keys, setKeys] = useState(false);
  return (
    <LiveStreamProvider onAlert={onAlert} onPolicy={onPolicy}>
      <EntryForms>
        <ExclusionForms>
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
                <Account showKeys={() => setKeys(true)} />
              </div>
            </aside>
            <main id="main" className={css.main} tabIndex={-1}>
              {children}
            </main>
          </div>
          <KeysHelp opened={keys} onChange={setKeys} />
        </ExclusionForms>
      </EntryForms>
    </LiveStreamProvider>
  );
}

function Navigation() {
  return (
    <nav className={css.nav} aria-label="Pages">
      {WATCH.map((page) => (
        <PageLink key={page.to} {...page}>
          {page.to === "/alerts" && <OpenAlerts />}
        </PageLink>
      ))}
      <hr />
      {STEER.map((page) => (
        <PageLink key={page.to} {...page} />
      ))}
    </nav>
  );
}

function PageLink({ to, name, icon: Icon, children }: { to: string; name: string; icon: TablerIcon; children?: ReactNode }) {
  return (
    <NavLink to={to} end={to === "/"}>
      <Icon size={16} stroke={1.6} aria-hidden />
      {name}
      {children}
    </NavLink>
  );
}

/** How many alerts are open; strong while one came that was not looked at. */
function OpenAlerts() {
  const { data } = useQuery(alertSummaryQuery);
  const seen = useSeenAlerts();
  if (!data || data.open === 0) return null;
  const unread = data.newest_id !== null && data.newest_id > seen;
  return (
    <b data-unread={unread || undefined} aria-label={`${data.open} open${unread ? ", some not seen yet" : ""}`}>
      {count(data.open)}
    </b>
  );
}

function Account({ showKeys }: { showKeys: () => void }) {
  const user = useSession()?.user;
  const { setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const dark = useComputedColorScheme("light") === "dark";
  const signOut = () =>
    void answered<unknown>(client.POST("/api/logout"))
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
          <Menu.Item component={Link} to="/start" leftSection={<IconRocket size={14} />}>
            First steps
          </Menu.Item>
          <Menu.Item leftSection={<IconKeyboard size={14} />} onClick={showKeys}>
            Keys
          </Menu.Item>
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

/** What another admin changed is asked for again, wherever it is on the screen. */
function usePolicyChanges(): () => void {
  const cache = useQueryClient();
  return useCallback(() => {
    for (const key of ["apis", "detectors", "entries", "decisions", "exclusions", "policy"]) void cache.invalidateQueries({ queryKey: [key] });
  }, [cache]);
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
        onClick: () => void navigate(`/alerts/${alert.id}`),
      });
    },
    [cache, navigate],
  );
}
