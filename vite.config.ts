import { defineConfig } from "vite";

// One entry, one stylesheet: the shell loads both on every page, so that the second page costs nothing.
// `build/` is where everything built lives; django-vite reads the manifest there and prefixes `frontend/`.
export default defineConfig({
  base: "",
  publicDir: "frontend/public",
  build: {
    outDir: "build/frontend",
    emptyOutDir: true,
    manifest: "manifest.json",
    // The oldest browser that stands on a hotel desk: a Chromium shell of version 109.
    target: "chrome109",
    cssTarget: "chrome109",
    modulePreload: { polyfill: false },
    // Nothing may turn into a data: address, the content security policy refuses them.
    assetsInlineLimit: 0,
    // htmx carries an eval for filters in hx-trigger; the shell switches it off (allowEval) and the policy forbids it.
    rolldownOptions: { input: "frontend/main.ts", checks: { eval: false } },
  },
});
