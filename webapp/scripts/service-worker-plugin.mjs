/** The place of the plugin that emits /sw.js with its list of files. */
export function serviceWorker() {
  return { name: 'interlude-service-worker' };
}
