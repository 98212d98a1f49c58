/**
 * Shows a page of the console: the window that shows it already, or a new one. A window with another page stays as it
 * is, since its person may be writing there. Opening a page decides nothing.
 */
export async function openPage(path: string, clients: Clients): Promise<void> {
  const windows = await clients.matchAll({ type: "window", includeUncontrolled: true });
  const shows = windows.find(({ url }) => new URL(url).pathname === path);
  if (shows === undefined) await clients.openWindow(path);
  else await shows.focus();
}
