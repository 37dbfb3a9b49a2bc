// SPDX-License-Identifier: AGPL-3.0-or-later
/** Which address shows which screen, for whom. */
import * as m from '../messages/index.ts';
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { Redirect, Route, Switch, useLocation } from 'wouter-preact';

import { account, type Role } from '../sync/account.ts';
import { leavingUnfinished } from '../sync/leaving/leaving.ts';
import { watchFragment } from '../sync/pairing/pairings.ts';
import { lazyPage } from '../ui/controls/lazy-page.tsx';
import { Undo, withdrawUndo } from '../ui/controls/Undo.tsx';
import { BottomBar, type Place } from '../ui/page/BottomBar.tsx';
import { Loading } from '../ui/page/Loading.tsx';
import { Notice } from '../ui/page/Notice.tsx';
import { Page } from '../ui/page/Page.tsx';

const HelpPage = lazyPage(() => import('../features/help/HelpPage.tsx'));
const PromisePage = lazyPage(() => import('../features/help/PromisePage.tsx'));

const WelcomePage = lazyPage(() => import('../features/welcome/WelcomePage.tsx'));
const RegistrationPage = lazyPage(() => import('../features/welcome/RegistrationPage.tsx'));
const SignInPage = lazyPage(() => import('../features/welcome/SignInPage.tsx'));
const RecoverPage = lazyPage(() => import('../features/welcome/RecoverPage.tsx'));
const SecondFactorPage = lazyPage(() => import('../features/unlock/SecondFactorPage.tsx'));
const UnlockPage = lazyPage(() => import('../features/unlock/UnlockPage.tsx'));

const TodayPage = lazyPage(() => import('../features/today/TodayPage.tsx'));
const LockedPage = lazyPage(() => import('../features/write/LockedPage.tsx'));
const WritePage = lazyPage(() => import('../features/write/WritePage.tsx'));
const CheckInPage = lazyPage(() => import('../features/check-in/CheckInPage.tsx'));
const JournalPage = lazyPage(() => import('../features/journal/JournalPage.tsx'));
const EntryPage = lazyPage(() => import('../features/journal/EntryPage.tsx'));
const YouPage = lazyPage(() => import('../features/you/YouPage.tsx'));
const SignInAndRecoveryPage = lazyPage(() => import('../features/you/sign-in-and-recovery/SignInAndRecoveryPage.tsx'));
const LockingPage = lazyPage(() => import('../features/you/LockingPage.tsx'));
const DevicesPage = lazyPage(() => import('../features/you/DevicesPage.tsx'));

const NewKeyPage = lazyPage(() => import('../features/you/sign-in-and-recovery/NewKeyPage.tsx'));
const ExportPage = lazyPage(() => import('../features/leaving/ExportPage.tsx'));
const OpenExportPage = lazyPage(() => import('../features/leaving/OpenExportPage.tsx'));
const LeavePage = lazyPage(() => import('../features/leaving/LeavePage.tsx'));
const UnfinishedPage = lazyPage(() => import('../features/leaving/UnfinishedPage.tsx'));
const FarewellPage = lazyPage(() => import('../features/leaving/FarewellPage.tsx'));

const InviteLanding = lazyPage(() => import('../features/pairing/InviteLanding.tsx'));
const PairPage = lazyPage(() => import('../features/pairing/PairPage.tsx'));
const WordsPage = lazyPage(() => import('../features/pairing/WordsPage.tsx'));
const OtherKeyPage = lazyPage(() => import('../features/pairing/OtherKeyPage.tsx'));
const SharePage = lazyPage(() => import('../features/sharing/SharePage.tsx'));
const SharePreviewPage = lazyPage(() => import('../features/sharing/SharePreviewPage.tsx'));
const ShareAgainPage = lazyPage(() => import('../features/sharing/ShareAgainPage.tsx'));
const PeoplePage = lazyPage(() => import('../features/practice/PeoplePage.tsx'));
const BriefPage = lazyPage(() => import('../features/practice/BriefPage.tsx'));
const AppointmentsPage = lazyPage(() => import('../features/practice/AppointmentsPage.tsx'));
const InvitePage = lazyPage(() => import('../features/practice/InvitePage.tsx'));

const patientPlaces: readonly Place[] = [
  { href: '/', word: m.phrase_today(), icon: 'today' },
  { href: '/journal', word: m.phrase_journal(), icon: 'journal' },
  { href: '/share', word: m.phrase_share(), icon: 'share' },
  { href: '/you', word: m.phrase_you(), icon: 'you' },
];

const therapistPlaces: readonly Place[] = [
  { href: '/', word: m.phrase_people(), icon: 'people' },
  { href: '/invite', word: m.phrase_invite(), icon: 'link' },
  { href: '/you', word: m.phrase_you(), icon: 'you' },
];

/** Where the round Write button floats. Today has its own; on You there is nothing to write about. */
const writeRound: readonly string[] = ['/journal', '/share'];

/** The secret part of an invite or enrolment link, out of the address bar before anything else runs. */
const enrolment = signal<string | undefined>(undefined);
watchFragment((fragment) => {
  enrolment.value = fragment;
});

function App() {
  return (
    <Switch>
      <Route path="/help">
        <HelpPage />
      </Route>
      <Route path="/promise">
        <PromisePage />
      </Route>
      <Route path="/recover">
        <RecoverPage />
      </Route>
      <Route>
        <Screens />
      </Route>
    </Switch>
  );
}

