import type { Door } from '@lianxi/documents';
import { buildingName, entranceName, roomName } from './grid-tree.ts';

/** 3号楼2单元501室, as far as it is known. */
export const doorName = ({ place }: Pick<Door, 'place'>): string =>
  [
    place.building === null ? '' : buildingName(place.building),
    place.entrance === null ? '' : entranceName(place.entrance),
    roomName(place.room),
  ]
    .filter(Boolean)
    .join(' ');
