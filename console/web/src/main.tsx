import "@fontsource/ibm-plex-sans/latin-400.css";
import "@fontsource/ibm-plex-sans/latin-500.css";
import "@fontsource/ibm-plex-sans/latin-600.css";
import "@fontsource/ibm-plex-mono/latin-400.css";
import "@fontsource/ibm-plex-mono/latin-500.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@/shared/ui/tokens.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { session } from "@/shared/api/session";
import { App } from "@/app/App";

session.start();
const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
