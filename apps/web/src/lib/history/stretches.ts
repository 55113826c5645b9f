import type { VersionNode, VersionRun } from '@lianxi/documents/minutes-history';

/**
 * What one author wrote side by side, as one piece of the page, in however many moments it came: a long text has thousands of those, and a
 * page with as many parts is slow. `moments`: how many UTF-16 units are of which moment, in order.
 */
export interface Stretch extends Omit<VersionRun, 'type' | 'by'> {
  readonly type: 'stretch';
  readonly author: string;
  readonly moments: readonly (readonly [length: number, moment: number])[];
}

export const stretchesOf = (
  nodes: readonly VersionNode[],
): readonly (Stretch | Exclude<VersionNode, { readonly type: 'run' }>)[] => {
  const joined: ReturnType<typeof stretchesOf>[number][] = [];
  let open: { stretch: Stretch; texts: string[]; moments: [number, number][] } | null = null;
  const close = () => {
    if (open) joined.push({ ...open.stretch, text: open.texts.join(''), moments: open.moments });
    open = null;
  };
  for (const node of nodes) {
    if (node.type === 'element') {
      close();
      joined.push(node);
      continue;
    }
    const { text, marks, fate, by } = node;
    if (open && !isSame(open.stretch, node)) close();
    open ??= {
      stretch: { type: 'stretch', text, marks, fate, author: by.author, moments: [] },
      texts: [],
      moments: [],
    };
    open.texts.push(text);
    open.moments.push([text.length, by.moment]);
  }
  close();
  return joined;
};

const isSame = ({ author, fate, marks }: Stretch, run: VersionRun): boolean =>
  author === run.by.author && fate === run.fate && JSON.stringify(marks) === JSON.stringify(run.marks);

/** As an attribute of the page, and back: the moment in which the unit at `offset` was written. */
export const toAttribute = (moments: Stretch['moments']): string => moments.map((each) => each.join(':')).join(' ');
export const momentAt = (attribute: string, offset: number): number => {
  let [end, moment] = [0, 0];
  for (const each of attribute.split(' ')) {
    const [length = 0, of = 0] = each.split(':').map(Number);
    end += length;
    moment = of;
    if (offset < end) break;
  }
  return moment;
};
