import { type Clock, err, ok, type Result } from '@lianxi/base';
import { wallTime } from '@lianxi/documents';
import type { Logger } from '../logger/index.ts';
import { createNote, type Store } from '../store/index.ts';
import { type AddressError, type RobotFormat, readRobotAddress } from './address.ts';
import { digestOf, readOverdue, trialMessage } from './digest.ts';
import { problemText, type RobotMessage, type SendOptions, sendByRobot } from './send.ts';
import { type RobotSettings, readRobot, writeRobot } from './settings.ts';

/** The group's robot: what it is set to, a message to try it, and a digest of what is overdue once a day. */
export interface RobotDesk {
  /** Without what opens the robot: its host alone. */
  facts(): RobotFacts | null;
  set(wanted: WantedRobot, by: string): Result<RobotFacts, AddressError | { readonly type: 'NoRobot' }>;
  remove(by: string): void;
  try(community: string): Promise<Result<RobotFacts, { readonly type: 'NoRobot' }>>;
  /** Sends the day's digest where it is time for it and something is overdue. */
  look(): Promise<void>;
}

export interface RobotFacts {
  readonly format: RobotFormat;
  readonly host: string;
  readonly isSigned: boolean;
  readonly isOn: boolean;
  readonly last: RobotSettings['last'];
}

export interface WantedRobot {
  readonly format: RobotFormat;
  /** null keeps the one that is set, with its secret. */
  readonly url: string | null;
  readonly secret: string | null;
  readonly isOn: boolean;
}

interface RobotPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Logger;
  /** Origins besides the platforms' own that the operator lets it reach. */
  readonly allowed: readonly string[];
  /** Where people reach the app; null where nobody said. */
  readonly origin: string | null;
  readonly pace?: Pick<SendOptions, 'patience' | 'rest'>;
}

/** By the server's own time of day. */
const digestFrom = '09:00';

export const createRobot = ({ store, clock, log, allowed, origin, pace = {} }: RobotPorts): RobotDesk => {
  const note = createNote(store);
  const factsOf = ({ format, url, secret, isOn, last }: RobotSettings): RobotFacts => ({
    format,
    host: new URL(url).host,
    isSigned: secret !== null,
    isOn,
    last,
  });
  /** Sends, and writes down what came of it: a problem by its kind, for the page and the log. */
  const send = async (settings: RobotSettings, message: RobotMessage): Promise<void> => {
    // What the operator allows may have changed since it was set.
    const url = readRobotAddress(settings.url, settings.format, allowed);
    const sent = url.ok ? await sendByRobot({ ...settings, url: url.value }, message, { clock, ...pace }) : url;
    const problem = sent.ok ? null : problemText(sent.error);
    if (problem !== null) log({ type: 'RobotFailed', cause: problem });
    const now = readRobot(store);
    if (now) writeRobot(store, { ...now, last: { at: clock(), problem } });
  };
  return {
    facts: () => {
      const settings = readRobot(store);
      return settings && factsOf(settings);
    },
    set: ({ format, url, secret, isOn }, by) => {
      const known = readRobot(store);
      if (url === null && !known) return err({ type: 'NoRobot' });
      // A key of one platform is none of the other; a secret goes with its address.
      const address = url ?? known?.url ?? '';
      const read = readRobotAddress(address, format, allowed);
      if (!read.ok) return read;
      const isKept = url === null && known?.format === format;
      const settings: RobotSettings = {
        format,
        url: read.value.href,
        secret: format === 'dingtalk' ? (secret ?? (isKept ? (known?.secret ?? null) : null)) : null,
        isOn,
        day: known?.day ?? null,
        last: isKept ? (known?.last ?? null) : null,
      };
      writeRobot(store, settings);
      note({ type: 'robot-set', member: by, detail: { format, on: isOn } });
      return ok(factsOf(settings));
    },
    remove: (by) => {
      const known = readRobot(store);
      if (!known) return;
      writeRobot(store, null);
      note({ type: 'robot-set', member: by, detail: { format: known.format, on: false } });
    },
    try: async (community) => {
      const settings = readRobot(store);
      if (!settings) return err({ type: 'NoRobot' });
      await send(settings, trialMessage(community, origin));
      const now = readRobot(store);
      return now ? ok(factsOf(now)) : err({ type: 'NoRobot' });
    },
    look: async () => {
      const settings = readRobot(store);
      const time = wallTime(clock());
      const today = time.slice(0, 10);
      if (!settings?.isOn || settings.day === today || time.slice(11) < digestFrom) return;
      // Before anything is sent: a group hears it once a day, whatever comes between.
      writeRobot(store, { ...settings, day: today });
      const overdue = await readOverdue(store, today);
      if (overdue.count > 0) await send(settings, digestOf(overdue, origin));
    },
  };
};

const lookEvery = 60_000;

/** Looks every minute, as long as the server runs. Returns the way to stop. */
export const keepReminding = (robot: RobotDesk, onFailure: (cause: Error) => void): (() => void) => {
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    robot
      .look()
      .catch((cause: unknown) => {
        if (cause instanceof Error) onFailure(cause);
      })
      .finally(() => {
        isLooking = false;
      });
  }, lookEvery).unref();
  return () => clearInterval(timer);
};
