import { decodeMessage } from '@lianxi/protocol';
import * as Y from 'yjs';
import type { World } from '../world/world.ts';
import { type Archive, wordsIn } from './archive.ts';
import type { Promises } from './promises.ts';

/**
 * Listens on one line between a client and the relay, where the relay's promises are made: what it hands on and what it
 * acknowledges must survive a power cut at that moment.
 */
export interface Tap {
  /** A message of the client's, as the relay takes it. */
  inbound(message: Uint8Array): void;
  /** A message of the relay's, as it leaves. */
  outbound(message: Uint8Array): void;
}

/**
 * What only a damaged or forged update can be refused for; an honest client's never is. (A gap there may be: behind a change
 * that was refused, or on a disk that was full in between.)
 */
const wronglyRefused: ReadonlySet<string> = new Set(['client-id', 'malformed', 'rate', 'too-large']);

export interface TapParts {
  readonly world: World;
  readonly archive: Archive;
  readonly promises: Promises;
  readonly address: string;
  readonly who: string;
  readonly isHonest: boolean;
}

export const createTap = ({ world, archive, promises, address, who, isHonest }: TapParts): Tap => {
  const written: Uint8Array[] = [];
  const refused = new Set<number>();
  let acknowledged = 0;

  return {
    inbound: (message) => {
      const said = decodeMessage(message);
      if (said?.type === 'step2' || said?.type === 'update') written.push(said.bytes);
    },
    outbound: (message) => {
      const said = decodeMessage(message);
      switch (said?.type) {
        case 'step1':
          // Whoever has nothing beyond this takes it that all of theirs is durable.
          for (const [client, clock] of Y.decodeStateVector(said.bytes)) {
            if (archive.hasClock(address, client, clock)) continue;
            world.fail('stored-before-spoken', `${who} is told of clocks that are not durable (${address})`);
          }
          return;
        case 'step2':
        case 'update':
          if (!archive.holds(address, said.bytes)) {
            world.fail('stored-before-spoken', `${who} is sent what a power cut would take away (${address})`);
          }
          return;
        case 'refused':
          // A device whose journal could not be read does not know of which epoch its copy is; it begins anew by this.
          if (isHonest && wronglyRefused.has(said.reason) && said.detail !== 'rebuilt') {
            world.fail('no-false-refusal', `${who} is refused ${said.reason} ${said.detail} (${address})`);
          }
          refused.add(said.frame);
          world.trace(who, `refused ${said.frame}: ${said.reason} ${said.detail}`);
          return;
        case 'acknowledged':
          world.trace(who, `acknowledged ${said.frames}`);
          if (said.frames > written.length) {
            world.fail('stored-before-spoken', `${who} is acknowledged what it never sent`);
          }
          for (; acknowledged < said.frames; acknowledged++) {
            const update = written[acknowledged];
            if (!update || refused.has(acknowledged + 1)) continue;
            for (const word of wordsIn(update)) promises.acknowledged.add(word);
            if (!archive.holds(address, update)) {
              world.fail('stored-before-spoken', `${who}: frame ${acknowledged + 1} is acknowledged and not durable`);
            }
          }
          return;
        default:
          return;
      }
    },
  };
};
