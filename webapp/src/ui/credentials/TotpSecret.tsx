// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './credentials.css';

import { Disclosure } from '../controls/Disclosure.tsx';
import { QrCode } from '../qr/QrCode.tsx';

/** The secret of an authenticator app: a code to scan, and the same in groups of four to type. */
export function TotpSecret({ secret, uri }: { secret: string; uri: string }) {
  return (
    <div class="stack">
      <p>{m.secret_scan_this_with_the_app()}</p>
      <QrCode text={uri} name={m.secret_totp_code()} />
      <Disclosure summary={m.secret_i_cant_scan()}>
        <p>{m.secret_type_this_secret_into()}</p>
        <ol class="code-groups" aria-label={m.secret_secret_eight_groups()}>
          {(secret.match(/.{4}/g) ?? []).map((group, place) => (
            <li key={place}>{group}</li>
          ))}
        </ol>
      </Disclosure>
    </div>
  );
}
