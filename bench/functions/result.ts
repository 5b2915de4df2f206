/** The shape of a result file. */
import type { Machine } from '../machine.ts';
import type { WorldReport } from '../world.ts';

/** One function. Times in milliseconds. */
export interface Task {
  name: string;
  min: number;
  median: number;
  max: number;
  samples: number;
}

export interface FunctionsWorld {
  world: WorldReport;
  /** TCP sockets the functions worked on. */
  rows: number;
  tasks: Task[];
  /** The longest the event loop stood still in each of some snapshots with owners, in milliseconds. */
  blocks: number[];
}

export interface FunctionsResult {
  kind: 'functions';
  date: string;
  machine: Machine;
  worlds: FunctionsWorld[];
}
