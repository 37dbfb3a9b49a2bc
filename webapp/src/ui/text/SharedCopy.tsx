// SPDX-License-Identifier: AGPL-3.0-or-later
import './shared-copy.css';

import { moodWord, scales } from '../../domain/check-in.ts';
import { formatDay, formatTime } from '../../domain/dates.ts';
import type { CheckIn, Note, SharedCheckIn, SharedNote } from '../../domain/payloads.ts';
import * as m from '../../messages/index.ts';
import { Words } from './Words.tsx';

export interface SharedCopyProps {
  /** The entry itself may stand here before anything is chosen. */
  copy: SharedNote | SharedCheckIn | Note | CheckIn;
  /** "the night after medicine", where an appointment explains the moment. */
  occasion: string | null;
  now: Date;
  /** A word of the page about it, before the date: "new". No part of the copy. */
  mark?: string | undefined;
}

/**
 * One shared copy as its reader sees it.
 *
 * The preview of the person who shares and the brief of the person who reads are drawn by
 * this one component, so that "will see exactly this" cannot drift from the truth.
 */
export function SharedCopy({ copy, occasion, now, mark }: SharedCopyProps) {
  return (
    <article class="shared-copy">
      <Dateline copy={copy} occasion={occasion} now={now} mark={mark} />
      {copy.kind === 'note' ? <Words>{copy.text}</Words> : <CheckInCopy copy={copy} />}
      <Foot copy={copy} now={now} />
    </article>
  );
}

/** The hour is that of the zone it was written in: 23:40 is late wherever the reader sits. */
function Dateline({ copy, occasion, now, mark }: SharedCopyProps) {
  const moment = new Date(copy.written_at);
  const there = { now, zone: copy.zone };
  return (
    <p class="shared-copy-when">
      <span>
        {mark !== undefined && <span class="shared-copy-mark not-printed">{mark}</span>}
        <time dateTime={copy.written_at}>
          {m.phrase_day_time({ day: formatDay(moment, there), time: formatTime(moment, there) })}
        </time>
      </span>
      {occasion !== null && <span class="shared-copy-occasion">{occasion}</span>}
    </p>
  );
}

function Foot({ copy, now }: { copy: SharedCopyProps['copy']; now: Date }) {
  const place = { now, zone: Intl.DateTimeFormat().resolvedOptions().timeZone };
  const closes =
    typeof copy.expires_at === 'string'
      ? m.entry_available_until_day({ day: formatDay(new Date(copy.expires_at), place) })
      : '';
  const part = copy.excerpt === true ? m.entry_a_passage_from_something_longer() : '';
  if (closes === '' && part === '') return null;
  return (
    <p class="shared-copy-foot">
      {part} {closes}
    </p>
  );
}

function CheckInCopy({ copy }: { copy: SharedCheckIn | CheckIn }) {
  const answered = scales.filter(({ name }) => copy[name] !== null);
  return (
    <>
      <p class="shared-copy-mood">{m.phrase_mood_mood({ mood: moodWord(copy.mood) })}</p>
      {answered.length > 0 && (
        <dl class="shared-copy-scales">
          {answered.map(({ name, label, low, high }) => (
            <div key={name}>
              <dt>{label}</dt>
              <dd>
                {m.entry_step_of_five({ step: copy[name] ?? '' })}{' '}
                <span class="quiet">{m.entry_low_to_high({ low, high })}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      {copy.feelings.length > 0 && <p class="shared-copy-feelings">{copy.feelings.join(', ')}</p>}
      {copy.words !== '' && <Words>{copy.words}</Words>}
    </>
  );
}
