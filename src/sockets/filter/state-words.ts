import { STATE_NUMBERS, STATES, type State } from '../../uapi/sockets.ts';

const ALL: readonly State[] = STATES.slice(1);
const UNCONNECTED: readonly State[] = ['LISTEN', 'CLOSE'];
const BUCKET: readonly State[] = ['SYN_RECV', 'TIME_WAIT'];

const without = (...others: readonly State[]) => ALL.filter((state) => !others.includes(state));

/** ss's words for several states. */
const GROUPS: Readonly<Record<string, readonly State[]>> = {
  all: ALL,
  connected: without(...UNCONNECTED),
  synchronized: without(...UNCONNECTED, 'SYN_SENT'),
  bucket: BUCKET,
  big: without(...BUCKET),
};

/** ss's words that are not netstat's, and what ss prints. */
const FURTHER: Readonly<Record<string, State>> = {
  estab: 'ESTABLISHED',
  'syn-rcv': 'SYN_RECV',
  unconnected: 'CLOSE',
  unconn: 'CLOSE',
  closed: 'CLOSE',
  listening: 'LISTEN',
};

const BY_KEY: ReadonlyMap<string, readonly State[]> = new Map([
  ...Object.entries(GROUPS),
  ...ALL.map((state) => [stateKey(state), [state]] as const),
  ...Object.entries(FURTHER).map(([word, state]) => [stateKey(word), [state]] as const),
]);

/** Every word, as ss writes it. */
export const STATE_WORDS: readonly string[] = [...Object.keys(GROUPS), ...ALL.map(stateWord), ...Object.keys(FURTHER)];

/** The numbers of a word's states: `time-wait`, `TIME_WAIT`, `fin-wait-1`, `FIN_WAIT1` and `FinWait1` are as good; undefined for no word. */
export function statesOfWord(word: string): readonly number[] | undefined {
  return BY_KEY.get(stateKey(word))?.map((state) => STATE_NUMBERS[state]);
}

/** ss's word for a state. */
export function stateWord(state: State): string {
  return state.toLowerCase().replace('_', '-').replace(/(\d)$/, '-$1');
}

function stateKey(word: string): string {
  return word.toLowerCase().replace(/[_-]/g, '');
}
