import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

const backend = process.env.BOING_CONSOLE ?? "http://127.0.0.1:8000";

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  build: {
    target: "es2022",
    assetsInlineLimit: 0, // the console's CSP allows no font from a data: address
    rolldownOptions: {
      output: {
        manualChunks: (id) => (/node_modules\/(react|react-dom|react-router|scheduler)\//.test(id) ? "react" : undefined),
      },
    },
  },
  server: {
    proxy: {
      "/api/": backend,
      "/ws": { target: backend, ws: true },
    },
  },
  test: { include: ["src/**/*.test.ts"] },
});
