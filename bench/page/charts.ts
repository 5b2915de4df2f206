import { type EChartsOption, init, type LineSeriesOption } from 'echarts';
import type { Group } from '../peers/plan.ts';
import type { WorldResult } from '../peers/result.ts';
import { median } from '../statistics.ts';
import { count, seconds } from './format.ts';

/** One chart: time against sockets, both axes logarithmic, a line for each of some series. */
export interface Chart {
  file: string;
  title: string;
  group: Group;
  lines: readonly Line[];
}

export interface Line {
  series: string;
  label: string;
  colour: string;
  /** Ours are drawn stronger. */
  ours?: boolean;
  dashed?: boolean;
}

interface Point {
  sockets: number;
  wall: number;
  stopped: boolean;
}

const WIDTH = 900;
const HEIGHT = 500;
// Between black and white: the page behind may be either.
const GREY = '#7d8590';
const FAINT = 'rgba(125, 133, 144, 0.25)';
const FONT = 'system-ui, sans-serif';
const POWERS = [1e-3, 1e-2, 1e-1, 1, 10, 100];

/** The chart as an SVG, or nothing when the result has no two sizes to draw a line between. */
export function drawChart(chart: Chart, worlds: readonly WorldResult[]): string | undefined {
  const lines = chart.lines.map((line) => ({ line, points: pointsOf(line, chart.group, worlds) }));
  const drawn = lines.filter(({ points }) => points.length > 1);
  if (drawn.length === 0) return undefined;
  const canvas = init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height: HEIGHT });
  const all = drawn.flatMap(({ points }) => points);
  canvas.setOption({ ...frame(chart.title, all), series: drawn.map(({ line, points }) => drawLine(line, points)) });
  const svg = canvas.renderToSVGString();
  canvas.dispose();
  return svg;
}

function pointsOf({ series }: Line, group: Group, worlds: readonly WorldResult[]): Point[] {
  return worlds
    .filter(({ shape }) => shape === 'few')
    .flatMap((world): Point[] => {
      const runs = world.groups.find((one) => one.group === group)?.series.find(({ name }) => name === series)?.runs;
      if (!runs?.length) return [];
      const wall = median(runs.map((run) => run.wall));
      return [{ sockets: world.sockets, wall, stopped: runs[0]?.stopped === true }];
    })
    .sort((a, b) => a.sockets - b.sockets);
}

function drawLine({ label, colour, ours, dashed }: Line, points: readonly Point[]): LineSeriesOption {
  return {
    type: 'line',
    silent: true,
    name: label,
    color: colour,
    lineStyle: { width: ours ? 3.5 : 2, type: dashed ? [6, 4] : 'solid' },
    symbol: 'circle',
    symbolSize: ours ? 8 : 6,
    z: ours ? 3 : 2,
    data: points.map(({ sockets, wall, stopped }) => ({
      value: [sockets, wall],
      // A bound and no measurement: the true point is somewhere above.
      ...(stopped && { symbol: 'path://M0 10 L5 0 L10 10 Z', symbolSize: 12, symbolOffset: [0, -4] }),
    })),
    endLabel: {
      show: true,
      distance: 10,
      color: colour,
      fontFamily: FONT,
      fontSize: 13,
      fontWeight: ours ? 'bold' : 'normal',
      formatter: () => `${label}  ${endValue(points)}`,
    },
    labelLayout: { moveOverlap: 'shiftY' },
  };
}

function endValue(points: readonly Point[]): string {
  const { wall, stopped } = points.at(-1) as Point;
  return stopped ? `over ${seconds(wall)}` : seconds(wall);
}

function frame(title: string, points: readonly Point[]): EChartsOption {
  const sizes = points.map(({ sockets }) => sockets);
  const walls = points.map(({ wall }) => wall);
  const text = { color: GREY, fontFamily: FONT, fontSize: 13 };
  const axis = {
    type: 'log',
    nameTextStyle: text,
    minorSplitLine: { show: false },
    splitLine: { lineStyle: { color: FAINT } },
  };
  return {
    animation: false,
    backgroundColor: 'transparent',
    title: { text: title, left: 8, top: 4, textStyle: { ...text, fontSize: 16, fontWeight: 'bold' } },
    grid: { left: 70, right: 275, top: 56, bottom: 52 },
    xAxis: {
      ...axis,
      name: 'TCP sockets',
      nameLocation: 'middle',
      nameGap: 32,
      min: Math.min(...sizes),
      max: Math.max(...sizes),
      axisLabel: { ...text, formatter: count },
      axisLine: { lineStyle: { color: GREY } },
    },
    yAxis: {
      ...axis,
      name: 'median time',
      min: POWERS.findLast((value) => value <= Math.min(...walls)) ?? Math.min(...walls),
      max: Math.max(...walls) * 1.3,
      axisLabel: { ...text, formatter: tick },
    },
  } as EChartsOption;
}

/** Powers of ten alone: an axis ends where its values do. */
function tick(value: number): string {
  if (!POWERS.includes(value)) return '';
  return value < 1 ? `${value * 1e3} ms` : `${value} s`;
}
