/** What a command has of the world: its environment, one input, two outputs. */
export interface Io {
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly stdin: AsyncIterable<Uint8Array> & { readonly isTTY?: boolean };
  /** The result, and nothing else. */
  out(text: string): void;
  /** Everything that is said to a person beside it. */
  note(text: string): void;
}

export const processIo = (): Io => ({
  env: process.env,
  cwd: process.cwd(),
  stdin: process.stdin,
  out: (text) => process.stdout.write(text),
  note: (text) => process.stderr.write(text),
});

/** The first line of the input without its line end: a passphrase never stands on a command line. null: too long. */
export const readFirstLine = async ({ stdin, note }: Io, longest = 4_096): Promise<string | null> => {
  if (stdin.isTTY) note('口令 Passphrase: ');
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > longest) return null;
    if (chunk.includes(0x0a)) break;
  }
  return Buffer.concat(chunks).toString('utf8').split(/\r?\n/, 1)[0] ?? '';
};
