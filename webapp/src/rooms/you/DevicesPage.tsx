import './you.css';
import { useEffect, useState } from 'preact/hooks';

import { relativeDay } from '../../domain/dates.ts';
import { devices, type Device } from '../../sync/account.ts';
import { Button } from '../../ui/Button.tsx';
import { here } from '../../ui/when.ts';
import { Notice } from '../../ui/Notice.tsx';
import { Page } from '../../ui/Page.tsx';
import { sentenceOf } from '../../ui/sentence.ts';
import { Waiting } from '../../ui/Waiting.tsx';

/** Where this account is signed in, and the way to end one. */
export default function DevicesPage() {
  const [list, setList] = useState<Device[] | null>(null);
  const [error, setError] = useState<string | null>(null);
  const load = async () => {
    setError(null);
    try {
      setList(await devices.list());
    } catch (fault) {
      setError(sentenceOf(fault, 'The list of devices needs a connection. Please try again when there is one.'));
    }
  };
  useEffect(() => { void load(); }, []);
  const end = async (device: Device) => {
    try {
      await devices.end(device.loginId);
      await load();
    } catch (fault) {
      setError(sentenceOf(fault, 'That device is still signed in: this needs a connection. Please try again when there is one.'));
    }
  };
  return (
    <Page title="Devices" back="/you" tab="Devices">
      <p>
        Ending a device stops it from getting or sending anything. What it already holds stays sealed there under your
        password.
      </p>
      {error !== null && (
        <Notice kind="fault"><p>{error}</p><Button onClick={load}>Try again</Button></Notice>
      )}
      {list === null && error === null && <Waiting />}
      <ul class="plain-list">
        {list?.map((device) => <li key={device.loginId}><DeviceLine device={device} onEnd={() => end(device)} /></li>)}
      </ul>
    </Page>
  );
}

function DeviceLine({ device, onEnd }: { device: Device; onEnd: () => Promise<void> }) {
  const [sure, setSure] = useState(false);
  return (
    <div class="you-person">
      <div>
        <p>{device.device}</p>
        <p class="quiet small">{device.current ? 'This device' : `Last used ${relativeDay(new Date(device.lastUsedAt), here())}`}</p>
      </div>
      {!device.current && (sure
        ? <Button kind="care" onClick={onEnd}>Yes, end it</Button>
        : <Button kind="quiet" onClick={() => { setSure(true); }}>End<span class="only-read-aloud"> {device.device}</span></Button>)}
    </div>
  );
}
