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

/** Tells at once what is `pressing`, everything else when it has been quiet for a while: good news can wait, and flickers otherwise. */
export const restfully = (
  update: () => void,
  subscribe: (listener: () => void) => () => void,
  isPressing: () => boolean,
): (() => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    clearTimeout(timer);
    timer = undefined;
    update();
  };
  const stop = subscribe(() => {
    clearTimeout(timer);
    if (isPressing()) tell();
    else timer = setTimeout(tell, 250);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
};
