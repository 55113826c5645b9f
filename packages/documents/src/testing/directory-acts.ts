import {
  admitUnit,
  closeGrid,
  type DirectoryProjection,
  dissolvePartyNode,
  enterMember,
  foundPartyNode,
  handBackGrid,
  layOutGrid,
  moveGrid,
  movePartyNode,
  projectDirectory,
  takeOnGrid,
} from '../directory/index.ts';
import { type Act, pick, type Replica } from './replicas.ts';

const read = <T>({ doc }: Replica, look: (directory: DirectoryProjection) => T): T => {
  const directory = projectDirectory(doc);
  const seen = look(directory);
  directory.destroy();
  return seen;
};
const gridIds = (replica: Replica) => read(replica, ({ gridNodes }) => gridNodes.ids());
const partyIds = (replica: Replica) => read(replica, ({ partyNodes }) => partyNodes.ids());
const linkIds = (replica: Replica) => read(replica, ({ links }) => links.ids());

/** What people do with the community's trees. */
export const directoryActs: readonly Act[] = [
  (replica) => {
    const parent = pick([null, ...gridIds(replica)], replica.chance) ?? null;
    return layOutGrid(replica.doc, { name: `${replica.word()}号楼`, level: 1, parent }, replica.author);
  },
  (replica) => {
    const { doc, author, chance } = replica;
    const ids = gridIds(replica);
    const [id, parent, before] = [pick(ids, chance), pick([null, ...ids], chance), pick([null, ...ids], chance)];
    if (id) moveGrid(doc, { id, parent: parent ?? null, before: before ?? null }, author);
  },
  (replica) => {
    const id = pick(gridIds(replica), replica.chance);
    if (id) closeGrid(replica.doc, id, replica.author);
  },
  (replica) => {
    const { doc, author, chance, word } = replica;
    const parent = pick([null, ...partyIds(replica)], chance) ?? null;
    return foundPartyNode(doc, { name: word(), kind: chance() < 0.5 ? 'branch' : 'group', parent }, author);
  },
  (replica) => {
    const { doc, author, chance } = replica;
    const ids = partyIds(replica);
    const [id, parent] = [pick(ids, chance), pick([null, ...ids], chance)];
    if (id) movePartyNode(doc, { id, parent: parent ?? null, before: null }, author);
  },
  (replica) => {
    const id = pick(partyIds(replica), replica.chance);
    if (id) dissolvePartyNode(replica.doc, id, replica.author);
  },
  (replica) => {
    const { doc, author, chance } = replica;
    const [from, grid] = [pick(partyIds(replica), chance), pick(gridIds(replica), chance)];
    if (from && grid) takeOnGrid(doc, { from, grid, kind: chance() < 0.5 ? 'responsible' : 'sponsor' }, author);
  },
  (replica) => {
    const id = pick(linkIds(replica), replica.chance);
    if (id) handBackGrid(replica.doc, id, replica.author);
  },
  ({ doc, author, chance, word }) =>
    admitUnit(doc, { name: word(), scope: `unit-${Math.floor(chance() * 5)}` }, author),
  ({ doc, author, chance, word }) =>
    enterMember(doc, { name: word(), post: pick(['书记', '组长'], chance) ?? null }, author),
];
