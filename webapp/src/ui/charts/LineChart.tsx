// SPDX-License-Identifier: AGPL-3.0-or-later
import './line-chart.css';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import * as m from '../../messages/index.ts';

/** One point: when, in milliseconds since 1970, and its value on the scale. */
export interface ChartPoint {
  at: number;
  value: number;
}

/** Something that happened, marked under the line in words. */
export interface ChartMark {
  at: number;
  label: string;
}

export interface ChartTable {
  columns: readonly string[];
  /** The first cell heads its row. */
  rows: readonly (readonly string[])[];
  /** What the numbers mean, above them. */
  caption?: string;
}

export interface LineChartProps {
  /** What the line is of, in a word: "Mood". */
  title: string;
  /** The accessible summary: from when to when, how many, lowest and last in words. */
  summary: string;
  /** Oldest first; at least one. */
  points: readonly ChartPoint[];
  marks?: readonly ChartMark[];
  /** The ends of the scale and their words. */
  scale: { low: number; high: number; lowWord: string; highWord: string };
  /** Words for a day on the time axis. */
  dayWords: (at: number) => string;
  /** The same in numbers, under a disclosure. */
  table?: ChartTable;
  /** For lines beside each other: lower, without marks' words. */
  small?: boolean;
}

/**
 * One thin line on a quiet grid, appointments as small marks with words under it, and the
 * numbers in a table under a disclosure.
 */
export function LineChart(props: LineChartProps) {
  const id = useId();
  const [frame, width] = useWidth();
  return (
    <figure class={props.small === true ? 'line-chart line-chart-small' : 'line-chart'}>
      <figcaption class="line-chart-title" id={id}>
        {props.title}
      </figcaption>
      <div ref={frame}>
        <Drawing {...props} width={width} labelledBy={`${id} ${id}-summary`} />
      </div>
      <p class="only-read-aloud" id={`${id}-summary`}>
        {props.summary}
      </p>
      {props.table && <ChartNumbers title={props.title} table={props.table} />}
    </figure>
  );
}

/**
 * Drawn in real pixels of the place it has, so that its words keep their size on a phone; where
 * the reader has set larger text, each unit is larger by as much.
 */
function useWidth() {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(USUAL_WIDTH);
  useLayoutEffect(() => {
    const place = frame.current;
    if (!place || !('ResizeObserver' in globalThis)) return undefined;
    // While it is hidden it has no width; it is then drawn as usual until it is shown.
    const measure = () => {
      setWidth(place.clientWidth > 0 ? unitsIn(place.clientWidth) : USUAL_WIDTH);
    };
    const observer = new ResizeObserver(measure);
    observer.observe(place);
    measure();
    return () => {
      observer.disconnect();
    };
  }, []);
  return [frame, width] as const;
}

function unitsIn(pixels: number): number {
  const textSize = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  return Math.max(NARROWEST, Math.round(pixels / (textSize > 0 ? textSize : 1)));
}

const USUAL_WIDTH = 640;
const NARROWEST = 140;
const SIDE = 6;
const TOP = 12;
const LABEL_LINE = 16;

type DrawingProps = LineChartProps & { width: number; labelledBy: string };

function Drawing(props: DrawingProps) {
  const { points, width, scale } = props;
  const marks = props.small === true ? [] : (props.marks ?? []);
  const depth = props.small === true ? 56 : 112;
  const left = Math.max(widthOf(scale.lowWord), widthOf(scale.highWord)) + GAP;
  const x = timeScale(
    [...points, ...marks].map(({ at }) => at),
    left,
    width,
  );
  const y = (value: number) => TOP + depth - ((value - scale.low) / (scale.high - scale.low)) * depth;
  const placed = placeLabels(
    marks.map((mark) => ({ ...mark, x: x(mark.at) })),
    left,
    width,
  );
  const floor = TOP + depth;
  const under = floor + LABEL_LINE * 1.6;
  const lines = placed.reduce((most, { line }) => Math.max(most, line + 1), 0);
  return (
    <svg
      class="line-chart-drawing"
      viewBox={`0 0 ${width} ${under + lines * LABEL_LINE + 4}`}
      role="img"
      aria-labelledby={props.labelledBy}
    >
      <Grid {...props} left={left} y={y} />
      {placed.map((mark) => (
        <Mark key={`${mark.at} ${mark.label}`} mark={mark} top={TOP} floor={floor} under={under} />
      ))}
      <path class="line-chart-line" d={pathOf(points, x, y)} />
      {gapsOf(points).map(([from, to]) => (
        <path key={from.at} class="line-chart-gap" d={pathOf([from, to], x, y, Infinity)} />
      ))}
      {points.length <= MOST_DOTS &&
        points.map(({ at, value }) => (
          <circle key={at} class="line-chart-dot" cx={round(x(at))} cy={y(value)} r={points.length === 1 ? 4 : 2.5} />
        ))}
      <Days points={points} x={x} edges={[left, width]} baseline={floor + LABEL_LINE + 2} words={props.dayWords} />
    </svg>
  );
}

/** More dots than this make the line a rope. */
const MOST_DOTS = 40;

