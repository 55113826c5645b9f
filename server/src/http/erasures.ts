import { parseAddress } from '@lianxi/access';
import { err, ok, type Result } from '@lianxi/base';
import { type ErasureFacts, type ErasureListAnswer, erasureReasons } from '@lianxi/protocol';
import { Hono } from 'hono';
import * as v from 'valibot';
import { readBody, secretLine } from './body.ts';
import { type HttpEnvironment, type HttpPorts, peerOf } from './environment.ts';
import { answerFailure, type Failure } from './failure.ts';
import { requireCaller } from './guards.ts';

const id = v.pipe(v.string(), v.regex(/^[0-9A-Za-z][0-9A-Za-z_.:-]{0,63}$/));
const wish = v.object({
  address: v.pipe(v.string(), v.maxLength(300)),
  residents: v.pipe(v.array(id), v.minLength(1), v.maxLength(200)),
  reason: v.picklist(erasureReasons),
});
const confirmation = v.object({
  ids: v.pipe(v.array(id), v.minLength(1), v.maxLength(200)),
  passphrase: v.optional(secretLine),
});

/** `/api/erasures`: the deletion queue, for those who write the registers, and its confirming, for the committee. */
export const erasureRoutes = ({ erasures, identity, ...ports }: HttpPorts) =>
  new Hono<HttpEnvironment>()
    .use(requireCaller({ erasures, identity, ...ports }))
    .get('/', (context) => {
      const { open, done } = erasures.listFor(context.var);
      return context.json({
        open: open.map((row) => ({ ...factsOf(row), confirmation: row.confirmation })),
        done: done.map((row) => ({ ...factsOf(row), confirmation: null })),
      } satisfies ErasureListAnswer);
    })
    .post('/', async (context) => {
      const body = await readBody(context, wish);
      if (!body.ok) return answerFailure(context, body.error);
      const parts = parseAddress(body.value.address);
      if (!parts.ok) return answerFailure(context, { type: 'NoSuchDocument' });
      const asked = erasures.request(context.var, { ...body.value, address: parts.value.address });
      return asked.ok ? context.json({ ids: asked.value }, 201) : answerFailure(context, asked.error);
    })
    .post('/confirm', async (context) => {
      const body = await readBody(context, confirmation);
      if (!body.ok) return answerFailure(context, body.error);
      const { ids, passphrase } = body.value;
      const { name } = context.var.account;
      const confirmed = await erasures.confirm(context.var, ids, async (): Promise<Result<void, Failure>> => {
        if (passphrase === undefined) return err({ type: 'NeedsConfirmation', by: 'passphrase' });
        const same = await identity.signIn({ name, passphrase, from: peerOf(context) });
        return same.ok ? ok(undefined) : same;
      });
      return confirmed.ok ? context.body(null, 204) : answerFailure(context, confirmed.error);
    })
    .delete('/:id', (context) => {
      const withdrawn = erasures.withdraw(context.var, context.req.param('id'));
      return withdrawn.ok ? context.body(null, 204) : answerFailure(context, withdrawn.error);
    });

const factsOf = ({
  id: own,
  address,
  row,
  reason,
  requestedAt,
  requestedBy,
  confirmedBy,
  doneAt,
}: Omit<ErasureFacts, 'confirmation' | 'resident'> & { readonly row: string }) => ({
  id: own,
  address,
  resident: row,
  reason,
  requestedAt,
  requestedBy,
  confirmedBy,
  doneAt,
});
