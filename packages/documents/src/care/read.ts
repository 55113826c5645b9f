import type * as Y from 'yjs';
import { type Derived, derive } from '../derived.ts';
import { projectTable, type Row, type TableProjection } from '../table/index.ts';
import { findConsentProblem } from './consent.ts';
import { type CareLabel, type ConsentGiver, type ConsentWay, labelsTable } from './schema.ts';

/** A label with the consent that it rests on. */
export interface CareRecord {
  readonly id: string;
  readonly resident: string;
  readonly household: string;
  /** null once the consent is withdrawn. */
  readonly label: CareLabel | null;
  readonly help: string | null;
  readonly isMinor: boolean;
  readonly consent: {
    readonly by: ConsentGiver;
    readonly guardian: string | null;
    readonly on: string;
    readonly how: ConsentWay;
    readonly witness: string | null;
    /** A member's id, and the time (ms). */
    readonly recordedBy: string;
    readonly recordedAt: number;
  };
  readonly withdrawn: { readonly on: string; readonly recordedBy: string; readonly recordedAt: number } | null;
}

/** A care document as it is read. Records and lists keep their identity until they change. */
export interface CareProjection {
  readonly labels: TableProjection<typeof labelsTable.fields>;
  /** Oldest first, withdrawn ones included. */
  readonly records: Derived<readonly CareRecord[]>;
  destroy(): void;
}

export const projectCare = (doc: Y.Doc): CareProjection => {
  const labels = projectTable(doc.getMap(labelsTable.name), labelsTable);
  const shaped = new WeakMap<LabelRow, CareRecord | null>();
  const recordOf = (id: string): readonly CareRecord[] => {
    const row = labels.row(id);
    if (!row) return [];
    const record = shaped.has(row) ? shaped.get(row) : shape(row);
    shaped.set(row, record ?? null);
    return record ? [record] : [];
  };
  return {
    labels,
    records: derive({
      watch: (changed) => labels.subscribe({ type: 'any' }, changed),
      compute: () => labels.ids().flatMap(recordOf),
      equals: (left, right) => left.length === right.length && left.every((record, at) => record === right[at]),
    }),
    destroy: () => labels.destroy(),
  };
};

/** Those of one person that stand, then those that were withdrawn. */
export const recordsOf = (records: readonly CareRecord[], resident: string): readonly CareRecord[] =>
  records
    .filter((record) => record.resident === resident)
    .sort((one, other) => Number(one.withdrawn !== null) - Number(other.withdrawn !== null));

type LabelRow = Row<typeof labelsTable.fields>;

/** null where there is no consent: whatever stands beside it is not shown to anybody. */
const shape = ({ id, values, createdAt, createdBy, changes }: LabelRow): CareRecord | null => {
  const { resident, household, isMinor, consentBy, guardian, consentOn, consentHow, witness, withdrawnOn } = values;
  if (findConsentProblem(values)) return null;
  if (!resident || !household || isMinor === null || !consentBy || !consentOn || !consentHow) return null;
  const withdrawal = changes.find(({ field }) => field === 'withdrawnOn');
  return {
    id,
    resident,
    household,
    label: withdrawnOn === null ? values.label : null,
    help: withdrawnOn === null ? values.help : null,
    isMinor,
    consent: {
      by: consentBy,
      guardian,
      on: consentOn,
      how: consentHow,
      witness,
      recordedBy: createdBy,
      recordedAt: createdAt,
    },
    withdrawn:
      withdrawnOn === null
        ? null
        : { on: withdrawnOn, recordedBy: withdrawal?.member ?? '', recordedAt: withdrawal?.time ?? 0 },
  };
};
