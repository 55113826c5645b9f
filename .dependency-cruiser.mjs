/**
 * What may import what is the table in docs/architecture.md; tests/house/layers.test.ts holds the manifests against it.
 * This adds what manifests cannot say: no cycles, no relative path out of a package, no kind that knows another kind,
 * nothing imports tests.
 */
const packageFolder = '(packages/[^/]+|apps/[^/]+|server|tests)';

export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-way-out-of-a-package',
      comment: 'Other packages are reached by their name, through their index.',
      severity: 'error',
      from: { path: `^${packageFolder}/` },
      to: { path: `^${packageFolder}/`, pathNot: '^$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'kinds-do-not-know-each-other',
      severity: 'error',
      from: { path: '^packages/documents/src/(minutes|register|ledger|directory)/', pathNot: '\\.test\\.ts$' },
      to: {
        path: '^packages/documents/src/(minutes|register|ledger|directory)/',
        pathNot: '^packages/documents/src/$1/',
      },
    },
    { name: 'nothing-imports-tests', severity: 'error', from: { pathNot: '^tests/' }, to: { path: '^tests/' } },
    {
      name: 'web-never-touches-yjs',
      comment:
        'Components read projections and call intents; the binding of the text editor gets its fragment from a document.',
      severity: 'error',
      from: { path: '^apps/web/src' },
      to: { path: 'node_modules/(yjs|y-indexeddb|y-websocket|y-protocols)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'drizzle-only-in-the-store',
      severity: 'error',
      from: { path: '^server/src', pathNot: '^server/src/(store|identity)/' },
      to: { path: 'node_modules/(drizzle-orm|better-sqlite3)/', dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(build|\\.svelte-kit|paraglide)/' },
    tsPreCompilationDeps: 'specify',
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'svelte', 'types', 'default'],
      extensions: ['.ts', '.svelte.ts', '.js', '.svelte', '.mjs'],
    },
  },
};
