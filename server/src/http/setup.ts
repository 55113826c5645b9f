import { Hono } from 'hono';
import * as v from 'valibot';
import { line, readBody, secretLine } from './body.ts';
import { enter, hello } from './enter.ts';
import { type HttpEnvironment, type HttpPorts, isAtThisMachine, peerOf } from './environment.ts';
import { answerFailure } from './failure.ts';

const setUp = v.object({
  code: v.pipe(v.string(), v.maxLength(40)),
  communityName: line(60),
  name: line(64),
  passphrase: secretLine,
  ...hello,
});

/** `/api/setup`: the first account of all, made by whoever read the code where the server was started. */
export const setupRoutes = (ports: HttpPorts) => {
  const { identity, demo, catalogue } = ports;
  return new Hono<HttpEnvironment>()
    .get('/', (context) => {
      const isFirstRun = identity.isFirstRun();
      return context.json({
        isFirstRun,
        hasDemo: demo?.exists() ?? false,
        mayDemo: demo !== null && isFirstRun && isAtThisMachine(context),
        communityName: identity.store.readSetting('community_name') ?? null,
      });
    })
    .post('/', async (context) => {
      const body = await readBody(context, setUp);
      if (!body.ok) return answerFailure(context, body.error);
      const account = await identity.setUp({ ...body.value, from: peerOf(context) });
      if (!account.ok) return answerFailure(context, account.error);
      if (demo?.exists()) await demo.remove();
      catalogue.ensureDirectory(body.value.communityName);
      return context.json(enter(context, ports, account.value, body.value, 'first-run'));
    });
};
