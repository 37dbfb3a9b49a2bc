import './credentials.css';

import { Disclosure } from '../controls/Disclosure.tsx';
import { QrCode } from '../qr/QrCode.tsx';

/** The secret of an authenticator app: a code to scan, and the same in groups of four to type. */
export function TotpSecret({ secret, uri }: { secret: string; uri: string }) {
  return (
    <div class="stack">
      <p>Scan this with the app.</p>
      <QrCode text={uri} name="Secret for your authenticator app, for its camera" />
      <Disclosure summary="I cannot scan it">
        <p>Type this secret into the app, as a code that changes with the time.</p>
        <ol class="code-groups" aria-label="Secret, eight groups">
          {(secret.match(/.{4}/g) ?? []).map((group, place) => (
            <li key={place}>{group}</li>
          ))}
        </ol>
      </Disclosure>
    </div>
  );
}
