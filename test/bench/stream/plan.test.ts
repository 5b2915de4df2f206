import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chosenParts, memoryPlan, PARTS, shortPlans } from '../../../bench/stream/plan.ts';

describe('the plan', () => {
  it('is all parts, or those that were named', () => {
    assert.deepEqual(chosenParts(undefined), [...PARTS]);
    assert.deepEqual(chosenParts('memory,idle'), ['memory', 'idle']);
    assert.throws(() => chosenParts('memory,nothing'), /there is no part 'nothing': ticks, idle, short, memory/);
  });

  it('has short connections as root and as nobody, over both families and protocols, by default as many as are wanted', () => {
    const plans = shortPlans(false);
    const has = (part: Partial<(typeof plans)[number]>) =>
      plans.some((plan) => Object.entries(part).every(([name, value]) => plan[name as keyof typeof plan] === value));
    for (const user of ['root', 'nobody'] as const) assert.ok(has({ user, protocol: 'tcp', family: 4 }));
    assert.ok(has({ family: 6 }));
    assert.ok(has({ protocol: 'udp' }));
    for (const { connections, over, steady } of plans) {
      assert.deepEqual({ connections, over, steady }, { connections: 20_000, over: 10, steady: 10_000 });
    }
  });

  it('is shorter when it is to be quick', () => {
    const made = (quick: boolean) => shortPlans(quick).reduce((sum, { connections }) => sum + connections, 0);
    assert.ok(made(true) < made(false));
    assert.equal(memoryPlan(false, 7).minutes, 7);
    assert.ok(memoryPlan(true, 7).minutes < 1);
  });
});
