import type { HttpBindings } from '@hono/node-server';
import type { Grant } from '@lianxi/access';
import type { Clock } from '@lianxi/base';
import type { Context } from 'hono';
import type { Note } from '../audit/index.ts';
import type { Catalogue } from '../catalogue/index.ts';
import type { DemoPort } from '../demo-port.ts';
import type { Erasures } from '../erasure/queue.ts';
import type { Hall } from '../hall/index.ts';
import type { Account, Caller, Identity } from '../identity/index.ts';
import type { Logger } from '../logger/index.ts';
import type { Metrics } from '../metrics/index.ts';
import type { RobotDesk } from '../robot/index.ts';
import type { ServerStatus } from '../status.ts';
import type { AuditLog, Store } from '../store/index.ts';
import type { Arrival } from './arrival.ts';
import type { Denials } from './denials.ts';
import type { Failed } from './failure.ts';
import type { Origins } from './origin.ts';
import type { Pace } from './pace.ts';

/** What the routes need of the house. */
export interface HttpPorts {
  readonly identity: Identity;
  /** Tells open sockets that somebody's grants or sessions have changed. */
  readonly rightsChanged: (member: string | null) => void;
  readonly store: Store;
  readonly catalogue: Catalogue;
  readonly erasures: Erasures;
  readonly demo: DemoPort | null;
  readonly hall: Hall;
  readonly robot: RobotDesk;
  /** Where others in this network reach the server. */
  readonly addresses: () => readonly string[];
  readonly auditLog: AuditLog;
  /** Writes down in the audit log what a route does. */
  readonly note: Note;
  readonly denials: Denials;
  /** How often one member may ask. */
  readonly pace: Pace;
  readonly clock: Clock;
  readonly origins: Origins;
  readonly version: string;
  readonly metrics: Metrics;
  readonly readStatus: () => ServerStatus;
  readonly log: Logger;
  /** A route has found that the disk fails. */
  readonly onDiskFailure: (cause: Error) => void;
}

export type HttpEnvironment = {
  Bindings: HttpBindings & Arrival;
  Variables: { caller: Caller; account: Account; grants: readonly Grant[]; failure: Failed };
};

export type HttpContext = Context<HttpEnvironment>;

/** Whose tries are counted. */
export const peerOf = ({ env }: HttpContext): string => env.client;

export const isAtThisMachine = ({ env }: HttpContext): boolean => env.isAtThisMachine;
