export * from './relay/index.ts';
export * from './store/index.ts';
