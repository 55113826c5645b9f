import { communityScope, isCommitteeRole, isInForce } from '@lianxi/access';
import { Hono } from 'hono';
import * as v from 'valibot';
import type { HttpEnvironment, HttpPorts } from './environment.ts';
import { answerFailure } from './failure.ts';
import { requireCaller } from './guards.ts';
import { reportRoutes } from './reports.ts';

const whole = v.pipe(v.string(), v.regex(/^\d{1,15}$/), v.transform(Number));
const query = v.object({
  type: v.optional(v.pipe(v.string(), v.regex(/^[a-z-]{1,40}$/))),
  member: v.optional(v.pipe(v.string(), v.regex(/^[a-z0-9]{1,40}$/))),
  address: v.optional(v.pipe(v.string(), v.maxLength(300))),
  from: v.optional(whole),
  to: v.optional(whole),
  before: v.optional(whole),
});

/** `/api/audit`: the log, for the committee; and what devices have to report, from anybody. */
export const auditRoutes = (ports: HttpPorts) => {
  const { auditLog, clock } = ports;
  return new Hono<HttpEnvironment>()
    .use(requireCaller(ports))
    .route('/reports', reportRoutes(ports))
    .use(async (context, next) => {
      const now = clock();
      const isCommittee = context.var.grants.some(
        (grant) => isCommitteeRole(grant.role) && grant.on === communityScope && isInForce(grant, now),
      );
      return isCommittee ? next() : answerFailure(context, { type: 'Forbidden' });
    })
    .get('/', (context) => {
      const parsed = v.safeParse(query, context.req.query());
      if (!parsed.success) {
        return answerFailure(context, { type: 'InvalidBody', field: v.getDotPath(parsed.issues[0]) });
      }
      const { isDemo } = context.var.account;
      return context.json({ ...auditLog.list({ ...present(parsed.output), isDemo }), head: auditLog.head() });
    })
    .get('/verify', async (context) => context.json(await auditLog.verify()));
};

/** Without the keys that hold nothing. */
const present = <T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as never;
