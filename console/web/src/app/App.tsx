/**
 * The frame: theme, questions' cache, routes. Mantine injects no style element here (variables and classes come from
 * style sheets), because the console's content security policy allows none.
 */
import { Button, MantineProvider, localStorageColorSchemeManager } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Suspense, lazy, useEffect, useState } from "react";
import { BrowserRouter, Navigate, Route, Routes, useLocation } from "react-router";
import { Problem } from "@/shared/api/client";
import { session, useSession, useStanding } from "@/shared/api/session";
import { Empty, Loading } from "@/shared/ui";
import { theme } from "@/shared/ui/theme";
import { SignIn } from "@/features/auth/SignIn";
import { Shell } from "./Shell";
import { Lost, Stumble } from "./Stumble";

const Overview = lazy(() => import("@/features/overview/Overview"));
const Live = lazy(() => import("@/features/live/Live"));
const AccessLists = lazy(() => import("@/features/access/AccessLists"));
const Alerts = lazy(() => import("@/features/alerts/Alerts"));
const Apis = lazy(() => import("@/features/apis/Apis"));
const EditApi = lazy(() => import("@/features/apis/EditApi"));
const Detectors = lazy(() => import("@/features/detectors/Detectors"));
const BehaviourPage = lazy(() => import("@/features/behaviour/BehaviourPage"));
const Models = lazy(() => import("@/features/models/Models"));
const Settings = lazy(() => import("@/features/settings/Settings"));
const Logs = lazy(() => import("@/features/logs/Logs"));
const ExchangePage = lazy(() => import("@/features/exchange/ExchangePage"));
const AlertPage = lazy(() => import("@/features/alerts/AlertPage"));
const FirstSteps = lazy(() => import("@/features/firststeps/FirstSteps"));
const SetUp = lazy(() => import("@/features/auth/SetUp"));

const scheme = localStorageColorSchemeManager({ key: "boing.scheme" });

function questions(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5000,
        retry: (failures, error) => {
          const passing = error instanceof Problem && (error.status === 0 || error.status === 503);
          return passing && failures < 3;
        },
      },
    },
  });
}

export function App() {
  const [client] = useState(questions);
  // Another account must not see what the one before was shown.
  useEffect(() => session.subscribe(() => session.get() ?? client.clear()), [client]);
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={scheme} withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={client}>
        <Notifications position="bottom-right" containerWidth={320} limit={4} />
        <BrowserRouter>
          <Stumble>
            <Entrance />
          </Stumble>
        </BrowserRouter>
      </QueryClientProvider>
    </MantineProvider>
  );
}

function Entrance() {
  const signedIn = useSession() !== null;
  const standing = useStanding();
  const { pathname } = useLocation();
  if (signedIn) return <Pages />;
  if (standing === "asking") return null;
  if (standing === "away") return <Away />;
  if (pathname !== "/setup") return <SignIn />;
  return (
    <Suspense fallback={null}>
      <SetUp />
    </Suspense>
  );
}

/** A sign-in may stand, but the console that would say so does not answer. It is asked again by itself. */
function Away() {
  return (
    <main>
      <title>Boing</title>
      <Empty title="The console does not answer">
        <p>Is it running, and is the network up? Your sign-in is kept; this page goes on by itself.</p>
        <Button variant="default" onClick={session.retry}>
          Try now
        </Button>
      </Empty>
    </main>
  );
}

function Pages() {
  return (
    <Shell>
      <Suspense fallback={<Loading />}>
        <Routes>
          <Route path="/" element={<Overview />} />
          <Route path="/live" element={<Live />} />
          <Route path="/access" element={<Navigate to="/access/whitelist" replace />} />
          <Route path="/access/:list" element={<AccessLists />} />
          <Route path="/alerts" element={<Alerts />} />
          <Route path="/alerts/:id" element={<AlertPage />} />
          <Route path="/logs" element={<Logs />} />
          <Route path="/exchanges/:requestId" element={<ExchangePage />} />
          <Route path="/apis" element={<Apis />} />
          <Route path="/apis/:id" element={<EditApi />} />
          <Route path="/detectors/*" element={<Detectors />} />
          <Route path="/behaviour" element={<BehaviourPage />} />
          <Route path="/models" element={<Models />} />
          <Route path="/settings/*" element={<Settings />} />
          <Route path="/start" element={<FirstSteps />} />
          <Route path="/setup" element={<Navigate to="/start" replace />} />
          <Route path="*" element={<Lost />} />
        </Routes>
      </Suspense>
    </Shell>
  );
}
