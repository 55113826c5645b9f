import type { Result } from '@lianxi/base';
import type { Author, Change, projectDirectory } from '@lianxi/documents';

type Doc = Parameters<typeof projectDirectory>[0];

/** Calls an intent on the directory that is open now; true when it was written. */
export type Write = (
  intent: (doc: Doc, author: Author) => Result<readonly Change[], { readonly type: string }>,
) => boolean;
