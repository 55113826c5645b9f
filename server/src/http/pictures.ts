import { createHash } from 'node:crypto';
import { parseAddress, rightsOf } from '@lianxi/access';
import { err, ok, type Result } from '@lianxi/base';
import { isMediaHash } from '@lianxi/documents';
import { Hono } from 'hono';
import { isPdf, readPicture } from '../media/index.ts';
import { type DocumentRow, findDocument, mediaLimits, mentionsMedia, putMedia, readMedia } from '../store/index.ts';
import { readBytes } from './body.ts';
import type { HttpContext, HttpEnvironment, HttpPorts } from './environment.ts';
import { answerFailure, type Failure } from './failure.ts';
import { requireCaller } from './guards.ts';

/**
 * `/api/media/<address>/<hash>`: pictures of documents, by the rights to the document. Answers are kept by no cache: a device keeps
 * its pictures itself, where they are wiped with the rest.
 */
export const pictureRoutes = (ports: HttpPorts) => {
  const { store, clock } = ports;
  const findPlace = (context: HttpContext, isWrite: boolean): Result<{ row: DocumentRow; hash: string }, Failure> => {
    const { kind, scope, id, hash } = context.req.param() as Readonly<Record<string, string>>;
    const parts = parseAddress(`${kind}/${scope}/${id}`);
    if (!parts.ok || !isMediaHash(hash)) return err({ type: 'InvalidAddress' });
    const rights = rightsOf(context.var.grants, parts.value, clock());
    const row = findDocument(store, parts.value.address);
    if (!row || rights === 'none') return err({ type: 'NoSuchDocument' });
    if (isWrite && rights !== 'write') return err({ type: 'Forbidden' });
    return ok({ row, hash });
  };
  return new Hono<HttpEnvironment>()
    .use(requireCaller(ports))
    .get('/:kind/:scope/:id/:hash', (context) => {
      const place = findPlace(context, false);
      if (!place.ok) return answerFailure(context, place.error);
      const picture = readMedia(store, place.value.row.room, place.value.hash);
      if (!picture) return answerFailure(context, { type: 'NoSuchPicture' });
      context.header('Content-Type', picture.type);
      const isPaper = picture.type === 'application/pdf';
      context.header('Content-Disposition', isPaper ? 'attachment; filename="attachment.pdf"' : 'inline');
      if (isPaper) context.header('Content-Security-Policy', "sandbox; default-src 'none'");
      return context.body(new Uint8Array(picture.bytes));
    })
    .put('/:kind/:scope/:id/:hash', async (context) => {
      const place = findPlace(context, true);
      if (!place.ok) return answerFailure(context, place.error);
      const { row, hash } = place.value;
      const bytes = await readBytes(context, mediaLimits.pdfBytes);
      if (!bytes) return answerFailure(context, { type: 'TooLarge', largest: mediaLimits.pdfBytes });
      if (createHash('sha256').update(bytes).digest('hex') !== hash)
        return answerFailure(context, { type: 'WrongHash' });
      const type = isPdf(bytes) ? ok('application/pdf' as const) : readPicture(bytes);
      if (!type.ok) return answerFailure(context, type.error);
      if (type.value !== 'application/pdf' && bytes.length > mediaLimits.bytes)
        return answerFailure(context, { type: 'TooLarge', largest: mediaLimits.bytes });
      // Signed off: what was shown in it before may still arrive, from a device that was away.
      if (row.sealedAt !== null && !mentionsMedia(store, row.address)(hash))
        return answerFailure(context, { type: 'Sealed' });
      const outcome = putMedia(store, {
        room: row.room,
        hash,
        type: type.value,
        bytes,
        member: context.var.account.id,
      });
      if (outcome === 'full') return answerFailure(context, { type: 'TooManyPictures' });
      return context.json({ hash }, outcome === 'stored' ? 201 : 200);
    });
};
