import { paraglideVitePlugin } from '@inlang/paraglide-js';
import adapter from '@sveltejs/adapter-static';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig, type Plugin } from 'vite';

/** Where the relay listens while the app is served by Vite. */
const relay = process.env.LIANXI_RELAY ?? 'http://127.0.0.1:4680';

/** Kit's page announcer carries an inline style, which our content policy forbids; app.css has the same rules for it. */
const withoutInlineStyle: Plugin = {
  name: 'lianxi-announcer',
  renderChunk: (code) =>
    code.includes('svelte-announcer')
      ? { code: code.replace(/(id=\\?"svelte-announcer\\?"[^>]*?)\s+style=\\?"[^"]*?\\?"/, '$1'), map: null }
      : null,
};

export default defineConfig({
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
      adapter: adapter({ fallback: 'index.html' }),
      // The page registers it itself, so that a new version is offered and never forced.
      serviceWorker: { register: false },
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
