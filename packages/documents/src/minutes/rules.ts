import { err, ok } from '@lianxi/base';
import type { KindRules, RuleViolation, Write } from '../kind.ts';
import { type Fields, findEntryProblem, type TableSchema } from '../table/index.ts';
import { minutesTables } from './schema.ts';
import { isTextContainer } from './text.ts';

/**
 * What the relay accepts in a meeting: well-formed entries of the five tables, rich text under `text/<topic id>`, and from
 * nobody but itself what makes a meeting official or a document a document.
 */
export const minutesRules: KindRules = {
  mayWrite: (write) => {
    if (write.container === 'meta') return write.writer.isServer ? ok(undefined) : violation('server-only', write);
    if (isTextContainer(write.container)) return ok(undefined);
    const schema = minutesTables.find(({ name }) => name === write.container) as TableSchema<Fields> | undefined;
    if (!schema) return violation('unknown-container', write);
    if (write.key === null || findEntryProblem(schema, write.key, write.value))
      return violation('malformed-entry', write);
    if (!write.writer.isServer && saysSigned(write)) return violation('signing-is-the-relays', write);
    return ok(undefined);
  },
  mayDelete: isTextContainer,
};

const saysSigned = ({ container, key, value }: Write): boolean =>
  container === 'header' &&
  key !== null &&
  key.startsWith('self/state') &&
  Array.isArray(value) &&
  value[0] === 'signed';

const violation = (rule: string, { container, key }: Write) =>
  err({ type: 'RuleViolation', rule, container, key } as RuleViolation);
