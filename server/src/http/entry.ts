import { ballotChoices } from '@lianxi/documents';
import { Hono } from 'hono';
import * as v from 'valibot';
import { line, readBody } from './body.ts';
import { type HttpContext, type HttpEnvironment, type HttpPorts, peerOf } from './environment.ts';
import { answerFailure } from './failure.ts';

const key = v.pipe(v.string(), v.maxLength(64));
/** Nothing that turns or hides what stands beside it on a projector. */
const plainLine = (longest: number) => v.pipe(line(longest), v.regex(/^[^\p{Cf}\p{Zl}\p{Zp}]*$/u));
const look = v.object({ secret: key });
const person = v.object({
  secret: key,
  name: plainLine(30),
  unit: v.optional(v.union([plainLine(80), v.literal('')]), ''),
  post: v.optional(v.union([plainLine(60), v.literal('')]), ''),
  /** Minutes east of Greenwich by the phone: where the hall is. */
  offset: v.pipe(v.number(), v.integer(), v.minValue(-840), v.maxValue(840)),
});
const held = v.object({ token: key });
const ballot = v.object({ token: key, vote: key, choice: v.picklist(ballotChoices) });

/** `/api/entry`: a phone in the hall, without an account: by the meeting's code, and then by the token that it was given. */
export const entryRoutes = ({ hall, pace }: HttpPorts) => {
  /** Everybody asks by the same few routes; what costs more has limits of its own. */
  const tooFast = (context: HttpContext): Response | null => {
    const retryAfter = pace(`entry ${peerOf(context)}`);
    return retryAfter > 0 ? answerFailure(context, { type: 'TooManyAttempts', retryAfter }) : null;
  };
  return new Hono<HttpEnvironment>()
    .use(async (context, next) => tooFast(context) ?? next())
    .post('/look', async (context) => {
      const body = await readBody(context, look);
      if (!body.ok) return answerFailure(context, body.error);
      const found = hall.look(body.value.secret, peerOf(context));
      return found.ok ? context.json(found.value) : answerFailure(context, found.error);
    })
    .post('/', async (context) => {
      const body = await readBody(context, person);
      if (!body.ok) return answerFailure(context, body.error);
      const { secret, ...who } = body.value;
      const signed = hall.signIn(secret, who, peerOf(context));
      return signed.ok ? context.json(signed.value, 201) : answerFailure(context, signed.error);
    })
    .post('/state', async (context) => {
      const body = await readBody(context, held);
      if (!body.ok) return answerFailure(context, body.error);
      const state = hall.entryOf(body.value.token);
      return state.ok ? context.json(state.value) : answerFailure(context, state.error);
    })
    .post('/withdraw', async (context) => {
      const body = await readBody(context, held);
      if (!body.ok) return answerFailure(context, body.error);
      const gone = hall.withdraw(body.value.token);
      return gone.ok ? context.body(null, 204) : answerFailure(context, gone.error);
    })
    .post('/vote', async (context) => {
      const body = await readBody(context, ballot);
      if (!body.ok) return answerFailure(context, body.error);
      const { token, vote, choice } = body.value;
      const cast = hall.vote(token, vote, choice);
      return cast.ok ? context.body(null, 204) : answerFailure(context, cast.error);
    });
};
