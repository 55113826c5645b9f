import type { Process, World } from './world.ts';

/** What the windows of one device share besides the disk: Web Locks and broadcast channels. */
export interface DeviceWindows {
  navigatorOf(process: Process): object;
  channelOf(process: Process): unknown;
}

interface Lock {
  readonly name: string;
  readonly process: Process;
  readonly grant: () => void;
}

export const createDeviceWindows = (world: World, name: string): DeviceWindows => {
  const luck = world.luckOf(`windows ${name}`);
  const held = new Map<string, Lock>();
  let waiting: Lock[] = [];
  const channels = new Set<{ readonly name: string; readonly process: Process; hear(data: unknown): void }>();

  const grantNext = (lockName: string) => {
    if (held.has(lockName)) return;
    const next = waiting.find((each) => each.name === lockName);
    if (!next) return;
    waiting = waiting.filter((each) => each !== next);
    held.set(lockName, next);
    next.process.after(luck(), next.grant);
  };

  return {
    navigatorOf: (process) => ({
      locks: {
        request: (lockName: string, ...rest: readonly unknown[]) =>
          new Promise((resolve, reject) => {
            const callback = rest.at(-1) as (lock: object) => unknown;
            const { signal } = (rest.length > 1 ? rest[0] : {}) as { readonly signal?: AbortSignal };
            const lock: Lock = {
              name: lockName,
              process,
              grant: () => {
                void Promise.resolve(callback({ name: lockName })).then((value) => {
                  release();
                  resolve(value);
                }, reject);
              },
            };
            const release = () => {
              if (held.get(lockName) === lock) held.delete(lockName);
              waiting = waiting.filter((each) => each !== lock);
              grantNext(lockName);
            };
            signal?.addEventListener('abort', () => {
              if (held.get(lockName) === lock) return;
              release();
              reject(new Error('AbortError'));
            });
            process.onDeath(release);
            waiting.push(lock);
            grantNext(lockName);
          }),
        query: () =>
          new Promise((resolve) => {
            process.after(luck(), () =>
              resolve({
                held: [...held.values()].map((each) => ({ name: each.name })),
                pending: waiting.map((each) => ({ name: each.name })),
              }),
            );
          }),
      },
      onLine: true,
      storage: {},
    }),
    channelOf: (process) =>
      class {
        onmessage: ((event: { readonly data: unknown }) => void) | null = null;
        /** When the last word arrives that was said so far: what is said is heard in its order. */
        private heardAt = 0;
        private readonly own = {
          name: '',
          process,
          hear: (data: unknown) => {
            this.heardAt = Math.max(this.heardAt, world.now + luck() * 3);
            process.after(this.heardAt - world.now, () => this.onmessage?.({ data }));
          },
        };
        constructor(channelName: string) {
          this.own.name = channelName;
          channels.add(this.own);
          process.onDeath(() => channels.delete(this.own));
        }
        postMessage(data: unknown) {
          if (!process.mayAct()) return;
          for (const each of [...channels]) if (each !== this.own && each.name === this.own.name) each.hear(data);
        }
        close() {
          channels.delete(this.own);
        }
      },
  };
};
