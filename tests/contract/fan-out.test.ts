import { createHub } from '@lianxi/server';
import { describeFanOut } from './fan-out.ts';

describeFanOut('the hub of one process', async () => {
  const hub = createHub();
  const one = hub.join();
  return {
    one,
    two: hub.join(),
    happen: async (news) => one.publish(news),
    stop: async () => undefined,
  };
});
