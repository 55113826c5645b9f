import { type Address, parseAddress, type Scope, toAddress } from '@lianxi/access';
import { type CareError, type NewLabel, recordLabel, takeBackLabel } from '@lianxi/documents';
import type { Workspace } from '#lib/workspace';

/** A grid, by its scope, and what its care document is called once there is one. */
export interface CareGrid {
  readonly scope: Scope;
  readonly title: string;
}

export const careAddressOf = (scope: Scope): Address => toAddress('care', scope, 'main');

/** Of the same grid as a register; null where that is no address. */
export const careScopeOf = (register: string | undefined): Scope | null => {
  const parts = register === undefined ? null : parseAddress(register);
  return parts?.ok ? parts.value.scope : null;
};

export const mayReadCare = (workspace: Workspace, scope: Scope): boolean =>
  workspace.rightsTo(careAddressOf(scope)) !== 'none';

export const mayWriteCare = (workspace: Workspace, scope: Scope): boolean =>
  workspace.rightsTo(careAddressOf(scope)) === 'write';

export const hasCare = (workspace: Workspace, scope: Scope): boolean =>
  workspace.documents.some(({ address }) => address === careAddressOf(scope));

export type NotRecorded = CareError | { readonly type: 'ReadOnly' };

/** Records a label; the grid's document is begun with the first. null: done. */
export const recordCare = async (
  workspace: Workspace,
  { scope, title }: CareGrid,
  label: NewLabel,
  id: string,
): Promise<NotRecorded | null> => {
  if (!hasCare(workspace, scope)) await workspace.createDocument('care', scope, title);
  const open = workspace.open(careAddressOf(scope));
  await open.whenLoaded;
  const result = open.state.readOnly === null ? recordLabel(open.doc, label, workspace.author, id) : null;
  open.release();
  if (!result) return { type: 'ReadOnly' };
  return result.ok ? null : result.error;
};

/** What has just been recorded should not have been: blanked and hidden again. */
export const takeBackCare = async (workspace: Workspace, { scope }: CareGrid, id: string): Promise<boolean> => {
  const open = workspace.open(careAddressOf(scope));
  await open.whenLoaded;
  const result = takeBackLabel(open.doc, id, workspace.author);
  open.release();
  return result.ok;
};
