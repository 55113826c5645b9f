import { type AddressParts, communityScope, parseAddress, rightsOf } from '@lianxi/access';
import { addendumTypes, wallTime } from '@lianxi/documents';
import type { HandoutMade, SigningAnswer } from '@lianxi/protocol';
import { Hono } from 'hono';
import * as v from 'valibot';
import { isAdministrator } from '../identity/index.ts';
import {
  amend,
  chairOf,
  handOut,
  isOfCommittee,
  isPattern,
  isSigner,
  lineOf,
  longestHandout,
  nextIssue,
  numberingOf,
  readSigningSettings,
  revokeHandout,
  type Signer,
  signOff,
  typeOf,
} from '../signing/index.ts';
import { createSigningStore, findDocument } from '../store/index.ts';
import { line, readBody } from './body.ts';
import type { HttpContext, HttpEnvironment, HttpPorts } from './environment.ts';
import { answerFailure } from './failure.ts';
import { requireAdmin, requireCaller } from './guards.ts';

const address = v.pipe(v.string(), v.maxLength(300));
const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const sign = v.object({ address, seen: hash });
const words = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(2000), v.regex(/^[^\p{Cc}]*$/u));
const addendum = v.object({ address, type: v.picklist(addendumTypes), text: words, previous: hash });
const days = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(longestHandout));
const handing = v.object({ address, recipient: line(60), days });
const numbering = v.object({
  address,
  pattern: v.pipe(line(40), v.check(isPattern)),
  /** The last one that was given on paper this year; 0: none. */
  after: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(9999)),
});
const naming = v.object({ signers: v.pipe(v.array(v.pipe(v.string(), v.maxLength(40))), v.maxLength(50)) });

/** `/api/signing`: signing off, what is added afterwards, and links that read it. */
export const signingRoutes = (ports: HttpPorts) => {
  const { store, clock } = ports;
  const signings = createSigningStore(store);
  const signerOf = ({ var: { account, grants } }: HttpContext): Signer => ({ ...account, grants });
  /** Minutes that the caller may read, and no word of any other. */
  const find = (context: HttpContext, input: string): AddressParts | null => {
    const parts = parseAddress(input);
    if (!parts.ok || parts.value.kind !== 'minutes') return null;
    const isRead = rightsOf(context.var.grants, parts.value, clock()) !== 'none';
    return isRead && findDocument(store, parts.value.address) ? parts.value : null;
  };
  const none = (context: HttpContext) => answerFailure(context, { type: 'NoSuchDocument' });
  const nextOf = (parts: AddressParts) => {
    const demo = findDocument(store, parts.address)?.isDemo ? 'demo:' : '';
    const of = `${demo}${lineOf(parts, typeOf(store, parts.address))}`;
    return { of, year: wallTime(clock()).slice(0, 4) };
  };

  return new Hono<HttpEnvironment>()
    .use(requireCaller(ports))
    .get('/', (context) => {
      const parts = find(context, context.req.query('address') ?? '');
      if (!parts) return none(context);
      const signer = signerOf(context);
      const signing = signings.find(parts.address);
      const isSealed = findDocument(store, parts.address)?.sealedAt !== null;
      const isCommittee = isOfCommittee(store, parts, signer);
      const { of, year } = nextOf(parts);
      return context.json({
        signing: signing && {
          number: signing.number,
          hash: signing.hash,
          signedAt: signing.signedAt,
          signedBy: signing.signedBy,
        },
        addenda: signings
          .addendaOf(parts.address)
          .map(({ ordinal, type, text, at, by, hash: own }) => ({ ordinal, type, text, at, by, hash: own })),
        may: {
          sign: isCommittee && isSigner(signings, signer, chairOf(store, parts.address)),
          handOut: isCommittee,
          administer: isAdministrator(context.var.grants, clock()),
        },
        next: isSealed
          ? null
          : { number: nextIssue(signings, of, year).number, pattern: numberingOf(signings, of).pattern },
        signers: readSigningSettings(signings).signers,
        handouts: isCommittee
          ? signings.handoutsOf(parts.address).map(({ secretHash: _, address: __, ...facts }) => facts)
          : [],
      } satisfies SigningAnswer);
    })
    .post('/', async (context) => {
      const body = await readBody(context, sign);
      if (!body.ok) return answerFailure(context, body.error);
      const parts = find(context, body.value.address);
      if (!parts) return none(context);
      const signed = signOff(store, parts, signerOf(context), body.value.seen);
      if (!signed.ok) {
        const { type } = signed.error;
        return answerFailure(context, { type: type === 'NotCommittee' || type === 'NotMinutes' ? 'Forbidden' : type });
      }
      const { number, hash: own, signedAt } = signed.value;
      return context.json({ number, hash: own, signedAt }, 201);
    })
    .post('/addenda', async (context) => {
      const body = await readBody(context, addendum);
      if (!body.ok) return answerFailure(context, body.error);
      const parts = find(context, body.value.address);
      if (!parts) return none(context);
      const amended = amend(store, parts, body.value, signerOf(context));
      if (!amended.ok) {
        const { type } = amended.error;
        return answerFailure(context, { type: type === 'NotCommittee' ? 'Forbidden' : type });
      }
      return context.json({ ordinal: amended.value.ordinal, hash: amended.value.hash }, 201);
    })
    .post('/handouts', async (context) => {
      const body = await readBody(context, handing);
      if (!body.ok) return answerFailure(context, body.error);
      const parts = find(context, body.value.address);
      if (!parts) return none(context);
      const handed = handOut(store, parts, body.value, signerOf(context));
      if (!handed.ok) {
        const { type } = handed.error;
        return answerFailure(context, { type: type === 'NotCommittee' ? 'Forbidden' : type });
      }
      const { secret, handout } = handed.value;
      return context.json({ id: handout.id, secret, expiresAt: handout.expiresAt } satisfies HandoutMade, 201);
    })
    .delete('/handouts/:id', (context) => {
      const revoked = revokeHandout(store, context.req.param('id'), signerOf(context));
      return revoked.ok ? context.body(null, 204) : answerFailure(context, { type: 'NoSuchHandout' });
    })
    .put('/numbering', async (context) => {
      const body = await readBody(context, numbering);
      if (!body.ok) return answerFailure(context, body.error);
      const parts = find(context, body.value.address);
      if (!parts) return none(context);
      if (!isOfCommittee(store, parts, signerOf(context))) return answerFailure(context, { type: 'Forbidden' });
      const { pattern, after } = body.value;
      const { of, year } = nextOf(parts);
      const known = readSigningSettings(signings);
      const rule = { pattern, after: after === 0 ? null : { year, n: after } };
      signings.writeSettings({ ...known, numbering: { ...known.numbering, [of]: rule } });
      return context.json({ number: nextIssue(signings, of, year).number });
    })
    .put('/signers', requireAdmin(ports), async (context) => {
      const body = await readBody(context, naming);
      if (!body.ok) return answerFailure(context, body.error);
      signings.writeSettings({ ...readSigningSettings(signings), signers: body.value.signers });
      return context.json({ on: communityScope });
    });
};
