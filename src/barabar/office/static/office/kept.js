// What this machine keeps until the server has it: changed answers and files, by account. An entry goes only after the
// server answered with its id. Order comes from the store, never from a clock.
"use strict";
const Kept = (() => {
  const NAME = "barabar-kept";
  // One step a version. A step adds stores or moves rows; none may drop a store that holds what somebody typed.
  const STEPS = [
    (database) => {
      database.createObjectStore("entries", { keyPath: "order", autoIncrement: true }).createIndex("account", "account");
      database.createObjectStore("files", { keyPath: "order", autoIncrement: true }).createIndex("account", "account");
    },
    (database) => {
      database.createObjectStore("known", { keyPath: "page" }).createIndex("account", "account");
    },
  ];
  let opened = null;

  const open = () => {
    opened ||= new Promise((resolve, reject) => {
      const asked = indexedDB.open(NAME, STEPS.length);
      asked.onupgradeneeded = (event) => {
        for (const step of STEPS.slice(event.oldVersion)) step(asked.result, asked.transaction);
      };
      asked.onsuccess = () => {
        const database = asked.result;
        // A newer page wants to change the stores: let it; the next use opens them anew.
        database.onversionchange = () => { database.close(); opened = null; };
        database.onclose = () => { opened = null; };
        resolve(database);
      };
      asked.onerror = () => { opened = null; reject(asked.error); };
    });
    return opened;
  };

  // One transaction: `work` is given the stores and a place for its result. Done only when the disk has it.
  const run = async (names, mode, work) => {
    const database = await open();
    return new Promise((resolve, reject) => {
      const transaction = database.transaction(names, mode, { durability: "strict" });
      const told = {};
      transaction.oncomplete = () => resolve(told.result);
      transaction.onabort = () => reject(transaction.error || new Error("aborted"));
      work(Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)])), told);
    });
  };

  const identity = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const digits = [...bytes].map((one) => one.toString(16).padStart(2, "0")).join("");
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };
  const all = (store, account, then) => {
    const asked = store.index("account").getAll(account);
    asked.onsuccess = () => then(asked.result);
  };
  const pageOf = (where) => `${where.account} ${where.deliver}`;

  // Where the store takes nothing (full, or switched off), entries stay in the page itself until they are sent.
  const spare = [];

  // Changed units join the entry of their page that is still waiting; one that is being sent is left as it is, and what
  // was typed into it is then what the next entry begins from.
  // A page may have missed what another tab, or the page before it, sent in the meantime (`own`, with the edition it made):
  // then the change begins from that, not from what the page was served with.
  const joined = (rows, where, changes, edition = 0, own = {}) => {
    const others = rows.filter((row) => row.deliver === where.deliver);
    const last = others[others.length - 1];
    const entry = last && last.state === "waiting" ? last : { ...where, id: identity(), state: "waiting", changes: {} };
    for (const [unit, change] of Object.entries(changes)) {
      const before = others.filter((row) => row !== entry && row.changes[unit]).pop();
      const missed = own[unit] && own[unit].edition > edition ? own[unit].mine : change.base;
      const base = entry.changes[unit] ? entry.changes[unit].base : before ? before.changes[unit].mine : missed;
      entry.changes[unit] = { base, mine: change.mine };
    }
    return Object.assign(entry, { at: new Date().toISOString() });
  };

  // Keep changed units of one page; true once the disk has them. False: only this page has them, until they are sent.
  const save = async (where, changes, edition) => {
    let held = [], own = {};
    try {
      await run(["entries", "known"], "readwrite", ({ entries, known }) => {
        known.get(pageOf(where)).onsuccess = ({ target }) => { own = (target.result && target.result.own) || {}; };
        all(entries, where.account, (rows) => {
          held = rows;
          if (spare.length) return;
          entries.put(joined(structuredClone(rows), where, changes, edition, own));
        });
      });
      if (!spare.length) return true;
    } catch (problem) {
      console.info("kept in the page only:", problem && problem.name);
    }
    const entry = joined([...held.map((row) => ({ ...row, state: "sending" })), ...spare], where, changes, edition, own);
    if (!spare.includes(entry)) spare.push({ ...entry, order: undefined, isSpare: true });
    return false;
  };

  // The next entry to send, in the order of saving; from here on its content stands, whatever is typed. A page whose
  // entry was turned away waits behind it.
  const next = async (account, skipped) => {
    const stored = await run(["entries"], "readwrite", ({ entries }, told) => {
      all(entries, account, (rows) => {
        const entry = rows.find((row) => !skipped.has(row.deliver));
        if (!entry) return;
        told.result = entry;
        if (entry.state !== "sending") entries.put({ ...entry, state: "sending" });
      });
    }).catch(() => null);
    if (stored) return stored;
    const entry = spare.find((row) => !skipped.has(row.deliver));
    if (entry) entry.state = "sending";
    return entry;
  };

  // The server has it: the entry goes; what stands there now, and what of it is this account's own, is remembered.
  const sent = async (entry, known, clashing) => {
    if (entry.isSpare) spare.splice(spare.indexOf(entry), 1);
    const gone = ({ entries }) => { if (!entry.isSpare) entries.delete(entry.order); };
    await run(["entries", "known"], "readwrite", (stores) => {
      gone(stores);
      const page = pageOf(entry);
      stores.known.get(page).onsuccess = ({ target }) => {
        const own = { ...(target.result && target.result.own) };
        for (const [unit, change] of Object.entries(entry.changes)) {
          if (!clashing.includes(unit)) own[unit] = { edition: known.edition, mine: change.mine };
        }
        stores.known.put({ page, account: entry.account, ...known, own });
      };
    }).catch(() => run(["entries"], "readwrite", gone)).catch(() => null);
  };

  const turnedAway = async (name, row, reason) => {
    if (row.isSpare) return;
    await run([name], "readwrite", (stores) => {
      const asked = stores[name].get(row.order);
      asked.onsuccess = () => { if (asked.result) stores[name].put({ ...asked.result, reason }); };
    }).catch(() => null);
  };

  const page = (where) => run(["entries", "files", "known"], "readonly", ({ entries, files, known }, told) => {
    told.result = { entries: [], files: [], known: null };
    all(entries, where.account, (rows) => { told.result.entries = rows.filter((row) => row.deliver === where.deliver); });
    all(files, where.account, (rows) => { told.result.files = rows.filter((row) => row.deliver === where.deliver); });
    const asked = known.get(pageOf(where));
    asked.onsuccess = () => { told.result.known = asked.result || null; };
  });

  const everything = (account) => run(["entries", "files"], "readonly", (stores, told) => {
    told.result = { entries: [], files: [] };
    for (const name of ["entries", "files"]) all(stores[name], account, (rows) => { told.result[name] = rows; });
  });

  const addFile = (where, file) => run(["files"], "readwrite", ({ files }, told) => {
    const row = { ...where, ...file, id: identity(), at: new Date().toISOString() };
    files.put(row);
    told.result = row.id;
  });
  const remove = (name, order) => run([name], "readwrite", (stores) => { stores[name].delete(order); });

  // At sign-out, once everything is sent: nothing of this account stays.
  const wipe = (account) => run(["entries", "files", "known"], "readwrite", (stores) => {
    for (const store of Object.values(stores)) {
      const asked = store.index("account").getAllKeys(account);
      asked.onsuccess = () => asked.result.forEach((key) => store.delete(key));
    }
  });

  return { spare, save, next, sent, turnedAway, page, everything, addFile, remove, wipe };
})();
