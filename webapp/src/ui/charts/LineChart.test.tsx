// SPDX-License-Identifier: AGPL-3.0-or-later
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, describe, expect, it } from 'vitest';
import { gapsOf, LineChart, placeLabels, timeScale, type ChartMark, type ChartPoint } from './LineChart.tsx';

const DAY = 86_400_000;
// "very good" takes the left 69.4 of the usual 640 pixels.
const scale = { low: 1, high: 5, lowWord: 'very low', highWord: 'very good' };

let place: HTMLElement;

beforeEach(() => {
  document.body.replaceChildren();
  place = document.body.appendChild(document.createElement('div'));
});

function draw(points: ChartPoint[], marks: ChartMark[] = [], rows: string[][] = []): void {
  const dayWords = (at: number) => `day ${String(at / DAY)}`;
  const table = { columns: ['When', 'Mood'], rows };
  void act(() => {
    render(<LineChart title="Mood" summary="Two check-ins" {...{ points, marks, scale, dayWords, table }} />, place);
  });
}

function all(selector: string): Element[] {
  return [...place.querySelectorAll(selector)];
}

describe('the line of a mood', () => {
  it('is one point in the middle after the first check-in', () => {
    draw([{ at: 3 * DAY, value: 4 }]);
    expect(all('circle').map((dot) => dot.getAttribute('cx'))).toEqual(['354.7']);
    expect(place.innerHTML).not.toContain('NaN');
  });

  it('is one thin line, without a dot on each of sixty', () => {
    draw(Array.from({ length: 60 }, (_, i) => ({ at: i * DAY, value: (i % 5) + 1 })));
    expect(all('circle')).toEqual([]);
    expect(all('.line-chart-line')[0]?.getAttribute('d')?.match(/[ML]/g)).toHaveLength(60);
    expect(place.innerHTML).not.toContain('NaN');
  });

  it('puts a low mood below a good one', () => {
    draw([
      { at: 0, value: 1 },
      { at: DAY, value: 5 },
    ]);
    const [low, good] = all('circle').map((dot) => Number(dot.getAttribute('cy')));
    expect(low).toBeGreaterThan(good ?? Infinity);
  });

  it('names the appointments in words', () => {
    draw(
      [
        { at: 0, value: 2 },
        { at: 10 * DAY, value: 3 },
      ],
      [{ at: 5 * DAY, label: 'medicine' }],
    );
    expect(all('.line-chart-mark-word').map((word) => word.textContent)).toEqual(['medicine']);
  });

  it('has a name for those who hear it', () => {
    draw([{ at: 0, value: 2 }]);
    const ids = all('svg')[0]?.getAttribute('aria-labelledby')?.split(' ') ?? [];
    expect(ids.map((id) => document.getElementById(id)?.textContent)).toEqual(['Mood', 'Two check-ins']);
  });

  it('keeps the numbers in a table under a disclosure', () => {
    draw([{ at: 0, value: 2 }], [], [['day 0', 'low']]);
    expect(all('details th, details td').map((cell) => cell.textContent)).toEqual(['When', 'Mood', 'day 0', 'low']);
    expect(all('details th[scope="row"]')).toHaveLength(1);
  });
});

describe('days without an answer', () => {
  const points = [0, 1, 9, 10].map((day) => ({ at: day * DAY, value: 3 }));

  it('are crossed by no line, only by dots that say so', () => {
    draw(points);
    expect(all('.line-chart-line')[0]?.getAttribute('d')?.match(/M/g)).toHaveLength(2);
    expect(all('.line-chart-gap')).toHaveLength(1);
    expect(gapsOf(points).map(([from, to]) => [from.at / DAY, to.at / DAY])).toEqual([[1, 9]]);
  });

  it('are none from one day to the next', () => {
    draw(points.slice(0, 2));
    expect(all('.line-chart-gap')).toHaveLength(0);
  });
});

describe('the words under the line', () => {
  it('stand in a second line where they would touch', () => {
    const near = [
      { at: 0, label: 'medicine', x: 100 },
      { at: 1, label: 'integration', x: 120 },
      { at: 2, label: 'medicine', x: 300 },
    ];
    expect(placeLabels(near, 0, 640).map(({ line }) => line)).toEqual([0, 1, 0]);
  });

  it('stay within the chart at its ends', () => {
    const ends = [
      { at: 0, label: 'medicine', x: 2 },
      { at: 1, label: 'integration', x: 638 },
    ];
    expect(placeLabels(ends, 0, 640).map(({ anchor }) => anchor)).toEqual(['start', 'end']);
  });

  it('share one time with the line', () => {
    const x = timeScale([0, 10], 0, 112);
    expect([x(0), x(5), x(10)]).toEqual([6, 56, 106]);
  });
});
