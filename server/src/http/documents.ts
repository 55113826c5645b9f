import { directoryParts, documentKinds, onlyIdOf, parseAddress, rightsOf } from '@lianxi/access';
import { createUuid } from '@lianxi/base';
import { Hono } from 'hono';
import * as v from 'valibot';
import { longestTitle } from '../catalogue/index.ts';
import { line, readBody } from './body.ts';
import type { HttpEnvironment, HttpPorts } from './environment.ts';
import { answerFailure } from './failure.ts';
import { requireCaller } from './guards.ts';

const create = v.object({
  kind: v.picklist(documentKinds),
  scope: v.string(),
  title: line(longestTitle),
  id: v.optional(v.string()),
});
const takeAway = v.object({ address: v.string() });
const rename = v.object({ address: v.string(), title: line(longestTitle) });

/** `/api/documents`: the documents that the person may open, and no word of any other. */
export const documentRoutes = (ports: HttpPorts) => {
  const { catalogue, identity, clock } = ports;
  return new Hono<HttpEnvironment>()
    .use(requireCaller(ports))
    .get('/', (context) => {
      // The first committee account may have come from the command line: its community has no directory yet.
      if (rightsOf(context.var.grants, directoryParts, clock()) === 'write') {
        catalogue.ensureDirectory(identity.store.readSetting('community_name') ?? '');
      }
      // Whose list it is: a device takes away what is missing, so it must be sure that the list is its own person's.
      return context.json({ member: context.var.account.id, documents: catalogue.listFor(context.var.grants) });
    })
    .post('/', async (context) => {
      const body = await readBody(context, create);
      if (!body.ok) return answerFailure(context, body.error);
      const { kind, scope, title, id } = body.value;
      const parts = parseAddress(`${kind}/${scope}/${id ?? onlyIdOf(kind) ?? createUuid(clock)}`);
      if (!parts.ok) return answerFailure(context, parts.error);
      const made = catalogue.createFor(context.var.account, context.var.grants, parts.value, title);
      if (!made.ok) return answerFailure(context, made.error);
      return context.json({ address: parts.value.address }, 201);
    })
    .delete('/', async (context) => {
      const body = await readBody(context, takeAway);
      if (!body.ok) return answerFailure(context, body.error);
      const parts = parseAddress(body.value.address);
      if (!parts.ok) return answerFailure(context, parts.error);
      const taken = catalogue.takeAway(context.var.account, context.var.grants, parts.value);
      if (!taken.ok) return answerFailure(context, taken.error);
      return context.json({ address: parts.value.address });
    })
    .patch('/', async (context) => {
      const body = await readBody(context, rename);
      if (!body.ok) return answerFailure(context, body.error);
      const parts = parseAddress(body.value.address);
      if (!parts.ok) return answerFailure(context, parts.error);
      const rights = rightsOf(context.var.grants, parts.value, clock());
      // Who may not even read is told what somebody is told who asks for a document that there is not.
      if (rights === 'none') return answerFailure(context, { type: 'NoSuchDocument' });
      if (rights === 'read') return answerFailure(context, { type: 'Forbidden' });
      if (catalogue.isSealed(parts.value.address)) return answerFailure(context, { type: 'SignedAlready' });
      if (!catalogue.rename(parts.value.address, body.value.title, context.var.account.id)) {
        return answerFailure(context, { type: 'NoSuchDocument' });
      }
      if (parts.value.kind === 'directory') identity.store.writeSetting('community_name', body.value.title);
      return context.json({ address: parts.value.address });
    });
};
