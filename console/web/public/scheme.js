// Runs before the first paint, so that a dark page does not flash white. A file of its own: the CSP allows no inline script.
(function () {
  var chosen = null;
  try {
    chosen = localStorage.getItem("boing.scheme");
  } catch {
    /* storage may be forbidden; the system's preference then decides */
  }
  var dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
