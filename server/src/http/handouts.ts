import type { HandoutAnswer } from '@lianxi/protocol';
import { Hono } from 'hono';
import * as v from 'valibot';
import { createAttempts, handoutLimits } from '../identity/index.ts';
import { openHandout, pictureOfHandout } from '../signing/index.ts';
import { readBody } from './body.ts';
import { type HttpEnvironment, type HttpPorts, peerOf } from './environment.ts';
import { answerFailure } from './failure.ts';

const picture = v.object({
  secret: v.pipe(v.string(), v.maxLength(64)),
  hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
});
const body = v.object({ secret: v.pipe(v.string(), v.maxLength(64)) });

/** `/api/handouts`: signed minutes for whoever has the link, without an account. The secret comes in the body, and nothing else is read by it than the sheets and the pictures that stand in them. */
export const handoutRoutes = ({ store, identity, clock }: HttpPorts) => {
  const attempts = createAttempts(identity.store, clock);
  return new Hono<HttpEnvironment>()
    .post('/picture', async (context) => {
      const read = await readBody(context, picture);
      if (!read.ok) return answerFailure(context, read.error);
      const found = pictureOfHandout(store, read.value.secret, read.value.hash);
      if (!found) return answerFailure(context, { type: 'NoSuchPicture' });
      context.header('Content-Type', found.type);
      return context.body(new Uint8Array(found.bytes));
    })
    .post('/open', async (context) => {
      const read = await readBody(context, body);
      if (!read.ok) return answerFailure(context, read.error);
      const taken = attempts.take(handoutLimits(peerOf(context)));
      if (!taken.ok) return answerFailure(context, taken.error);
      const handed = openHandout(store, read.value.secret);
      if (!handed.ok) return answerFailure(context, { type: 'NoSuchHandout' });
      return context.json(handed.value satisfies HandoutAnswer);
    });
};
