/** When nobody has been at this device for so long, it is locked. Several windows of one person are one person. */
export interface Idle {
  /** Somebody is here, in this window or another. */
  touch(at?: number): void;
  readonly lastActive: number;
  stop(): void;
}

export interface IdleOptions {
  /** How long (ms); asked anew each time. */
  limit(): number;
  onIdle(): void;
  /** Somebody was active in this window; said no oftener than every ten seconds. */
  onActive(at: number): void;
  /** Each time that is looked. */
  onLook(): void;
}

const lookEvery = 10_000;
const signs = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

export const watchIdle = (options: IdleOptions): Idle => {
  let lastActive = Date.now();
  let lastTold = 0;
  const look = () => {
    options.onLook();
    if (Date.now() - lastActive >= options.limit()) options.onIdle();
  };
  const onSign = () => {
    const now = Date.now();
    // A device that was shut and is opened again: whoever touches it now is not known to be the one who left it.
    if (now - lastActive >= options.limit()) return look();
    lastActive = now;
    if (now - lastTold < lookEvery) return;
    lastTold = now;
    options.onActive(now);
  };
  const onVisible = () => {
    if (document.visibilityState === 'visible') look();
  };
  const timer = setInterval(look, lookEvery);
  for (const sign of signs) addEventListener(sign, onSign, { capture: true, passive: true });
  document.addEventListener('visibilitychange', onVisible);
  addEventListener('pageshow', look);
  return {
    touch: (at = Date.now()) => {
      lastActive = Math.max(lastActive, at);
    },
    get lastActive() {
      return lastActive;
    },
    stop: () => {
      clearInterval(timer);
      for (const sign of signs) removeEventListener(sign, onSign, { capture: true });
      document.removeEventListener('visibilitychange', onVisible);
      removeEventListener('pageshow', look);
    },
  };
};

/** Minutes, of this device. */
export const idleChoices = ['5', '15', '60'] as const;
export type IdleMinutes = (typeof idleChoices)[number];
const key = 'lianxi.lock-after';

export const readIdleMinutes = (): IdleMinutes => {
  try {
    const text = localStorage.getItem(key);
    return idleChoices.find((each) => each === text) ?? '15';
  } catch {
    return '15';
  }
};

export const keepIdleMinutes = (minutes: IdleMinutes): void => {
  try {
    localStorage.setItem(key, minutes);
  } catch {
    // Storage may be barred; it then stays as it was.
  }
};
