// What the pages do beyond HTML. Without this script they work too, only not by themselves.
(() => {
  "use strict";

  const body = document.body;

  // --- Relative times and running clocks -------------------------------------------------------

  const roughly = (seconds) =>
    seconds < 60 ? `${seconds} s`
    : seconds < 3600 ? `${Math.floor(seconds / 60)} min`
    : seconds < 172800 ? `${Math.floor(seconds / 3600)} h`
    : `${Math.floor(seconds / 86400)} days`;

  const two = (number) => String(number).padStart(2, "0");

  const clock = (seconds) =>
    seconds >= 3600 ? `${Math.floor(seconds / 3600)} h ${two(Math.floor(seconds / 60) % 60)} min`
    : seconds >= 60 ? `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`
    : `${seconds} s`;

  function tick() {
    const now = Date.now();
    for (const time of document.querySelectorAll("main time[datetime]")) {
      if (time.closest(".timeline")) continue;
      const past = Math.round((now - Date.parse(time.dateTime)) / 1000);
      time.textContent = Math.abs(past) < 5 ? "just now"
        : past < 0 ? `in ${roughly(-past)}` : `${roughly(past)} ago`;
    }
    for (const since of document.querySelectorAll("[data-since]")) {
      const seconds = Math.max(0, Math.round((now - Date.parse(since.dataset.since)) / 1000));
      since.textContent = clock(seconds);
      const progress = since.closest("li")?.querySelector("progress[value]");
      if (progress) progress.value = Math.min(seconds, progress.max);
    }
  }
  setInterval(tick, 1000);

  // --- Live pages: the server says that something changed, the page reads itself again ----------

  const away = document.getElementById("away");
  let live = null;
  let missed = false;

  const changed = () => {
    if (document.hidden) missed = true;
    else htmx.trigger(body, "farm-changed");
  };

  // A browser opens few connections to one server: a page that nobody looks at gives its own back.
  function listen() {
    if (document.hidden) {
      live?.close();
      live = null;
      missed = true;
      return;
    }
    if (!live && body.dataset.live) {
      live = new EventSource(body.dataset.live);
      live.addEventListener("changed", changed);
      live.addEventListener("away", () => { away.dataset.away = "true"; });
      live.addEventListener("back", () => { away.dataset.away = "false"; changed(); });
      live.addEventListener("open", () => { if (missed) { missed = false; changed(); } });
      live.addEventListener("error", () => { missed = true; });
    }
  }
  document.addEventListener("visibilitychange", () => { listen(); follow(); });

  // An error page looks again by itself.
  if (document.querySelector("[data-again]")) {
    setTimeout(() => location.reload(), 5000);
  }

  // --- The live log ----------------------------------------------------------------------------

  const LINES_MAX = 5000; // more would slow the browser down; the rest can be loaded
  let logStream = null;

  function follow() {
    const log = document.getElementById("log");
    if (document.hidden) {
      logStream?.close();
      logStream = null;
      return;
    }
    if (!log || log.dataset.follow !== "true" || logStream) return;
    const pre = log.querySelector("pre:not(.partial)") ?? log.appendChild(document.createElement("pre"));
    const partial = document.getElementById("log-partial");
    const keepEnd = (change) => {
      const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
      change();
      if (atEnd) log.scrollTop = log.scrollHeight;
    };
    const stream = new EventSource(`/log/${log.dataset.attempt}/live?from=${log.dataset.end}`);
    logStream = stream;
    stream.addEventListener("lines", (event) => keepEnd(() => {
      log.lastElementChild.previousElementSibling.insertAdjacentHTML("beforeend", event.data);
      partial.textContent = "";
      log.dataset.end = event.lastEventId;
      trim(log);
    }));
    stream.addEventListener("partial", (event) => keepEnd(() => { partial.innerHTML = event.data; }));
    stream.addEventListener("gap", (event) => keepEnd(() => {
      const [bytes, next] = event.data.split(" ");
      const gap = document.createElement("p");
      gap.className = "earlier";
      gap.textContent = `${Math.round(bytes / 1024).toLocaleString("en")} KiB skipped: the build prints faster than a page can show. The raw log has them.`;
      partial.before(gap, document.createElement("pre"));
      log.dataset.end = next;
    }));
    stream.addEventListener("end", () => {
      stream.close();
      log.dataset.follow = "false";
      changed();
    });
    stream.addEventListener("error", () => {
      if (stream.readyState === EventSource.CLOSED) logStream = null;
    });
    void pre;
  }

  function trim(log) {
    const lines = log.getElementsByClassName("line");
    let surplus = lines.length - LINES_MAX;
    if (surplus <= 0 || log.scrollHeight - log.scrollTop - log.clientHeight > 40) return;
    while (surplus-- > 0) lines[0].remove();
    const link = log.querySelector(".earlier a");
    const first = lines[0]?.id.slice(1);
    if (link && first) {
      link.href = link.href.replace(/before=\d+/, `before=${first}`);
      link.setAttribute("hx-get", link.getAttribute("hx-get").replace(/before\/\d+/, `before/${first}`));
      htmx.process(link);
    }
  }

  function showLog() {
    const log = document.getElementById("log");
    if (!log) return;
    const marked = markLine(log, location.hash.slice(1)) ?? markOffset(log);
    if (marked) marked.scrollIntoView({ block: "center" });
    else if (log.dataset.marked === "-1") log.scrollTop = log.scrollHeight;
    log.addEventListener("click", (event) => {
      const line = event.target.closest(".line");
      if (!line || getSelection().toString()) return;
      markLine(log, line.id);
      const address = new URL(location.href);
      address.searchParams.set("attempt", log.dataset.attempt);
      address.searchParams.set("at", line.id.slice(1));
      address.searchParams.delete("before");
      address.hash = line.id;
      history.replaceState(null, "", address);
    });
  }

  function markLine(log, id) {
    const line = /^o\d+$/.test(id) ? document.getElementById(id) : null;
    if (line) {
      log.querySelectorAll(".marked").forEach((other) => other.classList.remove("marked"));
      line.classList.add("marked");
    }
    return line;
  }

  // The line that contains the wanted byte.
  function markOffset(log) {
    const wanted = Number(log.dataset.marked);
    if (wanted < 0) return null;
    let best = null;
    for (const line of log.getElementsByClassName("line")) {
      if (Number(line.id.slice(1)) > wanted) break;
      best = line;
    }
    return best && markLine(log, best.id);
  }

  // Earlier lines are put in above: what is being read stays where it is.
  let heightBefore = 0;
  body.addEventListener("htmx:beforeSwap", (event) => {
    const log = event.target.closest?.(".log");
    heightBefore = log ? log.scrollHeight - log.scrollTop : 0;
  });
  body.addEventListener("htmx:afterSettle", () => {
    const log = document.getElementById("log");
    if (log && heightBefore) { log.scrollTop = log.scrollHeight - heightBefore; heightBefore = 0; }
    tick();
  });

  listen();
  showLog();
  follow();
})();
