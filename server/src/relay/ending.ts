/** How the engine ends: in order, or because its disk has failed. Its parts look here before they begin anything. */
export interface Ending {
  /** What is queued is stored still; nothing more is taken. */
  isClosing: boolean;
  /** Nothing is asked of the disk again. */
  isAbandoned: boolean;
}

export const isOver = ({ isClosing, isAbandoned }: Readonly<Ending>): boolean => isClosing || isAbandoned;
