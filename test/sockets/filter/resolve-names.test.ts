import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FilterError } from '../../../src/sockets/filter/filter-error.ts';
import { parseFilter } from '../../../src/sockets/filter/parse.ts';
import { resolveNames } from '../../../src/sockets/filter/resolve-names.ts';
import { expressionText } from '../../support/expression-text.ts';

const resolved = async (text: string) => expressionText(await resolveNames(parseFilter(text), text));

describe('the names of a filter', () => {
  it('become the numbers that files say, each where it stands', async () => {
    assert.equal(
      await resolved('sport = ssh or not dport in (http, 443)'),
      'or(localPort = 22; not(remotePort = 80 | 443))',
    );
    assert.equal(await resolved('sport > ssh'), 'localPort > 22');
    assert.equal(await resolved('user = root and owner-user != root'), 'and(uid = 0; ownerUid != 0)');
    assert.equal(await resolved('dev lo'), 'interface = 1');
    assert.match(
      await resolved('src localhost:22'),
      /^and\(localAddress = (127\.0\.0\.1\/32|::1\/128)( \| .*)?; localPort = 22\)$/,
    );
  });

  it('become several numbers where they are globs or patterns, or none', async () => {
    assert.equal(await resolved('user = ro?t'), 'uid = 0');
    assert.equal(await resolved('user ~ "^ro+t$"'), 'uid = 0');
    assert.equal(await resolved('user !~ "^ro+t$"'), 'not(uid = 0)');
    assert.equal(await resolved('user = no-such-*'), 'uid =');
    assert.match(await resolved('dev = l*'), /^interface = 1\b/);
  });

  it('keep their places', async () => {
    const text = 'sport = 1 and dport = ssh';
    const expression = await resolveNames(parseFilter(text), text);
    assert.ok(expression.kind === 'and');
    const [, second] = expression.parts;
    assert.ok(second?.kind === 'compare');
    assert.deepEqual(second.values, [{ kind: 'number', number: 22, from: 22, to: 25 }]);
  });

  it('are an error with its place where nothing has them', async () => {
    for (const marked of [
      'sport = ^nosuchservice',
      'user = root or user = ^no-such-user',
      'dev ^nosuchdev',
      'cgroup ^/no/such',
      'src ^no-such-host.invalid',
    ]) {
      const text = marked.replace('^', '');
      await assert.rejects(resolved(text), (error) => {
        assert.ok(error instanceof FilterError);
        assert.deepEqual([error.position, error.text], [marked.indexOf('^'), text], error.message);
        return true;
      });
    }
  });

  it('need one number where an order is asked for', async () => {
    await assert.rejects(resolved('dev < l[o]x'), { message: "filter, character 7: 'l[o]x' stands for 0 numbers" });
  });

  it('are looked up only where there are some', async () => {
    const expression = parseFilter('sport = 22 and not user = 0');
    assert.equal(await resolveNames(expression, ''), expression);
  });

  it('are looked up together, a thousand at most, and the first that nothing has is told of', async () => {
    const names = (count: number) => Array.from({ length: count }, (_, at) => `user = no-such-user-${at}`).join(' or ');
    const started = process.getActiveResourcesInfo().filter((kind) => kind === 'ProcessWrap').length;
    const looked = resolved(names(1000));
    const most = process.getActiveResourcesInfo().filter((kind) => kind === 'ProcessWrap').length;
    assert.ok(most - started <= 1, `${most} processes`);
    await assert.rejects(looked, { message: /: no user is called 'no-such-user-0'$/ });
    await assert.rejects(resolved(names(1001)), {
      message: /: a filter has at most 1000 names that are to be looked up$/,
    });
    const text = names(300);
    const reason = new Error('enough');
    const controller = new AbortController();
    const aborted = resolveNames(parseFilter(text), text, controller.signal);
    controller.abort(reason);
    await assert.rejects(aborted, reason);
  });

  it('are not waited for when the signal is raised', async () => {
    const reason = new Error('enough');
    const text = 'src localhost';
    await assert.rejects(resolveNames(parseFilter(text), text, AbortSignal.abort(reason)), reason);
  });
});
