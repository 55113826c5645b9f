import { err, ok, type Result } from '@lianxi/base';
import type { KindRules, RuleViolation, Write } from './kind.ts';
import {
  type Fields,
  findEntryProblem,
  isCell,
  isRowBase,
  isSettledClash,
  parseKey,
  type TableSchema,
} from './table/index.ts';

/** Judges the writes to the containers that a kind has besides its tables; undefined where the container is unknown to it. */
export type ContainerRule = (write: Write) => Result<void, RuleViolation> | undefined;

/**
 * What holds for every table: values fit their fields, a row is created once, a stamp bears its writer's own name, `meta`
 * is the server's, and nothing is ever deleted. A kind adds rules for its other containers with `others`.
 */
export const createTableRules = (tables: readonly TableSchema<Fields>[], others?: ContainerRule): KindRules => ({
  mayWrite: (write) => {
    if (write.writer.isServer) return ok(undefined);
    if (write.container === 'meta') return violation(write, 'server-only');
    const schema = tables.find((table) => table.name === write.container);
    if (!schema) return others?.(write) ?? violation(write, 'unknown-container');
    return judgeTableWrite(schema, write);
  },
  mayDelete: () => false,
});

const judgeTableWrite = (schema: TableSchema<Fields>, write: Write): Result<void, RuleViolation> => {
  const { key, value, writer } = write;
  if (key === null || findEntryProblem(schema, key, value)) return violation(write, 'unfit-value');
  const type = parseKey(key)?.type;
  if (type === 'row') {
    if (write.exists) return violation(write, 'row-exists');
    if (!isRowBase(value) || value.$by !== writer.member) return violation(write, 'stamp-of-another');
  }
  // A note of a lost value carries the stamp of whoever wrote that value; any witness may leave it. Who settled it signs.
  if (isSettledClash(value) && value[4] !== writer.member) return violation(write, 'stamp-of-another');
  if (type !== 'clash' && isCell(value) && value[2] !== writer.member) return violation(write, 'stamp-of-another');
  return ok(undefined);
};

export const violation = (write: Write, rule: string): Result<void, RuleViolation> =>
  err({ type: 'RuleViolation', rule, container: write.container, key: write.key });
