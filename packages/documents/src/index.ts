export * from './care/index.ts';
export { type Derived, type DerivedOptions, derive } from './derived.ts';
export * from './directory/index.ts';
export type { Act, ActRules, KindDefinition, KindRules, RuleViolation, Write, Writer } from './kind.ts';
export { kindDefinitions } from './kinds.ts';
export * from './ledger/index.ts';
export * from './minutes/index.ts';
export * from './register/index.ts';
export * from './table/index.ts';
