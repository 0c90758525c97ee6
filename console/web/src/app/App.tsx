/**
 * The frame: theme, questions' cache, routes. Mantine injects no style element here (variables and classes come from
 * style sheets), because the console's content security policy allows none.
 */
import { MantineProvider, localStorageColorSchemeManager } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { Suspense, lazy, useState } from "react";
import { BrowserRouter, Navigate, Route, Routes } from "react-router";
import { Problem } from "@/shared/api/client";
import { useSession } from "@/shared/api/session";
import { Loading } from "@/shared/ui";
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
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" colorSchemeManager={scheme} withCssVariables={false} withGlobalClasses={false}>
      <QueryClientProvider client={client}>
        <Notifications position="bottom-right" limit={4} />
        <BrowserRouter>
          <Stumble>
            <Pages />
          </Stumble>
        </BrowserRouter>
      </QueryClientProvider>
    </MantineProvider>
  );
}

function Pages() {
  const signedIn = useSession() !== null;
  if (!signedIn) return <SignIn />;
  return (
    <Shell>
      <Suspense fallback={<Loading />}>
        <Routes>
          <Route path="/" element={<Overview />} />
          <Route path="/live" element={<Live />} />
          <Route path="/access" element={<Navigate to="/access/whitelist" replace />} />
          <Route path="/access/:list" element={<AccessLists />} />
          <Route path="/alerts" element={<Alerts />} />
          <Route path="/apis" element={<Apis />} />
          <Route path="/apis/:id" element={<EditApi />} />
          <Route path="/detectors" element={<Detectors />} />
          <Route path="*" element={<Lost />} />
        </Routes>
      </Suspense>
    </Shell>
  );
}
