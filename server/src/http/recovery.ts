import { Hono } from 'hono';
import * as v from 'valibot';
import { line, readBody, secretLine } from './body.ts';
import { enter, hello } from './enter.ts';
import { type HttpEnvironment, type HttpPorts, peerOf } from './environment.ts';
import { answerFailure } from './failure.ts';
import { requireAdmin, requireCaller } from './guards.ts';

const code = v.pipe(v.string(), v.maxLength(40));
const use = v.object({ codes: v.strictTuple([code, code]), name: line(64), passphrase: secretLine, ...hello });

/** `/api/recovery`: the sheet of three codes, for administrators; and the way in by two of them, for whoever brings them. */
export const recoveryRoutes = (ports: HttpPorts) => {
  const { identity, rightsChanged, catalogue } = ports;
  return new Hono<HttpEnvironment>()
    .post('/use', async (context) => {
      const body = await readBody(context, use);
      if (!body.ok) return answerFailure(context, body.error);
      const { codes, name, passphrase } = body.value;
      const account = await identity.recovery.use(codes, { name, passphrase, from: peerOf(context) });
      if (!account.ok) return answerFailure(context, account.error);
      catalogue.ensureDirectory(identity.store.readSetting('community_name') ?? '');
      const answer = enter(context, ports, account.value, body.value, 'recovery');
      rightsChanged(account.value.id);
      return context.json(answer);
    })
    .use(requireCaller(ports), requireAdmin(ports))
    .get('/', (context) => {
      const madeAt = identity.recovery.madeAt();
      return context.json(madeAt === null ? null : { madeAt });
    })
    .post('/', async (context) => {
      const body = await readBody(context, v.object({ passphrase: secretLine }));
      if (!body.ok) return answerFailure(context, body.error);
      const { account } = context.var;
      if (account.isDemo) return answerFailure(context, { type: 'Forbidden' });
      const same = await identity.signIn({ name: account.name, ...body.value, from: peerOf(context) });
      if (!same.ok) return answerFailure(context, same.error);
      return context.json({ codes: await identity.recovery.make(account) });
    });
};
