import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { nearest } from '../../src/base/nearest.ts';

describe('nearest', () => {
  const near = (word: string, known: readonly string[], most = 2) => nearest(word, known, () => most);

  it('counts a letter that is missing, added, replaced, or swapped with the next as one change', () => {
    for (const word of ['event', 'eventss', 'evenxs', 'evnets']) {
      assert.equal(near(word, ['events'], 1), 'events', word);
      assert.equal(near(word, ['events'], 0), undefined, word);
    }
    assert.equal(near('vent', ['events'], 1), undefined);
    assert.equal(near('vent', ['events'], 2), 'events');
    assert.equal(near('eventsabc', ['events'], 2), undefined);
  });

  it('takes the same word in another case as the same', () => assert.equal(near('EVENTS', ['events'], 0), 'events'));

  it('takes the nearest, and of those that are alike the first', () => {
    assert.equal(near('lss', ['los', 'ls', 'lsx']), 'los');
    assert.equal(near('lssx', ['los', 'lsx']), 'lsx');
    assert.equal(near('', ['ab', 'a']), 'a');
  });

  it('finds none where there are no words, or none is near', () => {
    assert.equal(near('events', []), undefined);
    assert.equal(near('', ['events']), undefined);
    assert.equal(near('who', ['ls', 'events']), undefined);
  });

  it('takes as many changes as each known word bears', () => {
    const most = (known: string) => (known.length < 5 ? 1 : 2);
    assert.equal(nearest('whxx', ['who'], most), undefined);
    assert.equal(nearest('evenxx', ['events'], most), 'events');
  });
});
