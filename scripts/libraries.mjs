/**
 * `npm run --silent libraries`: every library that runs with the server or in the app, with its version and hash, as CycloneDX;
 * from the lock file, without a network. `npm run libraries -- audit`: asks the registry for known faults in them.
 */
import { runPnpm } from './lib/toolchain.mjs';

const isAudit = process.argv[2] === 'audit';
const list = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application', '--prod', '--lockfile-only'];
process.exit(runPnpm(isAudit ? ['audit', '--prod'] : list, 'inherit').status ?? 1);
