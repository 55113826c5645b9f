import { err, ok, type Result } from '@lianxi/base';
import * as v from 'valibot';
import type { HttpContext } from './environment.ts';
import type { Failure } from './failure.ts';

/** What anybody may send to a route: small JSON. Content travels on sockets. */
export const largestBody = 16 * 1024;

/** A body as its schema has it, or the failure to answer with. Nothing reaches a route that was not parsed here. */
export const readBody = async <S extends v.GenericSchema>(
  context: HttpContext,
  schema: S,
): Promise<Result<v.InferOutput<S>, Failure>> => {
  const type = context.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') return err({ type: 'NotJson' });
  const text = await readText(context);
  if (text === null) return err({ type: 'TooLarge', largest: largestBody });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return err({ type: 'InvalidBody', field: null });
  }
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return ok(parsed.output);
  return err({ type: 'InvalidBody', field: v.getDotPath(parsed.issues[0]) });
};

/** The same where nothing need be said: no body at all is an empty one. */
export const readMaybeBody = async <S extends v.GenericSchema>(
  context: HttpContext,
  schema: S,
): Promise<Result<v.InferOutput<S>, Failure>> => {
  const isSaid = context.req.header('content-type') !== undefined || Number(context.req.header('content-length')) > 0;
  if (isSaid || context.req.header('transfer-encoding') !== undefined) return readBody(context, schema);
  const parsed = v.safeParse(schema, {});
  return parsed.success ? ok(parsed.output) : err({ type: 'InvalidBody', field: null });
};

const readText = async (context: HttpContext): Promise<string | null> =>
  (await readBytes(context, largestBody))?.toString('utf8') ?? null;

/** Stops reading as soon as it is too much, whatever the headers said. null then. */
export const readBytes = async (context: HttpContext, largest: number): Promise<Buffer | null> => {
  const body = context.req.raw.body;
  if (!body) return Buffer.alloc(0);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > largest) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** A line that a person typed: trimmed, not empty, bounded, without control characters. */
export const line = (longest: number) =>
  v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(longest), v.regex(/^[^\p{Cc}]*$/u));
export const secretLine = v.pipe(v.string(), v.maxLength(256));
