import { DUMP_FLOOR, SNAPSHOT, scanFloor, snapshotBy, THEIR_CALL } from '../calls.ts';
import type { Chart } from './charts.ts';

// They are to be told apart on white and on black.
const OURS = '#e8590c';
const SS = '#3b8ee0';
const NETSTAT = '#2aa876';
const LSOF = '#a371d6';
const NODE = '#b08500';

/** What is drawn. */
export const CHARTS: readonly Chart[] = [
  {
    file: 'owners.svg',
    title: 'Every TCP socket with its owner',
    group: 'owners',
    lines: [
      { series: 'sockdiag -tanp', label: 'sockdiag -tanp', colour: OURS, ours: true },
      { series: SNAPSHOT, label: 'snapshot() in process', colour: OURS, ours: true, dashed: true },
      { series: 'ss -tanp', label: 'ss -tanp', colour: SS },
      { series: 'netstat -tanp', label: 'netstat -tanp', colour: NETSTAT },
      { series: 'lsof -nP -iTCP', label: 'lsof -nP -iTCP', colour: LSOF },
      { series: THEIR_CALL, label: 'systeminformation', colour: NODE, dashed: true },
    ],
  },
  {
    file: 'listing.svg',
    title: 'Every TCP socket',
    group: 'listing',
    lines: [
      { series: 'sockdiag -tan', label: 'sockdiag -tan', colour: OURS, ours: true },
      { series: 'ss -tan', label: 'ss -tan', colour: SS },
      { series: 'netstat -tan', label: 'netstat -tan', colour: NETSTAT },
    ],
  },
  {
    file: 'methods.svg',
    title: 'Every TCP socket with its owner, by how owners are found',
    group: 'owners',
    lines: [
      { series: 'sockdiag -tanp --owners bpf', label: '--owners bpf', colour: OURS, ours: true },
      { series: 'sockdiag -tanp --owners procfs', label: '--owners procfs', colour: SS, ours: true },
    ],
  },
  {
    file: 'floor.svg',
    title: 'In a program that runs already, and what of it is the kernel’s',
    group: 'floor',
    lines: [
      { series: snapshotBy('bpf'), label: 'snapshot, owners by bpf', colour: OURS, ours: true },
      { series: snapshotBy('procfs'), label: 'snapshot, owners by procfs', colour: LSOF, ours: true },
      { series: DUMP_FLOOR, label: 'the dump alone', colour: NETSTAT },
      { series: scanFloor('bpf'), label: 'search by bpf alone', colour: OURS, dashed: true },
      { series: scanFloor('procfs'), label: 'search by procfs alone', colour: LSOF, dashed: true },
    ],
  },
];
