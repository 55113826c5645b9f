import { parseAddress } from '@lianxi/access';
import { ballotChoices, voteRules } from '@lianxi/documents';
import { Hono } from 'hono';
import * as v from 'valibot';
import { line, readBody } from './body.ts';
import type { HttpContext, HttpEnvironment, HttpPorts } from './environment.ts';
import { answerFailure } from './failure.ts';
import { requireCaller } from './guards.ts';

const address = { address: v.pipe(v.string(), v.maxLength(400)) };
const id = v.pipe(v.string(), v.regex(/^[0-9A-Za-z][0-9A-Za-z_.:-]{0,63}$/));
const meeting = v.object(address);
const newVote = v.object({ ...address, topic: id, question: line(200), rule: v.picklist(voteRules) });
const ballot = v.object({ ...address, vote: id, choice: v.picklist(ballotChoices) });
const oneVote = v.object({ ...address, vote: id });

/** `/api/hall`: a meeting's code and its secret votes, for whoever holds it; a ballot of one's own for whoever has a vote. */
export const hallRoutes = (ports: HttpPorts) => {
  const { hall, addresses } = ports;
  const byOf = (context: HttpContext) => ({ id: context.var.account.id, grants: context.var.grants });
  return new Hono<HttpEnvironment>()
    .use(requireCaller(ports))
    .get('/door', (context) => {
      const parts = parseAddress(context.req.query('address') ?? '');
      if (!parts.ok) return answerFailure(context, parts.error);
      const door = hall.doorOf(byOf(context), parts.value);
      return door.ok ? context.json(door.value) : answerFailure(context, door.error);
    })
    .post('/door', async (context) => {
      const body = await readBody(context, meeting);
      if (!body.ok) return answerFailure(context, body.error);
      const parts = parseAddress(body.value.address);
      if (!parts.ok) return answerFailure(context, parts.error);
      const door = hall.openDoor(byOf(context), parts.value);
      if (!door.ok) return answerFailure(context, door.error);
      // A page on the recorder's own machine knows itself by a name that no phone can open.
      return context.json({ ...door.value, addresses: addresses() }, 201);
    })
    .delete('/door', async (context) => {
      const body = await readBody(context, meeting);
      if (!body.ok) return answerFailure(context, body.error);
      const parts = parseAddress(body.value.address);
      if (!parts.ok) return answerFailure(context, parts.error);
      const closed = hall.closeDoor(byOf(context), parts.value);
      return closed.ok ? context.body(null, 204) : answerFailure(context, closed.error);
    })
    .post('/vote', async (context) => {
      const body = await readBody(context, newVote);
      if (!body.ok) return answerFailure(context, body.error);
      const { address: of, ...vote } = body.value;
      const parts = parseAddress(of);
      if (!parts.ok) return answerFailure(context, parts.error);
      const opened = hall.openSecretVote(byOf(context), parts.value, vote);
      return opened.ok ? context.json(opened.value, 201) : answerFailure(context, opened.error);
    })
    .get('/vote', (context) => {
      const parts = parseAddress(context.req.query('address') ?? '');
      if (!parts.ok) return answerFailure(context, parts.error);
      const state = hall.secretVoteOf(byOf(context), parts.value, context.req.query('vote') ?? '');
      return state.ok ? context.json(state.value) : answerFailure(context, state.error);
    })
    .post('/vote/ballot', async (context) => {
      const body = await readBody(context, ballot);
      if (!body.ok) return answerFailure(context, body.error);
      const { address: of, vote, choice } = body.value;
      const parts = parseAddress(of);
      if (!parts.ok) return answerFailure(context, parts.error);
      const cast = hall.voteAsMember(byOf(context), parts.value, vote, choice);
      return cast.ok ? context.body(null, 204) : answerFailure(context, cast.error);
    })
    .post('/vote/close', async (context) => {
      const body = await readBody(context, oneVote);
      if (!body.ok) return answerFailure(context, body.error);
      const parts = parseAddress(body.value.address);
      if (!parts.ok) return answerFailure(context, parts.error);
      const closed = hall.closeSecretVote(byOf(context), parts.value, body.value.vote);
      return closed.ok ? context.body(null, 204) : answerFailure(context, closed.error);
    });
};
