// SPDX-License-Identifier: AGPL-3.0-or-later
import * as m from '../../messages/index.ts';
import './qr-scanner.css';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Notice } from '../page/Notice.tsx';

/** How often a picture of the camera is looked at, in milliseconds. */
const PAUSE = 180;

/** Pictures are made no larger than this for reading: a code of our size needs far less. */
const LONGEST_SIDE = 720;

/**
 * Shows the camera and reads a QR code from it.
 *
 * The camera runs only while this is on the screen and the page is visible. The reader is
 * fetched when the first scanner opens.
 *
 * @param onText called with each code read, once per new text.
 */
export function QrScanner({ onText }: { onText: (text: string) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [ready, setReady] = useState(false);
  const heard = useRef(onText);
  heard.current = onText;
  useEffect(() => {
    const shown = video.current;
    if (!shown) return undefined;
    const watch = watchCamera(shown, {
      read: (text) => {
        heard.current(text);
      },
      ready: setReady,
      trouble: setTrouble,
    });
    return () => {
      watch.stop();
    };
  }, []);
  if (trouble !== null) return <Notice kind="quiet">{trouble}</Notice>;
  return (
    <div class="qr-scanner">
      <video ref={video} class="qr-scanner-picture" muted playsInline aria-label={m.camera_what_the_camera_sees()} />
      <p class="qr-scanner-word" role="status">
        {ready ? m.camera_hold_the_phone_so() : m.camera_opening_the_camera()}
      </p>
    </div>
  );
}

interface Listener {
  read: (text: string) => void;
  ready: (isReady: boolean) => void;
  trouble: (sentence: string) => void;
}

/** Opens the camera now and whenever the page is seen again; gives it back whenever it is not. */
function watchCamera(video: HTMLVideoElement, listener: Listener): { stop: () => void } {
  let running: { stop: () => void } | null = null;
  const follow = () => {
    running?.stop();
    running = document.hidden ? null : runCamera(video, listener);
  };
  document.addEventListener('visibilitychange', follow);
  follow();
  return {
    stop: () => {
      document.removeEventListener('visibilitychange', follow);
      running?.stop();
    },
  };
}

function runCamera(video: HTMLVideoElement, listener: Listener): { stop: () => void } {
  let stopped = false;
  let stream: MediaStream | null = null;
  const stop = () => {
    stopped = true;
    stream?.getTracks().forEach((track) => {
      track.stop();
    });
    video.srcObject = null;
  };
  const run = async () => {
    stream = await openCamera();
    // The page may have been left while the person was asked.
    if (stopped) {
      stop();
      return;
    }
    video.srcObject = stream;
    await video.play();
    listener.ready(true);
    await readUntil(video, () => stopped, listener.read);
  };
  run().catch((fault: unknown) => {
    if (!stopped) listener.trouble(cameraSentence(fault));
    stop();
  });
  return { stop };
}

async function openCamera(): Promise<MediaStream> {
  if (!('mediaDevices' in navigator)) throw new DOMException('no camera here', 'NotFoundError');
  return navigator.mediaDevices.getUserMedia({ audio: false, video: { facingMode: 'environment' } });
}

async function readUntil(video: HTMLVideoElement, isOver: () => boolean, read: (text: string) => void): Promise<void> {
  const { decodeQR } = await import('qr/decode.js');
  const canvas = document.createElement('canvas');
  let last: string | null = null;
  while (!isOver()) {
    const text = readOnce(video, canvas, decodeQR);
    if (text !== null && text !== last) read(text);
    last = text ?? last;
    await new Promise((resolve) => {
      setTimeout(resolve, PAUSE);
    });
  }
}

type Decode = (image: ImageData) => string;

/** What one picture says, or null: most pictures show no whole code, which the reader tells by throwing. */
function readOnce(video: HTMLVideoElement, canvas: HTMLCanvasElement, decode: Decode): string | null {
  const shrink = Math.min(1, LONGEST_SIDE / Math.max(video.videoWidth, video.videoHeight, 1));
  canvas.width = Math.round(video.videoWidth * shrink);
  canvas.height = Math.round(video.videoHeight * shrink);
  const pencil = canvas.getContext('2d', { willReadFrequently: true });
  if (!pencil || canvas.width === 0 || canvas.height === 0) return null;
  pencil.drawImage(video, 0, 0, canvas.width, canvas.height);
  try {
    return decode(pencil.getImageData(0, 0, canvas.width, canvas.height));
  } catch {
    return null;
  }
}

/** Why there is no picture, and what to do instead. */
export function cameraSentence(fault: unknown): string {
  const name = fault instanceof DOMException ? fault.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') {
    return m.camera_this_app_isnt_allowed();
  }
  if (name === 'NotFoundError' || name === 'OverconstrainedError') {
    return m.camera_theres_no_camera_this_app();
  }
  if (name === 'NotReadableError') {
    return m.camera_another_app_is_using();
  }
  return m.camera_the_camera_didnt_open_paste();
}
