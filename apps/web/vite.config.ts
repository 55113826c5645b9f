import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig, type Plugin } from 'vite';

/** Where the relay listens while the app is served by Vite. */
const relay = process.env.LIANXI_RELAY ?? 'http://127.0.0.1:4680';

/**
 * What this build is called. The service worker keeps its files under it, so it must be in the worker without fail; Kit's own
 * `version` is not there in every build. The start script says it by the sources, so that the same sources are the same build.
 */
process.env.LIANXI_BUILD ??= String(Date.now());
const build = process.env.LIANXI_BUILD;

/** Kit's page announcer carries an inline style, which our content policy forbids; app.css has the same rules for it. */
const withoutInlineStyle: Plugin = {
  name: 'lianxi-announcer',
  renderChunk: (code) =>
    code.includes('svelte-announcer')
      ? { code: code.replace(/(id=\\?"svelte-announcer\\?"[^>]*?)\s+style=\\?"[^"]*?\\?"/, '$1'), map: null }
      : null,
};

export default defineConfig({
  define: { 'import.meta.env.LIANXI_BUILD': JSON.stringify(build) },
  plugins: [
    withoutInlineStyle,
    paraglideVitePlugin({
      project: './project.inlang',
      outdir: './src/lib/paraglide',
      strategy: ['localStorage', 'baseLocale'],
      localStorageKey: 'lianxi.locale',
      emitReadme: false,
    }),
    sveltekit({
      // Compressed once, not at each start of the server.
      adapter: adapter({ fallback: 'index.html', precompress: true }),
      // The page registers it itself, so that a new version is offered and never forced.
      serviceWorker: { register: false },
      version: { name: build },
    }),
  ],
  server: {
    host: '127.0.0.1',
    proxy: {
      '/api': relay,
      '/healthz': relay,
      '/sync': { target: relay, ws: true },
    },
  },
});
