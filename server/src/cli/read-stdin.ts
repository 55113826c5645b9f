/** The first line of standard input without its line end: a passphrase never stands on a command line. null: too long. */
export const readFirstLine = async (longest = 4_096): Promise<string | null> => {
  if (process.stdin.isTTY) process.stderr.write('口令 Passphrase: ');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (chunk.includes(0x0a)) break;
    if (size > longest) return null;
  }
  const text = Buffer.concat(chunks).toString('utf8');
  return text.split(/\r?\n/, 1)[0] ?? '';
};
