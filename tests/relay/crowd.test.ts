import { expect, it } from 'vitest';
import { runCrowd } from './crowd.ts';
import { startHarness } from './harness.ts';

it('[RL8] forty people type into one meeting; everybody ends with the same, complete text', async () => {
  const harness = await startHarness();
  try {
    const address = harness.document('minutes/joint/hall');
    const crowd = await runCrowd(harness.url, address, { clients: 40, seconds: 5, rate: 3 });
    const [text = ''] = crowd.texts;
    expect(crowd.typed).toBe(600);
    expect(new Set(crowd.texts).size).toBe(1);
    // Words are typed into words; every character is there all the same.
    const digits = text.replace(/[^0-9]/g, '').length;
    expect(text.replace(/[^<]/g, '').length).toBe(crowd.typed);
    expect(text.replace(/[^>]/g, '').length).toBe(crowd.typed);
    expect(digits).toBeGreaterThan(crowd.typed);
    expect(crowd.deliveries).toBe(crowd.typed * 39);
    console.info(
      `40 clients, ${crowd.typed} words, ${crowd.deliveries} deliveries: p50 ${crowd.p50.toFixed(1)} ms, p99 ${crowd.p99.toFixed(1)} ms (clients and relay in one process)`,
    );
  } finally {
    await harness.stop();
  }
});