function Screens() {
  const state = account.value;
  if (state.step === 'locked' && leavingUnfinished.value) return <UnfinishedPage />;
  switch (state.step) {
    case 'starting':
      return <Loading />;
    case 'broken':
      return <Broken why={state.why} />;
    case 'welcome':
      return <Outside />;
    case 'locked':
      return <Locked login={state.login} role={state.role} />;
    case 'second_factor':
      return <SecondFactorPage setup={state.setup} login={state.login} />;
    case 'left':
      return <FarewellPage />;
    case 'open':
      return <Inside role={state.role} />;
  }
}

/**
 * Whether /write is the page that needs no unlock: asked for, or what the app was started with.
 * A page that locks while somebody writes in the open journal asks for the unlock instead: her words are behind it.
 */
const writesLocked = signal(location.pathname === '/write');

function Locked({ login, role }: { login: string; role: Role }) {
  const [path, navigate] = useLocation();
  const write = () => {
    writesLocked.value = true;
    navigate('/write');
  };
  if (role !== 'patient') return <UnlockPage login={login} role={role} />;
  return path === '/write' && writesLocked.value ? (
    <LockedPage />
  ) : (
    <UnlockPage login={login} role={role} onWrite={write} />
  );
}

/** Before there is an account on this device. */
function Outside() {
  return (
    <Switch>
      <Route path="/i">
        <InviteLanding />
      </Route>
      <Route path="/start/:step?">{({ step }) => <RegistrationPage role="patient" step={step} key={step} />}</Route>
      <Route path="/enrol/:step?">
        {({ step }) => <RegistrationPage role="therapist" step={step} enrolment={enrolment.value} key={step} />}
      </Route>
      <Route path="/sign-in">
        <SignInPage />
      </Route>
      <Route path="/">
        <WelcomePage />
      </Route>
      <Route>
        <Redirect to="/" replace />
      </Route>
    </Switch>
  );
}

/** The account is open: its wing, with the places bar on the pages that are places. */
function Inside({ role }: { role: Role }) {
  const [path] = useLocation();
  const places = role === 'patient' ? patientPlaces : therapistPlaces;
  // The brief lies beside the people on a desk, so it has their bar too.
  const withBar = places.some((place) => place.href === path) || /^\/people\/[^/]+$/.test(path);
  return (
    <div class={withBar ? 'with-bar' : ''}>
      {withBar && <BottomBar places={places} write={role === 'patient' && writeRound.includes(path)} />}
      {role === 'patient' ? <Patient /> : <Therapist />}
      <Undo />
    </div>
  );
}

function Patient() {
  return (
    <Switch>
      <Route path="/">
        <TodayPage />
      </Route>
      <Route path="/write/:id?">{({ id }) => <WritePage id={id} key={id} />}</Route>
      <Route path="/check-in/:id?">{({ id }) => <CheckInPage id={id} key={id} />}</Route>
      <Route path="/journal">
        <JournalPage />
      </Route>
      <Route path="/journal/:id">{({ id }) => <EntryPage id={id} key={id} />}</Route>
      <Route path="/share">
        <SharePage />
      </Route>
      <Route path="/share/again/:pairingId">
        <ShareAgainPage />
      </Route>
      <Route path="/share/:entryId">
        <SharePreviewPage />
      </Route>
      <Route path="/i">
        <InviteLanding />
      </Route>
      <Route path="/pair">
        <PairPage />
      </Route>
      <Route path="/pair/:pairingId/words">
        <WordsPage />
      </Route>
      {shared()}
    </Switch>
  );
}

function Therapist() {
  return (
    <Switch>
      <Route path="/">
        <PeoplePage />
      </Route>
      <Route path="/people/:pairingId">
        <BriefPage />
      </Route>
      <Route path="/people/:pairingId/appointments">
        <AppointmentsPage />
      </Route>
      <Route path="/invite">
        <InvitePage />
      </Route>
      <Route path="/i">
        <InviteLanding />
      </Route>
      <Route path="/pair/:pairingId/words">
        <WordsPage />
      </Route>
      {shared()}
    </Switch>
  );
}

/** The routes of both wings. A function, not a component: Switch looks only at its own children. */
function shared() {
  return [
    <Route path="/you" key="you">
      <YouPage />
    </Route>,
    <Route path="/you/ways-in/:way?" key="ways-in">
      {({ way }) => <SignInAndRecoveryPage way={way} key={way} />}
    </Route>,
    <Route path="/you/locking" key="locking">
      <LockingPage />
    </Route>,
    <Route path="/you/devices" key="devices">
      <DevicesPage />
    </Route>,
    <Route path="/you/export" key="export">
      <ExportPage />
    </Route>,
    <Route path="/you/export/open" key="open-export">
      <OpenExportPage />
    </Route>,
    <Route path="/you/leave" key="leave">
      <LeavePage />
    </Route>,
    <Route path="/you/new-key" key="new-key">
      <NewKeyPage />
    </Route>,
    <Route path="/pair/:pairingId/other-key" key="other-key">
      <OtherKeyPage />
    </Route>,
    <Route key="rest">
      <Redirect to="/" replace />
    </Route>,
  ];
}

const troubles = {
  no_storage: m.app_this_browser_cant_save_anything(),
  known_answers: m.app_this_browser_gets_the_encryption(),
} as const;

function Broken({ why }: { why: keyof typeof troubles }) {
  return (
    <Page title={m.app_interlude_cant_start_here()}>
      <Notice kind="fault">
        <p>{troubles[why]}</p>
      </Notice>
    </Page>
  );
}

export function Watched() {
  const step = account.value.step;
  useEffect(() => {
    if (step !== 'open') withdrawUndo();
    else writesLocked.value = false;
  }, [step]);
  return <App />;
}
