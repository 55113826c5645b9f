/** What every field has in common. */
export interface FieldProps {
  label: string;
  /** The label is still said, but stands in a table's head or elsewhere. */
  isLabelHidden?: boolean;
  /** What is wrong, in words; shown below and said. */
  problem?: string | null | undefined;
  hint?: string | undefined;
  readonly?: boolean;
}
