// Comfort on top of pages that work without it. Text is only ever set as text; every sentence comes from the page.
"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const fill = (sentence, facts) => sentence.replace(/\{(\w+)\}/g, (whole, key) => (key in facts ? facts[key] : whole));
  const language = document.documentElement.lang || "en";

  // Marks come from the page: browsers lack some of our languages and would write their figures the English way.
  const { decimal = ".", group = "," } = document.documentElement.dataset;

  // A figure as people type it: "1 234,5", "1.234,5"; nothing, unreadable or open to two readings gives null.
  const figure = (text) => {
    let plain = text.replace(/[\s\u00a0\u202f']/g, "").replace("−", "-");
    const marks = plain.match(/[.,]/g) || [];
    if (/^-?\d{1,3}([.,]\d{3})+$/.test(plain) && !(marks.length === 1 && marks[0] === decimal)) {
      if (new Set(marks).size > 1 || (marks.length === 1 && marks[0] !== group)) return null;
      plain = plain.replace(/[.,]/g, "");
    }
    const last = Math.max(plain.lastIndexOf(","), plain.lastIndexOf("."));
    if (last >= 0) plain = `${plain.slice(0, last).replace(/[.,]/g, "")}.${plain.slice(last + 1)}`;
    return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
  };
  const written = (number) => {
    const [whole, rest] = String(Math.abs(number)).split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, group);
    return (number < 0 ? "−" : "") + grouped + (rest ? decimal + rest : "");
  };
  const clock = () => new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(new Date());

  // Unsaved changes, shared by autosave and the guard.
  const changed = new Set();
  addEventListener("beforeunload", (event) => { if (changed.size) event.preventDefault(); });
  for (const form of all("form[data-autosave], form[data-guard]")) {
    form.addEventListener("input", () => changed.add(form));
    form.addEventListener("submit", () => changed.delete(form));
  }

  // data-autosave="address" with data-saved="Saved at {time}", data-unsaved="Not saved: {reason}", data-saving,
  // data-offline; the state is told in [data-autosave-state]. A refusal as JSON {"reason": …} is told in its words; an
  // answer {"edition": …} is kept in the field of that name. Files travel with the buttons only. A button pressed while a
  // save is under way waits for it, so that the two do not cross.
  for (const form of all("form[data-autosave]")) {
    const state = form.querySelector("[data-autosave-state]") || document.querySelector("[data-autosave-state]");
    const texts = form.dataset;
    let timer = 0, running = false, again = false, wait = 1500, pressed;
    const tell = (sentence, failed) => {
      if (!state || !sentence) return;
      state.textContent = sentence;
      state.classList.toggle("failed", Boolean(failed));
    };
    const later = (ms) => { clearTimeout(timer); timer = setTimeout(save, ms); };
    const save = async () => {
      if (running) { again = true; return; }
      running = true; again = false;
      changed.delete(form);
      tell(texts.saving);
      try {
        const body = new FormData(form);
        for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
        const token = body.get("csrfmiddlewaretoken");
        const answer = await fetch(texts.autosave, {
          method: "POST", body, credentials: "same-origin", redirect: "manual",
          headers: { "X-Requested-With": "fetch", Accept: "application/json", ...(token ? { "X-CSRFToken": token } : {}) },
        });
        const told = await answer.json().catch(() => ({}));
        if (answer.ok && form.elements.edition && "edition" in told) form.elements.edition.value = told.edition;
        if (!answer.ok) {
          throw new Error(told.reason || (answer.status ? String(answer.status) : texts.signedOut || ""));
        }
        wait = 1500;
        tell(fill(texts.saved || "", { time: clock() }));
      } catch (problem) {
        changed.add(form);
        const reason = problem instanceof TypeError ? texts.offline || "" : problem.message;
        tell(fill(texts.unsaved || "", { reason, time: clock() }), true);
        wait = Math.min(wait * 2, 60000);
        later(wait);
      }
      running = false;
      if (pressed !== undefined) form.requestSubmit(pressed);
      else if (again) later(1500);
    };
    form.addEventListener("input", () => later(1500));
    form.addEventListener("change", () => later(400));
    addEventListener("online", () => { if (changed.has(form)) later(0); });
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      if (!running) return;
      event.preventDefault();
      pressed = event.submitter;
    });
  }

  // fieldset[data-sum="Parts give {sum}, the total says {total}."]: [data-part] against [data-total]; told in [data-sum-state].
  for (const set of all("[data-sum]")) {
    const total = set.querySelector("[data-total]");
    const parts = all("[data-part]", set);
    const state = set.querySelector("[data-sum-state]");
    if (!total || !state) continue;
    const check = () => {
      const values = parts.map((part) => figure(part.value));
      const said = figure(total.value);
      const sum = Math.round(values.reduce((a, b) => a + (b || 0), 0) * 1e6) / 1e6;
      const whole = values.every((value) => value !== null) && said !== null;
      state.textContent = whole && sum !== said ? fill(set.dataset.sum, { sum: written(sum), total: written(said) }) : "";
    };
    set.addEventListener("input", check);
    check();
  }

  // textarea[data-counter="{used} of {limit} characters"] with data-limit or maxlength; told in the element #<id>_counter.
  for (const area of all("[data-counter]")) {
    const place = document.getElementById(`${area.id}_counter`);
    if (!place) continue;
    const limit = Number(area.dataset.limit || area.maxLength);
    const count = () => {
      place.textContent = fill(area.dataset.counter, { used: written([...area.value].length), limit: written(limit) });
    };
    area.addEventListener("input", count);
    count();
  }

  // form or button[data-confirm="Sentence?"]: asked before it is sent.
  for (const form of all("form")) {
    form.addEventListener("submit", (event) => {
      const sentence = (event.submitter && event.submitter.dataset.confirm) || form.dataset.confirm;
      if (sentence && !confirm(sentence)) event.preventDefault();
    });
  }

  // input[data-filter="#table"]: hides rows without the words; data-filter-none is the sentence when nothing is left.
  const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/ı/g, "i").toLowerCase();
  for (const box of all("input[data-filter]")) {
    const target = document.querySelector(box.dataset.filter);
    if (!target) continue;
    const rows = all("tbody > tr, :scope > li", target).map((row) => [row, folded(row.textContent)]);
    const told = document.createElement("p");
    told.className = "note";
    told.setAttribute("role", "status");
    target.after(told);
    box.addEventListener("input", () => {
      const words = folded(box.value).split(/\s+/).filter(Boolean);
      let left = 0;
      for (const [row, text] of rows) {
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) left += 1;
      }
      told.textContent = left ? "" : box.dataset.filterNone || "";
    });
  }

  // label.file-drop: names of the chosen files in [data-file-names].
  for (const drop of all(".file-drop")) {
    const input = drop.querySelector("input[type=file]");
    if (!input) continue;
    const names = drop.querySelector("[data-file-names]");
    const show = () => { if (names) names.textContent = [...input.files].map((file) => file.name).join(", "); };
    input.addEventListener("change", show);
    drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  // select[data-submit]: sends its form when another entry is chosen.
  for (const select of all("select[data-submit]")) select.addEventListener("change", () => select.form.requestSubmit());

  // The list of problems takes the focus; boxes that scroll sideways can be reached by keyboard.
  const problems = document.getElementById("problems");
  if (problems) problems.focus();
  const reachable = () => {
    for (const box of all(".table-wrap, .chart-wrap")) {
      if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  };
  reachable();
  addEventListener("resize", reachable);

  // Browsers that cannot unfold the menu by style alone.
  const menu = document.querySelector(".main-nav details");
  if (menu && !CSS.supports("selector(::details-content)") && matchMedia("(min-width:47.5rem)").matches) menu.open = true;
})();
