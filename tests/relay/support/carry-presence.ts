import { createHub, type FanOut } from '@lianxi/server';

/** Between relays of one test on one file: the file's news, and beside them the presence that it does not carry. */
export const carryPresence = (): ((file: FanOut) => FanOut) => {
  const hub = createHub();
  return (file) => {
    const beside = hub.join();
    return {
      carriesPresence: true,
      publish: (news) => {
        file.publish(news);
        if (news.type === 'presence' || news.type === 'asked' || news.type === 'claimed') beside.publish(news);
      },
      subscribe: (listener) => {
        const leave = [file.subscribe(listener), beside.subscribe(listener)];
        return () => {
          for (const each of leave) each();
        };
      },
      close: () => {
        file.close();
        beside.close();
      },
    };
  };
};
