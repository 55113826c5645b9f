export type { KindDefinition, KindRules, RuleViolation, Write, Writer } from './kind.ts';
export * from './table/index.ts';
