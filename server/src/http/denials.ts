import type { Clock } from '@lianxi/base';
import type { MiddlewareHandler } from 'hono';
import { type AuditEvent, createTally } from '../audit/index.ts';
import type { HttpEnvironment } from './environment.ts';
import type { FailureType } from './failure.ts';

/**
 * What was turned away at a route or an upgrade, for the audit log: by whom, where and why, never what was asked for. What one
 * member repeats for one reason is one row a minute, wherever it was tried.
 */
export interface Denials {
  record(member: string | null, why: string, route: string): void;
  close(): Promise<void>;
}

type Denied = Extract<AuditEvent, { readonly type: 'request-refused' }>;

export const createDenials = (
  audit: (events: readonly AuditEvent[]) => Promise<boolean>,
  failed: (cause: unknown) => void,
  clock: Clock,
): Denials => {
  const tally = createTally<Denied>(audit, failed, clock);
  return {
    record: (member, why, route) =>
      tally.record(`${member} ${why}`, {
        type: 'request-refused',
        time: clock(),
        member,
        room: null,
        detail: { why, route, count: 1 },
      }),
    close: tally.close,
  };
};

/**
 * Whoever may not, what is not there for them, and what no page of ours would send. Sign-ins have lines of their own, and being
 * signed out is no attempt.
 */
const isDenial = (type: FailureType): boolean =>
  /^(Forbidden|ForbiddenOrigin|ViewOnly|TermTooLong|NotLoopback|NotFound|NoSuch\w+|Invalid\w+|NotJson|TooLarge|NotAllowed)$/.test(
    type,
  );

export const noteDenials =
  (denials: Denials): MiddlewareHandler<HttpEnvironment> =>
  async (context, next) => {
    await next();
    const failure = context.get('failure');
    if (failure && isDenial(failure.type)) {
      denials.record(context.get('account')?.id ?? null, failure.type, failure.route);
    }
  };
