import type { ImportPlan } from '@lianxi/documents';

/** What one register would have changed by an import. Counts of people. */
export interface Difference {
  readonly create: number;
  readonly update: number;
  readonly unchanged: number;
  /** Corrected here since the last import; the correction stays. */
  readonly kept: number;
  /** In the register, not in the workbook. They stay. */
  readonly missing: number;
  /** Said twice by the workbook. */
  readonly repeated: number;
  /** Removed from the register before. */
  readonly removed: number;
}

export const noDifference: Difference = {
  create: 0,
  update: 0,
  unchanged: 0,
  kept: 0,
  missing: 0,
  repeated: 0,
  removed: 0,
};

export const differenceOf = (plan: ImportPlan): Difference => ({
  create: plan.create.length,
  update: plan.update.length,
  unchanged: plan.unchanged.length,
  kept: plan.kept.length,
  missing: plan.missing.length,
  repeated: plan.repeated.length,
  removed: plan.removed.length,
});

export const addDifferences = (left: Difference, right: Difference): Difference => ({
  create: left.create + right.create,
  update: left.update + right.update,
  unchanged: left.unchanged + right.unchanged,
  kept: left.kept + right.kept,
  missing: left.missing + right.missing,
  repeated: left.repeated + right.repeated,
  removed: left.removed + right.removed,
});
