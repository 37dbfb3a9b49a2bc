import './today.css';
import { Link } from 'wouter-preact';

import { formatDay } from '../../domain/dates.ts';
import { lock } from '../../sync/account.ts';
import { appointments } from '../../sync/sharing/appointments.ts';
import { connection, exchangeNow, initialSyncProgress, storageFull, update } from '../../sync/exchange/connection.ts';
import { timeline } from '../../sync/entries/journal.ts';
import { people } from '../../sync/pairing/pairings.ts';
import { HelpNow, LinkButton } from '../../ui/controls/Button.tsx';
import { ConnectionLine } from '../../ui/status/ConnectionLine.tsx';
import { InitialSyncLine } from '../../ui/status/InitialSyncLine.tsx';
import { here } from '../../ui/text/when.ts';
import { Icon } from '../../ui/page/Icon.tsx';
import { Notice } from '../../ui/page/Notice.tsx';
import { Page } from '../../ui/page/Page.tsx';
import { FromTheLock } from './FromTheLock.tsx';
import { LastEntry } from './LastEntry.tsx';
import { greeting, nextAppointment } from './next-appointment.ts';
import { Unfinished } from './Unfinished.tsx';

/** Where the day is: what comes next, the two ways to put something down, and what was put down last. */
export default function TodayPage() {
  const now = here();
  return (
    <Page
      title={greeting(now.now.getHours())}
      lead={formatDay(now.now, now)}
      action={<HelpNow />}
      tab="Today"
      class="today"
    >
      {storageFull.value && (
        <Notice kind="fault">
          <p>This phone has no room left. What is kept stays kept; please make some room before you write more.</p>
        </Notice>
      )}
      <FromTheLock />
      <Next />
      <div class="today-actions">
        <LinkButton href="/check-in" kind="plain">
          <Icon name="check-in" />
          Check in
        </LinkButton>
        <LinkButton href="/write" kind="plain">
          <Icon name="write" />
          Write
        </LinkButton>
      </div>
      <Unfinished />
      <ToCompare />
      {initialSyncProgress.value !== null && (
        <InitialSyncLine here={timeline.value.length} part={initialSyncProgress.value} />
      )}
      <LastEntry item={timeline.value[0]} />
      <PairingHint />
      {update.value.waiting && (
        <p class="quiet small">
          A newer version of Interlude is ready. <Link href="/you">Start it on your page</Link> when it suits you.
        </p>
      )}
      <ConnectionLine {...connection.value} onAgain={() => exchangeNow().catch(() => undefined)} onSignIn={lock} />
    </Page>
  );
}

function Next() {
  const next = nextAppointment(appointments.value, people.value, here());
  if (next === null) return null;
  return (
    <section class="stack" aria-label="Next appointment">
      <p class="today-next">{next.sentence}</p>
      {next.ready !== null && (
        <Link href="/share" className="today-ready">
          <span>
            <span class="today-ready-what">{next.ready}</span>
            <span class="quiet">Choose what to share</span>
          </span>
          <Icon name="on" />
        </Link>
      )}
    </section>
  );
}

/** People whose eight words were not compared yet: before the first share, they must be. */
function ToCompare() {
  const uncompared = people.value.filter((person) => person.state === 'paired' && !person.wordsCompared);
  return (
    <>
      {uncompared.map((person) => (
        <Notice key={person.pairingId}>
          <p>When you next see or hear {person.name}, compare your eight words. Then you can share.</p>
          <LinkButton href={`/pair/${person.pairingId}/words`} kind="quiet">
            Show the words
          </LinkButton>
        </Notice>
      ))}
    </>
  );
}

function PairingHint() {
  const standing = people.value.filter((person) => person.state !== 'ended');
  if (standing.length === 0) {
    const last = people.value.at(-1);
    if (last !== undefined)
      return (
        <p class="quiet">
          Your pairing with {last.name} has ended; nothing of yours is there any more. If you have another invite,{' '}
          <Link href="/pair">pair with it</Link>.
        </p>
      );
    return (
      <p class="quiet">
        You share with nobody yet. If your therapist gave you an invite, <Link href="/pair">pair with it</Link>.
      </p>
    );
  }
  const waiting = standing
    .filter((person) => person.state === 'waiting')
    .map((person) => person.name)
    .join(', ');
  return waiting === '' ? null : <p class="quiet">Waiting for {waiting} to open Interlude and confirm.</p>;
}
