/** What every grid meeting has in common, and who comes. */
export const gridBase = { type: 'grid', length: 60, recorder: 'chen', time: '09:30', state: 'signed' } as const;
export const some = (...keys: string[]) => ({ type: 'some', keys }) as const;
