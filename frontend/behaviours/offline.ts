// #offline shows while the hotel's server cannot be reached: when the browser says so, or when a request found
// nobody. The next answer takes it away.
function show(isOffline: boolean): void {
  const banner = document.getElementById("offline");
  if (banner) banner.hidden = !isOffline;
}

window.addEventListener("offline", () => show(true));
window.addEventListener("online", () => show(false));
document.addEventListener("htmx:sendError", () => show(true));
document.addEventListener("htmx:afterOnLoad", () => show(false));
