/** What is open in the drawer. */
export interface Chosen {
  readonly type: 'party' | 'grid' | 'unit' | 'member' | 'community';
  readonly id: string;
}
