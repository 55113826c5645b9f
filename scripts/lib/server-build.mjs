/** The server as it is started: its many modules in a few files, made anew only when something they are made of has changed. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fail, fingerprint, root } from './toolchain.mjs';

const server = join(root, 'server');
const source = join(server, 'src');
const build = join(server, 'build');
const stamp = join(build, '.lianxi-build');

/** What `node` is given to start the server (after `serverArguments`). */
export const serverProgram = join(build, 'main.js');

export const ensureServerBuild = async () => {
  const wanted = fingerprint(listServerSources());
  const last = readStamp();
  if (last.wanted === wanted && last.files.every((file) => existsSync(join(build, file)))) return;
  mkdirSync(build, { recursive: true });
  // Beside the folder it goes to, so that each file is put in its place in one step, whoever else builds.
  const made = mkdtempSync(join(server, 'node_modules', '.build-'));
  try {
    await bundleServer({ main: join(source, 'main.ts') }, made, build);
    const files = readdirSync(made).sort();
    for (const file of files) renameSync(join(made, file), join(build, file));
    // A server that still runs may yet load a part of the build it was started from.
    for (const file of last.before.filter((each) => !files.includes(each) && !last.files.includes(each)))
      rmSync(join(build, file), { force: true });
    writeFileSync(stamp, JSON.stringify({ wanted, files, before: last.files }));
  } catch (cause) {
    console.error(cause);
    fail('服务器没有构建成功，原因见上。', 'The server could not be built; the reason stands above.');
  } finally {
    rmSync(made, { recursive: true, force: true });
  }
};

const readStamp = () => {
  try {
    return JSON.parse(readFileSync(stamp, 'utf8'));
  } catch {
    return { wanted: '', files: [], before: [] };
  }
};

/**
 * Writes programs over the server's modules (name to path), and its threads' scripts beside them, into `folder`; `place` is where the files will
 * lie in the end. Packages come along, but for SQLite, whose library is found from where it is installed.
 */
export const bundleServer = async (programs, folder, place = folder) => {
  const { rolldown } = await import('rolldown');
  const threads = Object.fromEntries(findThreads().map((path) => [nameOf(path), path]));
  const bundle = await rolldown({
    input: { ...threads, ...programs },
    platform: 'node',
    external: ['better-sqlite3'],
    plugins: [stayWhereYouWere(place)],
    // What it has to say is about packages.
    logLevel: 'silent',
  });
  await bundle.write({
    dir: folder,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: '[name]-[hash].js',
    // For the places of errors (server/src/built.ts); nothing reads them before there is one.
    sourcemap: 'hidden',
    sourcemapExcludeSources: true,
    sourcemapPathTransform: (path, map) =>
      relative(place, join(dirname(map), path))
        .split(sep)
        .join('/'),
  });
  await bundle.close();
};

/** A module goes on finding what lies around its source; threads begin with the files made of their scripts. */
const stayWhereYouWere = (place) => ({
  name: 'stay-where-you-were',
  load: (id) =>
    id === join(source, 'light-modules.ts') ? '// There is nothing left that it would make lighter.' : null,
  transform: (code, id) => {
    if (!id.startsWith(server) || !code.includes('import.meta.')) return null;
    const from = (path) => JSON.stringify(`./${relative(place, path).split(sep).join('/')}`);
    return code
      .replaceAll(threadPattern, (_, script) => `new URL('./${nameOf(script)}.js', import.meta_url)`)
      .replaceAll('import.meta.url', `new URL(${from(id)}, import.meta_url).href`)
      .replaceAll('import.meta.dirname', `[import.meta_dirname, ${from(dirname(id))}].join('/')`)
      .replaceAll('import.meta_', 'import.meta.');
  },
});

const threadPattern = /new URL\('(\.\/[\w/-]+\.ts)', import\.meta\.url\)/g;
const nameOf = (path) => basename(path, '.ts');
const findThreads = () =>
  listFiles(source).flatMap((path) =>
    [...readFileSync(path, 'utf8').matchAll(threadPattern)].map(([, script]) => join(dirname(path), script)),
  );

/** What the server is made of, relative to the root. */
const listServerSources = () => [
  'pnpm-lock.yaml',
  relative(root, fileURLToPath(import.meta.url)),
  ...[
    source,
    ...['access', 'base', 'documents', 'exchange', 'protocol'].map((name) => join(root, 'packages', name, 'src')),
  ]
    .flatMap(listFiles)
    .map((path) => relative(root, path))
    .sort(),
];

const listFiles = (directory) =>
  readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name));

// Started by itself (scripts/verify.mjs), it builds beside other checks.
if (process.argv[1] === fileURLToPath(import.meta.url)) await ensureServerBuild();
