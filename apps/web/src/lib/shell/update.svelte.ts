import { updated } from '$app/state';

/** How often a window that stays open asks for a newer version (ms), besides when it is looked at again. */
const pause = 3_600_000;
/** How long a new version may take to come in before the page is loaded anew without it (ms). */
const patience = 5_000;

/**
 * A newer version of the app that waits for the person's word. Registering is also what makes the app work offline.
 *
 * Invariant: a window changes over only when it is told to here; until then it runs the build that it began with.
 */
export class AppUpdate {
  /** There is a newer version than this window runs. */
  isWaiting = $state(false);
  #registration: ServiceWorkerRegistration | null = null;
  /** This window runs a build that the device has left behind. */
  #isOvertaken = false;
  #isChanging = false;

  async watch(): Promise<void> {
    if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
    const { serviceWorker } = navigator;
    // The first installation takes charge of a page that it does not overtake.
    let isControlled = serviceWorker.controller !== null;
    serviceWorker.addEventListener('controllerchange', () => {
      if (this.#isChanging) location.reload();
      else if (isControlled) this.#fallBehind();
      isControlled = true;
    });
    // A part of this build that is nowhere any more.
    addEventListener('vite:preloadError', async () => {
      if (navigator.onLine && (await updated.check())) this.#fallBehind();
    });
    try {
      const registration = await serviceWorker.register('/service-worker.js', { type: 'module' });
      this.#registration = registration;
      this.#look();
      registration.addEventListener('updatefound', () => {
        registration.installing?.addEventListener('statechange', () => this.#look());
      });
      document.addEventListener('visibilitychange', this.#ask);
      addEventListener('online', this.#ask);
      setInterval(this.#ask, pause);
    } catch {
      // Without it the app works as long as there is a network.
    }
  }

  /** Takes the new version over and loads the page anew. */
  apply(): void {
    if (this.#isChanging) return;
    this.#isChanging = true;
    // A field is written when it is left; what is written is handed to the disk at once.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
    const waiting = this.#registration?.waiting;
    waiting?.postMessage('activate');
    setTimeout(() => location.reload(), waiting ? patience : 0);
  }

  #ask = () => {
    if (document.visibilityState === 'visible' && navigator.onLine) void this.#registration?.update().catch(() => {});
  };

  #fallBehind() {
    this.#isOvertaken = true;
    this.#look();
  }

  #look() {
    // The first installation is no update.
    const isOffered = this.#registration?.waiting != null && navigator.serviceWorker.controller !== null;
    this.isWaiting = isOffered || this.#isOvertaken;
  }
}
