/** The text of open.html, made by scripts/archive-page-plugin.mjs from src/archive. */
declare module 'virtual:archive-page' {
  const page: string;
  export default page;
}
