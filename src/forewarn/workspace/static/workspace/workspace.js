// Keys and small comforts. Everything essential works without this file.
(() => {
  "use strict";
  const typing = (at) => at.closest("input, select, textarea, [contenteditable], dialog[open]");
  const rows = () => [...document.querySelectorAll("table.accounts tbody th a, table.accounts-moved tbody th a, [data-row] [data-open]")];
  let waiting = "";

  const step = (by) => {
    const links = rows();
    if (!links.length) return;
    const at = links.indexOf(document.activeElement);
    const next = links[Math.min(Math.max(at + by, 0), links.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  };

  const go = (key) => {
    const place = document.querySelector(`nav [data-key="${CSS.escape(key)}"]`);
    if (place) location.assign(place.href);
  };

  const keys = {
    "/": () => document.querySelector("input[type=search]")?.focus(),
    "?": () => document.getElementById("keys").showModal(),
    j: () => step(1),
    k: () => step(-1),
    d: () => {
      const form = document.activeElement.closest("[data-row]")?.querySelector("[data-done]");
      if (form) form.requestSubmit();
    },
    w: () => document.querySelector("[data-write]")?.focus(),
  };
  // Links of the page's own content that have a key.
  const lead = (key) => {
    const link = document.querySelector(`main a[data-key="${CSS.escape(key)}"]`);
    if (link) link.click();
    return Boolean(link);
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (waiting === "g") {
      waiting = "";
      go(event.key);
      return;
    }
    waiting = event.key === "g" ? "g" : "";
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    } else if (lead(event.key)) {
      event.preventDefault();
    }
  });

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    if (event.target.closest("[data-prints]")) print();
    if (opener) document.getElementById(opener.dataset.opens).showModal();
    for (const open of document.querySelectorAll("details.who[open]")) {
      if (!open.contains(event.target)) open.open = false;
    }
  });

  // Where one was done, the next one is at hand.
  let place = 0;
  document.addEventListener("htmx:beforeRequest", (event) => {
    const row = event.target.closest?.("[data-row]");
    if (row) place = [...row.parentElement.children].indexOf(row);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.target.id !== "todo") return;
    const links = rows();
    links[Math.min(place, links.length - 1)]?.focus();
  });

  // Filters apply as they are chosen; the button is for those without a script.
  document.documentElement.classList.add("scripted");
})();
