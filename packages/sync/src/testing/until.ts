/** Waits for what comes by itself; throws with what it waited for after `patience` ms. */
export const until = async (
  what: string,
  condition: () => boolean | Promise<boolean>,
  patience = 10_000,
): Promise<void> => {
  const end = Date.now() + patience;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
