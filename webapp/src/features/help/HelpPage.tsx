import './help.css';
import { practice } from '../../sync/exchange/connection.ts';
import { cameFrom } from '../../ui/page/came-from.ts';
import { Icon } from '../../ui/page/Icon.tsx';
import { Page } from '../../ui/page/Page.tsx';

/** Whom to call: the practice's own numbers, there offline, while locked and before registering. */
export default function HelpPage() {
  return (
    <Page title="Help now" back={cameFrom()} tab="Help">
      <p class="help-first">
        This app is not watched by anyone. Nobody sees what you write while you write it, so please call.
      </p>
      <ul class="plain-list help-list">
        {practice.value.help.map((line) => (
          <li key={line.number}>
            <a class="help-line" href={`tel:${dialled(line.number)}`}>
              <Icon name="phone" />
              <span>
                <span class="help-name">{line.name}</span>
                <span class="help-number">{line.number}</span>
              </span>
            </a>
            {line.text !== '' && <p class="help-text quiet">{line.text}</p>}
          </li>
        ))}
      </ul>
      <p class="quiet">
        If your life or somebody else’s is in danger, call the emergency number of the place where you are, or go to the
        nearest emergency department.
      </p>
    </Page>
  );
}

/** A number as a telephone dials it: no spaces, slashes or brackets. */
function dialled(number: string): string {
  return number.replace(/[^\d+*#]/g, '');
}
