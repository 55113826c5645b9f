/** The whole app is kept on the device, for a start without a network and a reload that asks for no passphrase: half of a short test. */
export const keepsApp = { serviceWorkers: 'allow' } as const;

/** What neither loads a page without a network nor anew goes without, in files whose other tests keep the app. */
export const keepsNothing = { serviceWorkers: 'block' } as const;
