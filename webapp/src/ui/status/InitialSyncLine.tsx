import './initial-sync-line.css';

/** What of the journal has come to a new phone, newest first; the rest comes while one reads and writes. */
export function InitialSyncLine({ here, part }: { here: number; part: number }) {
  return (
    <div class="initial-sync-line quiet small">
      <p>
        {here === 0
          ? 'Your journal is on its way to this phone, the newest first.'
          : `${counted(here)} here. Older ones are on their way; you can read and write meanwhile.`}
      </p>
      <progress max={1} value={part} aria-label="How much of your journal is on this phone" />
    </div>
  );
}

function counted(here: number): string {
  return here === 1 ? 'The newest entry is' : `The newest ${here.toLocaleString('en')} entries are`;
}
