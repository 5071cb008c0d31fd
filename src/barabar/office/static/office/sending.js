// Sends what this machine keeps, oldest first, one at a time over all open tabs. Whatever goes wrong on the way, the same
// id and content are sent again; the server takes them in once.
"use strict";
const Sending = (() => {
  const PIECE = 256 * 1024;
  const PATIENCE = 30000;
  const LONGEST_WAIT = 60000;
  const listeners = [];
  let account = "", running = null, again = false, timer = 0, wait = 2000;

  const tell = (what, facts = {}) => listeners.forEach((listener) => listener(what, facts));
  const token = () => (document.cookie.match(/(?:^|; )csrftoken=([^;]*)/) || [])[1] || "";

  class Stop extends Error {
    constructor(what, reason) { super(reason || what); this.what = what; }
  }

  // One request. Only an answer of ours, which names the id that was sent, counts as one; anything else (no connection, a
  // portal's page, a server that broke off) is tried again.
  const ask = async (address, body, id) => {
    let answer, said;
    try {
      answer = await fetch(address, {
        method: "POST", body, credentials: "same-origin", redirect: "manual", signal: AbortSignal.timeout(PATIENCE),
        headers: {
          Accept: "application/json", "X-CSRFToken": token(),
          "Content-Type": typeof body === "string" ? "application/json" : "application/octet-stream",
        },
      });
      said = await answer.json().catch(() => null);
    } catch {
      throw new Stop("offline");
    }
    if (answer.status === 401 || (answer.status === 403 && !said)) throw new Stop("signed-out");
    if (said && said.code === "other-account") throw new Stop("other-account", said.reason);
    if (answer.status === 404) throw new Stop("turned-away");
    if (said && said.reason && answer.status >= 400 && answer.status < 500) throw new Stop("turned-away", said.reason);
    if (!answer.ok || !said || said.id !== id) throw new Stop("offline");
    return said;
  };

  const sendEntry = async (entry) => {
    const changes = Object.entries(entry.changes).map(([unit, change]) => ({ unit, ...change }));
    const said = await ask(entry.deliver, JSON.stringify({ id: entry.id, account: entry.account, changes }), entry.id);
    await Kept.sent(entry, { fields: said.fields, edition: said.edition }, said.clashing);
    tell("sent", { entry, said });
  };

  // Ask first how much is there (no bytes, from the start), then go on from that place.
  const sendFile = async (file) => {
    let from = 0, fresh = 0;
    for (;;) {
      const facts = new URLSearchParams({
        account: file.account, name: file.name, size: file.size, sha256: file.sha256, offset: from,
      });
      const piece = fresh ? file.blob.slice(from, from + PIECE) : new Blob([]);
      const said = await ask(`${file.address}${file.id}/?${facts}`, piece, file.id);
      if (said.done) break;
      if (said.received < from && (fresh += 1) > 3) throw new Stop("turned-away", file.broken);
      from = said.received;
      fresh ||= 1;
    }
    await Kept.remove("files", file.order);
    tell("file-sent", { file });
  };

  const round = async () => {
    const skipped = new Set(), skippedFiles = new Set();
    for (;;) {
      const entry = await Kept.next(account, skipped);
      if (!entry) break;
      try {
        await sendEntry(entry);
      } catch (problem) {
        if (problem.what !== "turned-away") throw problem;
        await Kept.turnedAway("entries", entry, problem.message);
        skipped.add(entry.deliver);
        tell("turned-away", { entry, reason: problem.message });
      }
    }
    for (;;) {
      const file = (await Kept.everything(account)).files.find((one) => !skippedFiles.has(one.order));
      if (!file) break;
      try {
        await sendFile(file);
      } catch (problem) {
        if (problem.what !== "turned-away") throw problem;
        await Kept.turnedAway("files", file, problem.message);
        skippedFiles.add(file.order);
        tell("file-turned-away", { file, reason: problem.message });
      }
    }
    return skipped.size + skippedFiles.size === 0;
  };

  const alone = (work) => (navigator.locks ? navigator.locks.request("barabar-sending", work) : work());
  const later = (milliseconds) => { clearTimeout(timer); timer = setTimeout(now, milliseconds); };

  // Send everything that waits, and what is saved while it runs. Gives "clean" when nothing of this account is left, "rest"
  // when the server turned something away, else why it stopped: "offline", "signed-out", "other-account".
  const now = () => {
    clearTimeout(timer);
    if (running) { again = true; return running; }
    running = (async () => {
      try {
        let clean;
        do {
          again = false;
          clean = await alone(round);
        } while (again);
        wait = 2000;
        tell("round", { clean });
        return clean ? "clean" : "rest";
      } catch (problem) {
        const what = problem.what || "offline";
        tell(what, { reason: problem.message });
        later(wait);
        wait = Math.min(wait * 2, LONGEST_WAIT);
        return what;
      } finally {
        running = null;
      }
    })();
    return running;
  };

  const start = (whose) => {
    account = whose;
    addEventListener("online", () => { wait = 2000; now(); });
    document.addEventListener("visibilitychange", () => { if (!document.hidden) now(); });
  };
  return { start, now, later, listen: (listener) => listeners.push(listener) };
})();
