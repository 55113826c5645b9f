/** What a program of the tests is started with, before its own name, to load the server as quickly as the server's commands do. */
export const lightly = ['--import', new URL('../../server/src/light-modules.ts', import.meta.url).href];
