import type { HandoutAnswer } from '@lianxi/protocol';
import { Hono } from 'hono';
import * as v from 'valibot';
import { createAttempts, handoutLimits } from '../identity/index.ts';
import { openHandout } from '../signing/index.ts';
import { readBody } from './body.ts';
import { type HttpEnvironment, type HttpPorts, peerOf } from './environment.ts';
import { answerFailure } from './failure.ts';

const body = v.object({ secret: v.pipe(v.string(), v.maxLength(64)) });

/** `/api/handouts`: signed minutes for whoever has the link, without an account. The secret comes in the body, and nothing else is read by it. */
export const handoutRoutes = ({ store, identity, clock }: HttpPorts) => {
  const attempts = createAttempts(identity.store, clock);
  return new Hono<HttpEnvironment>().post('/open', async (context) => {
    const read = await readBody(context, body);
    if (!read.ok) return answerFailure(context, read.error);
    const taken = attempts.take(handoutLimits(peerOf(context)));
    if (!taken.ok) return answerFailure(context, taken.error);
    const handed = openHandout(store, read.value.secret);
    if (!handed.ok) return answerFailure(context, { type: 'NoSuchHandout' });
    return context.json(handed.value satisfies HandoutAnswer);
  });
};
