// The page of what waits on this machine: one row an entry or a file, in the words of the page's template.
"use strict";
(() => {
  const box = document.querySelector("[data-waiting-list]");
  const line = document.getElementById("kept");
  if (!box || !line) return;
  const texts = box.dataset;
  const account = line.dataset.account;
  const language = document.documentElement.lang || "en";
  const when = (at) => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));
  const fill = (sentence, facts) => sentence.replace(/\{(\w+)\}/g, (whole, key) => (key in facts ? facts[key] : whole));
  const made = (tag, facts, ...inside) => {
    const one = Object.assign(document.createElement(tag), facts);
    one.append(...inside);
    return one;
  };

  const typed = (entry) => Object.values(entry.changes).flatMap((change) => Object.values(change.mine)).filter(Boolean).join(" · ");
  const row = (name, one, what) => {
    const remove = made("button", { className: "button link small", type: "button", textContent: texts.sayRemove });
    remove.append(made("span", { className: "visually-hidden", textContent: ` ${one.name || one.title}` }));
    remove.addEventListener("click", async () => {
      if (!confirm(texts.sayRemoveSure)) return;
      await Kept.remove(name, one.order);
      show();
    });
    const place = made("a", { href: one.page || one.address, textContent: one.title });
    const facts = made("span", { className: "sub-line", textContent: [what, when(one.at)].join(" · ") });
    const inside = made("span", {}, place, facts);
    if (one.reason) inside.append(made("span", { className: "sub-line", textContent: fill(texts.sayRefused, { reason: one.reason }) }));
    return made("li", { className: "row spread" }, inside, remove);
  };
  const show = async () => {
    const held = await Kept.everything(account);
    const rows = [
      ...held.entries.map((entry) => row("entries", entry, typed(entry))),
      ...held.files.map((file) => row("files", file, file.name)),
    ];
    box.replaceChildren(...rows);
    document.querySelector("[data-nothing]").hidden = rows.length > 0;
    document.querySelector("[data-something]").hidden = !rows.length;
  };

  // A copy that people can carry: what was typed, as text that any program opens.
  const copy = async () => {
    const held = await Kept.everything(account);
    const entries = held.entries.map(({ id, title, at, deliver, changes }) => ({ id, title, at, deliver, changes }));
    const files = held.files.map(({ id, title, at, name, size, sha256 }) => ({ id, title, at, name, size, sha256 }));
    const blob = new Blob([JSON.stringify({ entries, files }, null, 1)], { type: "application/json" });
    const link = made("a", { href: URL.createObjectURL(blob), download: "barabar-not-sent.json" });
    link.click();
    URL.revokeObjectURL(link.href);
  };
  document.querySelector("[data-send-now]").addEventListener("click", () => Sending.now());
  document.querySelector("[data-copy]").addEventListener("click", copy);
  const state = document.querySelector("[data-send-state]");
  Sending.listen((what, facts) => {
    const words = { offline: texts.sayOffline, "signed-out": texts.saySignedOut, "other-account": facts.reason };
    if (what in words) state.textContent = words[what];
    else if (what === "round") state.textContent = facts.clean ? texts.sayAllSent : "";
    show();
  });
  show();
})();