function Grid({ scale, width, left, y }: DrawingProps & { left: number; y: (value: number) => number }) {
  const steps = Array.from({ length: scale.high - scale.low + 1 }, (_, step) => scale.low + step);
  return (
    <>
      {steps.map((step) => (
        <path key={step} class="line-chart-grid" d={`M${round(left)} ${y(step)}H${width}`} />
      ))}
      <text class="line-chart-end" x={0} y={y(scale.high) + 4}>
        {scale.highWord}
      </text>
      <text class="line-chart-end" x={0} y={y(scale.low) + 4}>
        {scale.lowWord}
      </text>
    </>
  );
}

interface PlacedMark extends ChartMark {
  x: number;
  /** Which line of words under the chart it stands in. */
  line: number;
  anchor: 'start' | 'middle' | 'end';
}

function Mark({ mark, top, floor, under }: { mark: PlacedMark; top: number; floor: number; under: number }) {
  const baseline = under + (mark.line + 1) * LABEL_LINE - 4;
  return (
    <>
      <path class="line-chart-mark" d={`M${round(mark.x)} ${top}V${floor}`} />
      <path class="line-chart-mark line-chart-mark-foot" d={`M${round(mark.x)} ${floor}V${baseline - 11}`} />
      <text class="line-chart-mark-word" x={round(mark.x)} y={baseline} text-anchor={mark.anchor}>
        {mark.label}
      </text>
    </>
  );
}

function Days({
  points,
  x,
  edges,
  baseline,
  words,
}: {
  points: readonly ChartPoint[];
  x: (at: number) => number;
  edges: readonly [left: number, right: number];
  baseline: number;
  words: (at: number) => string;
}) {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return null;
  const days = first.at === last.at ? [last] : [first, last];
  const placed = placeLabels(
    days.map(({ at }) => ({ at, label: words(at), x: x(at) })),
    ...edges,
  );
  // Two that would run into each other, or are one day, are said once.
  const shown = placed.some(({ line }) => line > 0) || words(first.at) === words(last.at) ? placed.slice(-1) : placed;
  return (
    <>
      {shown.map((day) => (
        <text key={day.at} class="line-chart-day" x={round(day.x)} y={baseline} text-anchor={day.anchor}>
          {day.label}
        </text>
      ))}
    </>
  );
}

/** The numbers of one or several lines, for those who ask. */
export function ChartNumbers({ title, table }: { title: string; table: ChartTable }) {
  return (
    <details class="line-chart-numbers">
      <summary>{m.entry_the_numbers()}</summary>
      <div class="line-chart-scroll" tabIndex={0} role="group" aria-label={m.entry_title_the_numbers({ title })}>
        <table>
          {table.caption !== undefined && <caption>{table.caption}</caption>}
          <thead>
            <tr>
              {table.columns.map((column) => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {table.rows.map(([head, ...cells], row) => (
              <tr key={row}>
                <th scope="row">{head}</th>
                {cells.map((cell, column) => (
                  <td key={column}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

/** Maps moments to the pixels between two edges; a single moment stands in the middle. */
export function timeScale(moments: readonly number[], left: number, right: number): (at: number) => number {
  const from = Math.min(...moments);
  const reach = Math.max(...moments) - from;
  if (reach <= 0) return () => (left + right) / 2;
  return (at) => left + SIDE + ((at - from) / reach) * (right - left - 2 * SIDE);
}

/** Gives each mark's words the first line under the chart where they touch no others. */
export function placeLabels(marks: readonly (ChartMark & { x: number })[], left: number, right: number): PlacedMark[] {
  const ends: number[] = [];
  return [...marks]
    .sort((a, b) => a.x - b.x)
    .map((mark) => {
      const anchor = anchorAt(mark.x, widthOf(mark.label), left, right);
      const start = startOf(mark.x, widthOf(mark.label), anchor);
      const free = ends.findIndex((end) => end + GAP <= start);
      const line = free < 0 ? ends.length : free;
      ends[line] = start + widthOf(mark.label);
      return { ...mark, anchor, line };
    });
}

const GAP = 10;

/** About the width of 12 px words; a little too wide is better than touching. */
function widthOf(words: string): number {
  return words.length * 6.6;
}

function anchorAt(x: number, wordsWidth: number, left: number, right: number): 'start' | 'middle' | 'end' {
  if (x - wordsWidth / 2 < left) return 'start';
  return x + wordsWidth / 2 > right ? 'end' : 'middle';
}

function startOf(x: number, wordsWidth: number, anchor: 'start' | 'middle' | 'end'): number {
  if (anchor === 'start') return x;
  return anchor === 'end' ? x - wordsWidth : x - wordsWidth / 2;
}

/** Two answers further apart than from one day to the next, in milliseconds, have a gap between them. */
const LONGEST_STEP = 36 * 3_600_000;

/** Neighbours with days between them for which there is no answer: no line may claim one. */
export function gapsOf(points: readonly ChartPoint[]): [from: ChartPoint, to: ChartPoint][] {
  return points.flatMap((to, i): [ChartPoint, ChartPoint][] => {
    const from = points[i - 1];
    return from !== undefined && to.at - from.at > LONGEST_STEP ? [[from, to]] : [];
  });
}

function pathOf(
  points: readonly ChartPoint[],
  x: (at: number) => number,
  y: (value: number) => number,
  longest = LONGEST_STEP,
): string {
  const begins = (i: number) => (points[i]?.at ?? 0) - (points[i - 1]?.at ?? -Infinity) > longest;
  return points
    .map(({ at, value }, i) => `${i === 0 || begins(i) ? 'M' : 'L'}${round(x(at))} ${round(y(value))}`)
    .join('');
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
