// SPDX-License-Identifier: AGPL-3.0-or-later
import './practice.css';

import type { Brief, CheckInRow, Point, ShareName } from '../../domain/brief.ts';
import { moodWord, scales, type ScaleName } from '../../domain/check-in.ts';
import { formatTime } from '../../domain/dates.ts';
import * as m from '../../messages/index.ts';
import type { AppointmentItem } from '../../sync/sharing/appointments.ts';
import { ChartNumbers, gapsOf, LineChart, type ChartTable } from '../../ui/charts/LineChart.tsx';
import { here, shortDay } from '../../ui/text/when.ts';
import { Seen } from './Seen.tsx';

type OnSeen = (share: ShareName) => void;

/** The lines drawn small beside the mood: these first, then every other. */
const FIRST: readonly ScaleName[] = ['sleep', 'anxiety'];
const beside = [...new Set([...FIRST, ...scales.map(({ name }) => name)])];

/** The shared check-ins: the mood as one line with the appointments, the others small, all numbers in a table. */
export function CheckInLines({ brief, name, onSeen }: { brief: Brief<AppointmentItem>; name: string; onSeen: OnSeen }) {
  const { checkIns, lines, marks } = brief;
  if (checkIns.length === 0) return null;
  const unseen = checkIns.filter(({ openedAt }) => openedAt === null);
  return (
    <section class="brief-part">
      <h2>{m.practice_check_ins()}</h2>
      <Seen
        pending={unseen.map(({ shareId }) => shareId).join(' ') || null}
        onSeen={() => {
          unseen.forEach(onSeen);
        }}
      >
        <LineChart
          title={m.phrase_mood()}
          summary={summaryOf(lines.mood, moodWord)}
          points={lines.mood}
          marks={marks.map(({ startsAt, purpose }) => ({ at: startsAt.getTime(), label: purpose }))}
          scale={{ low: 1, high: 5, lowWord: moodWord(1), highWord: moodWord(5) }}
          dayWords={dayWordsOf(lines.mood)}
        />
      </Seen>
      <p class="quiet small">{onlyWords(lines.mood, name)}</p>
      <div class="brief-small-lines">
        {beside
          .filter((name) => lines[name].length > 1)
          .map((name) => (
            <Small key={name} name={name} points={lines[name]} />
          ))}
      </div>
      <ChartNumbers title={m.practice_check_ins()} table={tableOf(checkIns)} />
    </section>
  );
}

function Small({ name, points }: { name: ScaleName; points: readonly Point[] }) {
  const scale = scales.find((one) => one.name === name);
  if (!scale) return null;
  return (
    <LineChart
      small
      title={scale.label}
      summary={summaryOf(points, (value) => m.practice_value_of_5({ value }))}
      points={points}
      scale={{ low: 1, high: 5, lowWord: scale.low, highWord: scale.high }}
      dayWords={dayWordsOf(points)}
    />
  );
}

/** Explains that the line shows only shared answers, and that a gap means no answer. */
function onlyWords(points: readonly Point[], name: string): string {
  return gapsOf(points).length > 0 ? m.practice_only_shared_dotted({ name }) : m.practice_only_shared({ name });
}

/** "From 3 September to 3 October: 14 answers, lowest very low, highest good, last good." */
function summaryOf(points: readonly Point[], words: (value: number) => string): string {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return '';
  const dayWords = dayWordsOf(points);
  const values = points.map(({ value }) => value);
  if (points.length === 1) return `${dayWords(first.at)}: ${words(first.value)}.`;
  const ends = m.practice_lowest_lowest_highest_highest_last({
    lowest: words(Math.min(...values)),
    highest: words(Math.max(...values)),
    last: words(last.value),
  });
  return m.practice_from_first_to_last_count({
    first: dayWords(first.at),
    last: dayWords(last.at),
    count: points.length,
    ends,
  });
}

/** The day it was where each answer was given, as it stands over the passages and in the table. */
function dayWordsOf(points: readonly Point[]): (at: number) => string {
  return (at) => {
    const zone = points.find((point) => point.at === at)?.zone ?? here().zone;
    return shortDay(new Date(at), { now: here().now, zone });
  };
}

function tableOf(rows: readonly CheckInRow[]): ChartTable {
  return {
    caption: m.practice_from_1_to_5_scales({
      scales: scales
        .map(({ label, low, high }) => m.practice_scale_range({ scale: label.toLowerCase(), low, high }))
        .join(', '),
    }),
    columns: [m.practice_when(), m.phrase_mood(), ...scales.map(({ label }) => label), m.phrase_feelings()],
    rows: rows.map((row) => [
      whenWords(row),
      row.mood === null ? '' : `${moodWord(row.mood)} (${row.mood})`,
      ...scales.map(({ name }) => (row[name] === null ? '–' : String(row[name]))),
      row.feelings.join(', '),
    ]),
  };
}

function whenWords({ writtenAt, zone }: CheckInRow): string {
  const there = { now: here().now, zone };
  return `${shortDay(writtenAt, there)}, ${formatTime(writtenAt, there)}`;
}
