// A region that changes without a new page: [data-live] holds a form (method get) and links to the same page. Whatever is
// chosen, the region is fetched with `part=1` and put in place; address, back button, focus and scroll positions stay right.
// Without this script the form's button and the links do the same with a whole page.
"use strict";
(() => {
  let region = document.querySelector("[data-live]");
  if (!region) return;
  const home = new URL(region.querySelector("form[method=get]").action, location.href).pathname;
  let asking = null;

  const tell = (what) => {
    const state = region.querySelector("[data-live-state]");
    if (state) state.textContent = state.dataset[what] || "";
  };

  // The answer is read as a document by the browser itself: its scripts never run and no text becomes markup here.
  const ask = (address) => new Promise((done, failed) => {
    if (asking) asking.abort();
    asking = new XMLHttpRequest();
    asking.responseType = "document";
    asking.open("GET", `${address}${address.includes("?") ? "&" : "?"}part=1`);
    asking.onload = () => {
      const found = asking.response && asking.response.querySelector("[data-live]");
      if (found) done(found); else failed(new Error("no region"));
    };
    asking.onerror = () => failed(new Error("no answer"));
    asking.send();
  });

  const put = (found) => {
    const focused = document.activeElement && region.contains(document.activeElement) ? document.activeElement.id : "";
    const open = [...region.querySelectorAll("details")].map((one) => one.open);
    const next = document.importNode(found, true);
    region.replaceWith(next);
    region = next;
    [...region.querySelectorAll("details")].forEach((one, at) => { if (open[at]) one.open = true; });
    const again = focused && document.getElementById(focused);
    if (again) again.focus({ preventScroll: true });
    dispatchEvent(new Event("resize"));
    listen();
    tell("done");
  };

  const show = async (address, keep) => {
    region.setAttribute("aria-busy", "true");
    tell("loading");
    try {
      put(await ask(address));
      if (keep) history.pushState({ live: true }, "", address);
    } catch (problem) {
      region.removeAttribute("aria-busy");
      if (keep) location.assign(address); else tell("failed");
    }
  };

  // Only what is chosen goes into the address, so that it can be read and passed on.
  const addressOf = (form) => {
    const chosen = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value && !(name === "measures" && value === "value")) chosen.append(name, value);
    return `${home}?${chosen}`;
  };

  const listen = () => {
    const form = region.querySelector("form[method=get]");
    form.addEventListener("change", () => show(addressOf(form), true));
    form.addEventListener("submit", (event) => { event.preventDefault(); show(addressOf(form), true); });
    region.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (!link || link.hasAttribute("download") || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      const address = new URL(link.href);
      if (address.origin !== location.origin || address.pathname !== home) return;
      event.preventDefault();
      show(address.pathname + address.search, true);
    });
  };

  addEventListener("popstate", () => show(location.pathname + location.search, false));
  listen();
})();
