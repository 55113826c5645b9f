import { parseSync } from 'vite';

/** What the tests in a file are called, as far as it stands there: in `it`, `test` and `describe`, with whatever hangs on them. */
export const titlesIn = (file: string, source: string): readonly string[] => {
  const { program, errors } = parseSync(file, source);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  const titles: string[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) for (const each of node) visit(each);
    if (!isNode(node)) return;
    if (node.type === 'CallExpression' && callers.has(rootOf(node.callee))) {
      const [title] = node.arguments as readonly unknown[];
      const text = textOf(title);
      const names = text?.includes('%s') ? firstOfRows(node.callee) : [];
      if (text !== null) titles.push(...(names.length > 0 ? names.map((name) => text.replace('%s', name)) : [text]));
    }
    for (const each of Object.values(node)) if (typeof each === 'object') visit(each);
  };
  visit(program);
  return titles;
};

interface Node {
  readonly type: string;
  readonly [field: string]: unknown;
}

const callers: ReadonlySet<string | null> = new Set(['it', 'test', 'describe']);

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** `it` of `it.skipIf(…).each(…)`; null where it does not begin with a name. */
const rootOf = (node: unknown): string | null => {
  if (!isNode(node)) return null;
  if (node.type === 'Identifier') return String(node.name);
  if (node.type === 'CallExpression' || node.type === 'TaggedTemplateExpression')
    return rootOf(node.callee ?? node.tag);
  return node.type === 'MemberExpression' ? rootOf(node.object) : null;
};

/** Of `it.each([['a name', …], …])('… %s', …)` the names. */
const firstOfRows = (each: unknown): readonly string[] => {
  const [given] = (isNode(each) && Array.isArray(each.arguments) ? each.arguments : []) as readonly unknown[];
  // `[…] as const`, `[…] satisfies …`
  const table = isNode(given) && isNode(given.expression) ? given.expression : given;
  const rows = isNode(table) && Array.isArray(table.elements) ? table.elements : [];
  return rows.flatMap((row) => textOf(isNode(row) && Array.isArray(row.elements) ? row.elements[0] : row) ?? []);
};

/** What is fixed of a text; null where it is none. */
const textOf = (node: unknown): string | null => {
  if (!isNode(node)) return null;
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? node.value : null;
    case 'TemplateLiteral':
      return (node.quasis as readonly { readonly value: { readonly cooked: string } }[])
        .map(({ value }) => value.cooked)
        .join('');
    case 'BinaryExpression':
      return node.operator === '+' ? `${textOf(node.left) ?? ''}${textOf(node.right) ?? ''}` : null;
    default:
      return null;
  }
};
