/** Tells at most a few times a second, and last of all: a receipt that flickers with each keystroke tells nobody anything. */
export const calmly = (update: () => void, subscribe: (listener: () => void) => () => void): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = subscribe(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      update();
    }, 300);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
};
