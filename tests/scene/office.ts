/** The community of the scene: a server of its own, forty accounts, and the directory that a template invites from. */
import { admitUnit, createAuthor, enterMember, foundPartyNode } from '@lianxi/documents';
import { type RunningServer, startServer } from '../web/support/server.ts';
import { cast, type Part } from './cast.ts';
import { enter } from './programs.ts';

export const passphrase = 'correct horse battery';

/** Somebody of the cast with an account. */
export interface Player extends Part {
  readonly id: string;
  /** For a program. */
  readonly token: string;
}

export interface Office {
  readonly server: RunningServer;
  readonly players: readonly Player[];
}

export const openOffice = async (): Promise<Office> => {
  const server = await startServer();
  const players: Player[] = [];
  for (const part of cast) {
    const account = ['user', 'add', part.name, '--role', part.role, '--scope', part.scope, '--passphrase-stdin'];
    await server.lianxi(account, `${passphrase}\n`);
    const token = (await server.lianxi(['token', 'create', '--user', part.name])).trim();
    const answer = await fetch(`${server.origin}/api/session`, { headers: { authorization: `Bearer ${token}` } });
    const { member } = (await answer.json()) as { member: { id: string } };
    players.push({ ...part, token, id: member.id });
  }
  await server.lianxi(['document', 'create', 'directory']);
  await fillDirectory(server, players);
  return { server, players };
};

const fillDirectory = async (server: RunningServer, players: readonly Player[]): Promise<void> => {
  const clerk = players[0] as Player;
  const author = createAuthor(clerk.id);
  const book = await enter(server.origin, 'directory/community/main', clerk.token);
  const must = (result: { readonly ok: boolean }) => {
    if (!result.ok) throw new Error(`the directory: ${JSON.stringify(result)}`);
  };
  const { doc } = book;
  const chair = players.find(({ post }) => post === '党委书记');
  must(
    foundPartyNode(
      doc,
      { id: 'c', name: '社区党委', kind: 'committee', parent: null, secretary: chair?.id ?? null },
      author,
    ),
  );
  for (const { id, name, post, body, role, scope } of players) {
    if (role === 'branch')
      must(foundPartyNode(doc, { id: scope, name: body, kind: 'branch', parent: 'c', secretary: id }, author));
    if (role === 'unit') must(admitUnit(doc, { id: scope, name: body, scope, liaison: id }, author));
    const place = role === 'unit' ? { unit: scope } : { partyNode: role === 'branch' ? scope : 'c' };
    must(enterMember(doc, { id, name, post, account: id, ...place }, author));
  }
  await book.whenTaken();
  book.leave();
};
