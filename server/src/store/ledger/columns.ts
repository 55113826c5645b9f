/** The columns of `ledger_entries` under the names of `Entry`, and of `PostedEntry`. */
export const entryColumns =
  'entry AS id, unit, step, measure, quantity, item, date, entered_by AS "by", entered_at AS at, reverses, need, offer';
export const postedColumns = `ledger, number, previous, hash, ${entryColumns}, approved_by AS approvedBy, posted_at AS postedAt`;
