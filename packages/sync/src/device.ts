import { openSession, type Session } from './session.ts';
import type { DeviceOptions, OpenDocument } from './types.ts';

/** The documents that one person has open on one device, each once, however many pages show it. */
export interface Device {
  open(address: string, options?: { readonly isBegunHere?: boolean }): OpenDocument;
  goOnline(): void;
  goOffline(): void;
  close(): Promise<void>;
}

export const openDevice = (options: DeviceOptions): Device => {
  const sessions = new Map<string, { readonly session: Session; holders: number }>();
  let isOnline = true;

  return {
    open: (address, { isBegunHere = false } = {}) => {
      const entry = sessions.get(address) ?? {
        session: openSession(address, options, isOnline, isBegunHere),
        holders: 0,
      };
      sessions.set(address, entry);
      entry.holders++;
      return entry.session.handle(() => {
        entry.holders--;
        if (entry.holders > 0) return;
        sessions.delete(address);
        void entry.session.close();
      });
    },
    goOnline: () => {
      isOnline = true;
      for (const { session } of sessions.values()) session.goOnline();
    },
    goOffline: () => {
      isOnline = false;
      for (const { session } of sessions.values()) session.goOffline();
    },
    close: async () => {
      const closing = [...sessions.values()].map(({ session }) => session.close());
      sessions.clear();
      await Promise.all(closing);
    },
  };
};
