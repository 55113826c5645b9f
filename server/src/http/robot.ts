import { Hono } from 'hono';
import * as v from 'valibot';
import { createAttempts, robotLimits } from '../identity/index.ts';
import { robotFormats } from '../robot/index.ts';
import { readBody } from './body.ts';
import type { HttpEnvironment, HttpPorts } from './environment.ts';
import { answerFailure } from './failure.ts';
import { requireAdmin, requireCaller } from './guards.ts';

const wanted = v.object({
  format: v.picklist(robotFormats),
  url: v.nullable(v.pipe(v.string(), v.trim(), v.maxLength(400))),
  secret: v.nullable(v.pipe(v.string(), v.trim(), v.regex(/^[\w-]{8,200}$/))),
  isOn: v.boolean(),
});

/** `/api/robot`: the robot of a group that is reminded of what is overdue. Its key is taken in and never answered. */
export const robotRoutes = (ports: HttpPorts) => {
  const { robot, identity, clock } = ports;
  const attempts = createAttempts(identity.store, clock);
  return new Hono<HttpEnvironment>()
    .use(requireCaller(ports))
    .use(requireAdmin(ports))
    .get('/', (context) => context.json({ robot: robot.facts() }))
    .put('/', async (context) => {
      const body = await readBody(context, wanted);
      if (!body.ok) return answerFailure(context, body.error);
      const set = robot.set(body.value, context.var.account.id);
      if (set.ok) return context.json({ robot: set.value });
      const { type } = set.error;
      return answerFailure(context, { type: type === 'NoRobot' ? type : `Robot${type}` });
    })
    .delete('/', (context) => {
      robot.remove(context.var.account.id);
      return context.body(null, 204);
    })
    .post('/trial', async (context) => {
      const taken = attempts.take(robotLimits);
      if (!taken.ok) return answerFailure(context, taken.error);
      const tried = await robot.try(identity.store.readSetting('community_name') ?? '');
      return tried.ok ? context.json({ robot: tried.value }) : answerFailure(context, tried.error);
    });
};
