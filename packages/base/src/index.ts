export { assert, unreachable } from './assert.ts';
export type { Brand } from './brand.ts';
export { type Clock, systemClock } from './clock.ts';
export { createUuid } from './id.ts';
export { canonicalJson, isJsonObject, type Json, type JsonObject, jsonEquals } from './json.ts';
export {
  findPassphraseFlaw,
  longestPassphrase,
  type PassphraseFlaw,
  shortestPassphrase,
} from './passphrase.ts';
export { createSeededNumbers, createSeededRandom, type Random, systemRandom } from './random.ts';
export { type Err, err, type Ok, ok, type Result, tryResult } from './result.ts';
