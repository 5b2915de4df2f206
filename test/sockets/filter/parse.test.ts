import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseFilter } from '../../../src/sockets/filter/parse.ts';
import { expressionText } from '../../support/expression-text.ts';

type Meanings = readonly (readonly [text: string, meaning: string])[];

const meaningOf = (text: string) => expressionText(parseFilter(text));

function mean(title: string, meanings: Meanings): void {
  it(title, () => {
    for (const [text, meaning] of meanings) assert.equal(meaningOf(text), meaning, text);
  });
}

describe('the meaning of a filter', () => {
  mean('is a field, an operator and a value, whichever of their spellings', [
    ['recvQ > 0', 'recvQ > 0'],
    ['recv-q > 0', 'recvQ > 0'],
    ['recv-q>0', 'recvQ > 0'],
    ['recv-q gt 0', 'recvQ > 0'],
    ['tcpInfo.sndMss >= 536', 'tcpInfo.sndMss >= 536'],
    ['tcp-info.snd-mss ge 536', 'tcpInfo.sndMss >= 536'],
    ['snd-mss geq 536', 'tcpInfo.sndMss >= 536'],
    ['inode = 7', 'inode = 7'],
    ['inode == 7', 'inode = 7'],
    ['inode eq 7', 'inode = 7'],
    ['inode 7', 'inode = 7'],
    ['inode != 7', 'inode != 7'],
    ['inode <> 7', 'inode != 7'],
    ['inode ne 7', 'inode != 7'],
    ['inode neq 7', 'inode != 7'],
    ['inode < 7', 'inode < 7'],
    ['inode lt 7', 'inode < 7'],
    ['inode <= 7', 'inode <= 7'],
    ['inode le 7', 'inode <= 7'],
    ['inode leq 7', 'inode <= 7'],
    ['INODE = 7'.toLowerCase(), 'inode = 7'],
  ]);

  mean('takes ss words of tcp_info as ss has them', [
    ['retrans > 0', 'tcpInfo.totalRetrans > 0'],
    ['retransmits > 0', 'retransmits > 0'],
    ['cwnd < 10', 'tcpInfo.sndCwnd < 10'],
    ['ssthresh < 10', 'tcpInfo.sndSsthresh < 10'],
    ['comm = sshd', 'process = "sshd"'],
  ]);

  mean('has values that begin like an operator, in quotes or behind a blank', [
    ['process = "<defunct>"', 'process = "<defunct>"'],
    ['process="<defunct>"', 'process = "<defunct>"'],
    ['process = <defunct>', 'process = "<defunct>"'],
    ['process in (<a>, >b)', 'process = "<a>" | ">b"'],
  ]);

  mean('is joined by and, or, not and brackets, of which not binds first and or last', [
    ['inode 1 and pid 2 or fd 3', 'or(and(inode = 1; pid = 2); fd = 3)'],
    ['inode 1 or pid 2 and fd 3', 'or(inode = 1; and(pid = 2; fd = 3))'],
    ['inode 1 pid 2 or fd 3', 'or(and(inode = 1; pid = 2); fd = 3)'],
    ['inode 1 or pid 2 fd 3', 'or(inode = 1; and(pid = 2; fd = 3))'],
    ['inode 1 & pid 2 | fd 3', 'or(and(inode = 1; pid = 2); fd = 3)'],
    ['inode 1 && pid 2 || fd 3', 'or(and(inode = 1; pid = 2); fd = 3)'],
    ['inode 1 AND pid 2 OR NOT fd 3', 'or(and(inode = 1; pid = 2); not(fd = 3))'],
    ['not inode 1 pid 2', 'and(not(inode = 1); pid = 2)'],
    ['! inode 1 and pid 2', 'and(not(inode = 1); pid = 2)'],
    ['!inode=1', 'not(inode = 1)'],
    ['not not inode 1', 'inode = 1'],
    ['!!!inode 1', 'not(inode = 1)'],
    ['not (inode 1 or pid 2)', 'not(or(inode = 1; pid = 2))'],
    ['!(inode 1)', 'not(inode = 1)'],
    ['((inode 1))', 'inode = 1'],
    ['inode 1 and (pid 2 and fd 3)', 'and(inode = 1; pid = 2; fd = 3)'],
    ['(inode 1 or pid 2) or fd 3', 'or(inode = 1; pid = 2; fd = 3)'],
    ['(inode 1 or pid 2)fd 3', 'and(or(inode = 1; pid = 2); fd = 3)'],
    ['inode 1&pid 2|fd 3', 'or(and(inode = 1; pid = 2); fd = 3)'],
    ['', 'and()'],
    [' \t\n', 'and()'],
  ]);
});
