import { type Message, messageType, rightsWords, syncType } from './messages.ts';
import { createReader, type Reader } from './reader.ts';

/**
 * A message as said on `/sync/<address>` or on a channel. null: malformed. `unknown`: a newer word, to be passed over; so
 * are bytes behind the last field. Bytes in the result are views into what was given.
 */
export const decodeMessage = (bytes: Uint8Array): Message | null => {
  const reader = createReader(bytes);
  const type = reader.varUint();
  switch (type) {
    case null:
      return null;
    case messageType.sync:
      return decodeSync(reader);
    case messageType.awareness: {
      const entries = reader.varBytes();
      return entries && { type: 'awareness', bytes: entries };
    }
    case messageType.queryAwareness:
      return { type: 'query-awareness' };
    case messageType.acknowledged: {
      const frames = reader.varUint();
      const seq = reader.varUint();
      const time = reader.varUint();
      return frames === null || seq === null || time === null ? null : { type: 'acknowledged', frames, seq, time };
    }
    case messageType.refused: {
      const frame = reader.varUint();
      const reason = reader.varString();
      const detail = reader.varString();
      return frame === null || reason === null || detail === null ? null : { type: 'refused', frame, reason, detail };
    }
    case messageType.rights: {
      const said = reader.varString();
      const rights = rightsWords.find((word) => word === said);
      return rights ? { type: 'rights', rights } : null;
    }
    case messageType.sealed: {
      const time = reader.varUint();
      return time === null ? null : { type: 'sealed', time };
    }
    default:
      return { type: 'unknown' };
  }
};

const decodeSync = (reader: Reader): Message | null => {
  const kind = reader.varUint();
  const bytes = reader.varBytes();
  if (!bytes) return null;
  switch (kind) {
    case syncType.step1:
      return { type: 'step1', bytes };
    case syncType.step2:
      return { type: 'step2', bytes };
    case syncType.update:
      return { type: 'update', bytes };
    default:
      return null;
  }
};

/** An update that says nothing: no structs, no deletions. */
export const isEmptyUpdate = (update: Uint8Array): boolean => update.length === 2 && update[0] === 0 && update[1] === 0;
