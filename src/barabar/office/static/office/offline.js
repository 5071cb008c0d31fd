// The return form without a connection: what is typed is kept on this machine first, then sent. Also on every office page:
// what waits is sent, pages that may be needed are kept, signing out leaves nothing behind. Sentences come from the page.
"use strict";
(() => {
  const line = document.getElementById("kept");
  if (!line) return;
  const say = line.dataset;
  const account = say.account;
  const language = document.documentElement.lang || "en";
  const fill = (sentence, facts) => sentence.replace(/\{(\w+)\}/g, (whole, key) => (key in facts ? facts[key] : whole));
  const clock = () => new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date());
  const anchor = (address, words) => Object.assign(document.createElement("a"), { href: address, textContent: words });

  // ---- What waits, told on every page
  const main = document.getElementById("main");
  if (main) main.prepend(line);
  const count = async () => {
    const held = await Kept.everything(account).catch(() => ({ entries: [], files: [] }));
    const answers = held.entries.reduce((sum, entry) => sum + Object.keys(entry.changes).length, 0);
    return { answers, files: held.files.length, all: answers + held.files.length };
  };
  const tellWaiting = async () => {
    const left = await count();
    line.replaceChildren(fill(say.sayWaiting, left), " ", anchor(say.waiting, say.sayLook));
    line.hidden = !left.all || location.pathname === say.waiting;
  };

  // A form that got no answer: the worker leads back to its page, which says so once.
  const tellUnanswered = () => {
    const address = new URL(location);
    if (!address.searchParams.has("unanswered")) return;
    address.searchParams.delete("unanswered");
    history.replaceState(null, "", address);
    const told = Object.assign(document.createElement("p"), { className: line.className, textContent: say.sayUnanswered });
    told.setAttribute("role", "alert");
    line.before(told);
  };

  // ---- The return form
  const PASSED_OVER = new Set(["csrfmiddlewaretoken", "edition", "base", "delivery", "do", "remove", "evidence", ""]);
  const placeOf = (name) => {
    const cut = name.lastIndexOf(":");
    return cut < 0 ? [name, "text"] : [name.slice(0, cut), name.slice(cut + 1)];
  };
  const plain = (part, text) => {
    const trimmed = text.replace(/\r\n/g, "\n").trim();
    return part === "overlap" && trimmed === "none" ? "" : trimmed;
  };
  const same = (one = {}, other = {}) =>
    [...new Set([...Object.keys(one), ...Object.keys(other)])].every((part) => (one[part] || "") === (other[part] || ""));
  const grouped = (fields) => {
    const units = {};
    for (const [name, text] of Object.entries(fields)) {
      const [unit, part] = placeOf(name);
      (units[unit] ||= {})[part] = plain(part, text);
    }
    return units;
  };

  const form = document.querySelector("form[data-deliver]");
  const texts = form ? form.dataset : {};
  const where = form && { account, deliver: texts.deliver, title: texts.title, address: location.pathname };

  const typedIn = () => {
    const fields = {};
    for (const control of form.elements) {
      if (PASSED_OVER.has(control.name) || control.type === "file") continue;
      if (control.type !== "radio") fields[control.name] = control.value;
      else if (control.checked || !(control.name in fields)) fields[control.name] = control.checked ? control.value : "";
    }
    return grouped(fields);
  };
  const put = (unit, parts) => {
    for (const control of form.elements) {
      if (PASSED_OVER.has(control.name) || control.type === "file") continue;
      const [own, part] = placeOf(control.name);
      if (own !== unit) continue;
      const text = parts[part] || "";
      if (control.type === "radio") control.checked = control.value === text;
      else if (control.tagName === "SELECT") control.value = text || (control.options[0] ? control.options[0].value : "");
      else control.value = text;
      const box = control.closest("details");
      if (text && box && plain(part, text)) box.open = true;
    }
  };

  const state = form && document.querySelector("[data-keep-state]");
  const tell = (what, sentence, facts = {}, link) => {
    state.dataset.state = what;
    state.classList.toggle("failed", what === "unsaved");
    state.replaceChildren(fill(sentence, { time: clock(), ...facts }));
    if (link) state.append(" ", link);
  };

  let server = {}, held = {}, typing = 0, timer = 0, chain = Promise.resolve(), unsaved = false, unread = false, clashes = 0;
  const touched = new Set();
  // What is kept here and not sent yet, by unit: the server's answer to an earlier entry knows nothing of it.
  const waiting = {};

  // A store that cannot be read at this moment (the machine is busy) is asked again; if it stays so, the page says it.
  const readKept = async () => {
    for (const pause of [100, 400, 1500]) {
      const own = await Kept.page(where).catch(() => null);
      if (own) return own;
      await new Promise((done) => setTimeout(done, pause));
    }
    unread = true;
    tell("unsaved", texts.sayUnread);
    return { entries: [], files: [], known: null };
  };

  // What was kept here and not sent, and what the server said last, stand over the page as it was served.
  const overlay = async () => {
    server = grouped(JSON.parse(form.elements.base.value));
    held = typedIn();
    const own = await readKept();
    const newer = own.known && own.known.edition > Number(form.elements.edition.value);
    if (newer) {
      server = grouped(own.known.fields);
      form.elements.edition.value = own.known.edition;
      form.elements.base.value = JSON.stringify(own.known.fields);
    }
    for (const unit of Object.keys(held)) {
      const entry = own.entries.filter((one) => one.changes[unit]).pop();
      if (entry) waiting[unit] = entry.changes[unit].mine;
      const wanted = entry ? entry.changes[unit].mine : newer ? server[unit] || {} : held[unit];
      if (same(wanted, held[unit])) continue;
      held[unit] = wanted;
      if (!touched.has(unit)) put(unit, wanted);
    }
    for (const file of own.files) showFile(file, file.reason ? "refused" : "here", file.reason);
    const reason = own.entries.map((entry) => entry.reason).find(Boolean);
    if (reason) tell("here", texts.sayRefused, { reason });
    else if (own.entries.length) tell("here", texts.sayHere);
  };

  const keepNow = async () => {
    const seen = typing, now = typedIn(), changes = {};
    for (const unit of Object.keys(now)) {
      if (!same(now[unit], held[unit])) changes[unit] = { base: server[unit] || {}, mine: now[unit] };
    }
    const any = Object.keys(changes).length > 0;
    if (any) {
      const mine = Object.fromEntries(Object.entries(changes).map(([unit, change]) => [unit, change.mine]));
      Object.assign(held, mine);
      Object.assign(waiting, mine);
      unsaved = !(await Kept.save(where, changes, Number(form.elements.edition.value)));
      if (navigator.storage && navigator.storage.persist) navigator.storage.persist().catch(() => false);
    }
    if (typing !== seen) return later(300);
    if (unsaved) tell("unsaved", texts.sayFull);
    else if (any) tell("here", texts.sayHere);
    else if (state.dataset.state === "saving") tell("sent", texts.saySent);
    if (any) Sending.later(unsaved ? 0 : 700);
    return undefined;
  };
  const keep = () => {
    clearTimeout(timer);
    chain = chain.then(keepNow).catch((problem) => tell("unsaved", texts.sayBroken, { reason: problem.message }));
    return chain;
  };
  const later = (milliseconds) => { clearTimeout(timer); timer = setTimeout(keep, milliseconds); };

  const taken = ({ entry, said }) => {
    if (entry.deliver !== where.deliver) return;
    const fresh = grouped(said.fields), clashing = new Set(said.clashing), now = typedIn();
    for (const [unit, change] of Object.entries(entry.changes)) if (same(waiting[unit], change.mine)) delete waiting[unit];
    for (const unit of Object.keys(now)) {
      // A unit that clashes keeps what it began from, so that whatever is typed next joins the same clash.
      if (clashing.has(unit)) continue;
      server[unit] = fresh[unit] || {};
      if (unit in entry.changes || unit in waiting || !same(now[unit], held[unit]) || same(now[unit], server[unit])) continue;
      held[unit] = server[unit];
      put(unit, server[unit]);
    }
    form.elements.edition.value = said.edition;
    const base = Object.fromEntries(Object.entries(said.fields).filter(([name]) => !clashing.has(placeOf(name)[0])));
    for (const unit of clashing) {
      for (const [part, text] of Object.entries(server[unit] || {})) base[part === "text" ? unit : `${unit}:${part}`] = text;
    }
    form.elements.base.value = JSON.stringify(base);
    clashes = said.clashes;
  };

  const told = (what, facts) => {
    if (what === "sent") taken(facts);
    if (what === "file-sent" && facts.file.deliver === where.deliver) showFile(facts.file, "sent");
    if (what === "file-turned-away" && facts.file.deliver === where.deliver) showFile(facts.file, "refused", facts.reason);
    if (unread || !["here", "unsaved"].includes(state.dataset.state)) return;
    if (what === "round") unsaved = Kept.spare.length > 0;
    if (what === "round" && facts.clean && clashes) tell("sent", texts.sayClash, { number: clashes }, anchor(texts.clashes, texts.sayChoose));
    else if (what === "round" && facts.clean) tell("sent", texts.saySent);
    else if (what === "turned-away" && facts.entry.deliver === where.deliver) tell("here", texts.sayRefused, { reason: facts.reason || texts.sayGone });
    else if (unsaved) tell("unsaved", texts.sayFull);
    else if (what === "offline") tell("here", texts.sayOffline);
    else if (what === "signed-out") tell("here", texts.saySignedOut, {}, anchor(`${say.signIn}?next=${encodeURIComponent(location.pathname)}`, texts.saySignIn));
    else if (what === "other-account") tell("here", texts.sayRefused, { reason: facts.reason });
  };

  // ---- Files: kept whole on this machine, then sent in pieces
  const shown = new Map();
  const showFile = (file, what, reason = "") => {
    const list = form.querySelector("[data-kept-files]");
    const row = shown.get(file.id) || list.appendChild(document.createElement("li"));
    shown.set(file.id, row);
    row.dataset.state = what;
    const words = { here: texts.sayFileHere, sent: texts.sayFileSent, refused: texts.sayFileRefused, unsaved: texts.sayFileFull }[what];
    row.textContent = `${file.name}: ${fill(words, { reason })}`;
    list.hidden = false;
  };
  const hash = async (blob) => {
    const digest = await crypto.subtle.digest("SHA-256", await blob.arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const keepFile = async (file) => {
    const facts = { name: file.name, size: file.size, address: texts.files, broken: texts.sayFileBroken };
    try {
      const row = { ...facts, blob: new Blob([await file.arrayBuffer()]), sha256: await hash(file) };
      const id = await Kept.addFile({ ...where, page: where.address }, row);
      showFile({ ...row, id }, "here");
      return true;
    } catch {
      showFile({ ...facts, id: file.name }, "unsaved");
      return false;
    }
  };
  const watchFiles = (input) => input.addEventListener("change", async () => {
    const files = [...input.files];
    const kept = await Promise.all(files.map(keepFile));
    if (kept.every(Boolean)) {
      input.value = "";
      input.dispatchEvent(new Event("cleared", { bubbles: true }));
    }
    Sending.later(0);
  });

  // ---- Buttons: keep, send, and only then go the ordinary way; without a connection go on by what is kept here
  let passing = false;
  const pressed = async (event) => {
    if (passing || event.defaultPrevented) return;
    event.preventDefault();
    const button = event.submitter;
    await keep();
    const outcome = await Sending.now();
    const own = await Kept.page(where).catch(() => ({ entries: [], files: [] }));
    const rest = own.entries.length + own.files.length + Kept.spare.length;
    if (outcome === "clean" || (outcome === "rest" && !rest)) {
      const cookie = document.cookie.match(/(?:^|; )csrftoken=([^;]*)/);
      if (cookie) form.elements.csrfmiddlewaretoken.value = cookie[1];
      passing = true;
      form.requestSubmit(button);
    } else if (outcome === "offline" && button && button.value === "continue" && !unsaved && isKept()) {
      location.assign(texts.next);
    }
  };
  const isKept = () => Boolean(navigator.serviceWorker && navigator.serviceWorker.controller);

  const startForm = async () => {
    const ready = overlay();
    chain = chain.then(() => ready);
    form.addEventListener("input", (event) => {
      if (PASSED_OVER.has(event.target.name) || event.target.type === "file") return;
      typing += 1;
      touched.add(placeOf(event.target.name)[0]);
      tell("saving", texts.saySaving);
      later(300);
    });
    form.addEventListener("change", (event) => { if (event.target.type !== "file") later(0); });
    form.addEventListener("submit", pressed);
    addEventListener("pagehide", keep);
    addEventListener("pageshow", () => { passing = false; });
    document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
    addEventListener("beforeunload", (event) => {
      if (!passing && (unsaved || state.dataset.state === "saving")) event.preventDefault();
    });
    Sending.listen(told);
    const input = form.querySelector("input[type=file]");
    if (input && crypto.subtle) {
      watchFiles(input);
      const attach = form.querySelector("button[value=attach]");
      if (attach) attach.hidden = true;
    }
    await ready;
    form.dataset.ready = "yes";
  };

  // ---- Sending the whole return, and signing out: nothing may be left behind
  const firstSend = (target, sentence) => target.addEventListener("submit", async (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    await Sending.now();
    const left = await count();
    if (left.all && !confirm(fill(sentence, left))) return;
    target.submit();
  });
  const forget = async () => {
    if (!(await count()).all) await Kept.wipe(account).catch(() => null);
    if (!("caches" in window)) return;
    for (const name of [`barabar-pages-${account}`, "barabar-state"]) await caches.delete(name);
  };
  const watchSignOut = (target) => target.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form) await keep();
    if ((await count()).all) await Sending.now();
    const left = await count();
    if (left.all && !confirm(fill(say.sayLeave, left))) return;
    await forget();
    target.submit();
  });

  // ---- Pages for later, and the worker that shows them
  const keepPages = async () => {
    if (!("caches" in window) || !navigator.onLine) return;
    const links = [...document.querySelectorAll("[data-keep-pages] a[href], .steps a[href]")].map((one) => one.pathname);
    const own = `barabar-pages-${account}`;
    for (const name of await caches.keys()) {
      if (name.startsWith("barabar-pages-") && name !== own) await caches.delete(name);
    }
    // The worker shows kept pages only to the account that the server answered last.
    await (await caches.open("barabar-state")).put("/office/account-signed-in", new Response(account));
    const cache = await caches.open(own);
    for (const address of new Set([location.pathname, say.requests, say.waiting, ...links])) {
      if (await cache.match(address, { ignoreVary: true })) continue;
      const answer = await fetch(address, { headers: { "Barabar-Purpose": "keep" } }).catch(() => null);
      if (!answer) return;
      const ours = answer.headers.get("Barabar-Account") === account && answer.headers.get("Barabar-Keep");
      if (answer.ok && !answer.redirected && ours) await cache.put(address, answer);
    }
    document.documentElement.dataset.keptPages = "done";
  };
  const startWorker = async () => {
    if (!("serviceWorker" in navigator)) return;
    const rule = { createScriptURL: (address) => address };
    const policy = window.trustedTypes ? trustedTypes.createPolicy("barabar-worker", rule) : rule;
    await navigator.serviceWorker.register(policy.createScriptURL(say.worker), { scope: say.scope });
    await navigator.serviceWorker.ready;
    await keepPages();
  };

  const start = async () => {
    Sending.start(account);
    Sending.listen(tellWaiting);
    const out = document.querySelector(`form[action="${say.signOut}"]`);
    if (out) watchSignOut(out);
    for (const target of document.querySelectorAll("form[data-after-sending]")) firstSend(target, say.sayFirst);
    tellUnanswered();
    if (form) await startForm();
    await tellWaiting();
    Sending.now();
    startWorker().catch((problem) => console.info("no worker:", problem.message));
  };
  start();
})();
