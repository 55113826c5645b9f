import { keepCompiled } from '../compile-cache.ts';
import '../light-modules.ts';

// A command is over in a moment; most of that moment would go into compiling the same modules again.
keepCompiled();
const { processIo } = await import('./io.ts');
const { runLianxi } = await import('./run.ts');

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (cause: NodeJS.ErrnoException) => process.exit(cause.code === 'EPIPE' ? 0 : 1));

process.exitCode = await runLianxi(process.argv.slice(2), processIo());
