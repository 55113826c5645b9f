/** What every joint meeting has in common. */
export const jointBase = {
  type: 'joint',
  scope: 'joint',
  place: '社区二楼议事厅',
  chair: 'zhou',
  recorder: 'chen',
  people: { type: 'joint' },
} as const;
