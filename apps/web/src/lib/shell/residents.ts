import { projectRegister } from '@lianxi/documents';
import { projectionOf } from '../view/index.ts';
import type { Workspace } from '../workspace/index.ts';

export interface FoundResident {
  readonly id: string;
  readonly name: string;
  readonly door: string;
  readonly scope: string;
}

const patience = 3_000;

/**
 * Everybody in the registers that this person may open, as far as they are on this device. Each register is opened only for
 * as long as it takes to read it.
 */
export const findResidents = async (workspace: Workspace): Promise<readonly FoundResident[]> => {
  const found: FoundResident[] = [];
  for (const entry of workspace.documents.filter(
    ({ kind, address }) => kind === 'register' && !workspace.isShut(address),
  )) {
    const document = workspace.open(entry.address);
    await Promise.race([document.whenLoaded, new Promise((resolve) => setTimeout(resolve, patience))]);
    const register = projectionOf(document.doc, projectRegister);
    for (const door of register.doors()) {
      const { building, entrance, room } = door.place;
      for (const id of door.residents) {
        const name = register.residents.values(id).name;
        if (name) found.push({ id, name, door: doorText(building, entrance, room), scope: entry.scope });
      }
    }
    document.release();
  }
  return found;
};

const doorText = (...parts: readonly (string | null)[]): string => parts.filter(Boolean).join(' ');
