// Small comforts only: every page works without this file.
"use strict";

// Leaving a form that was changed asks first. The form opts in with data-guard.
for (const form of document.querySelectorAll("form[data-guard]")) {
  let changed = false;
  form.addEventListener("input", () => { changed = true; });
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}

// A text with a limit shows how much of it is used. The sentence comes from data-counter, e.g. "{used} of {limit}".
for (const box of document.querySelectorAll("[data-counter][data-limit]")) {
  const limit = Number(box.dataset.limit);
  const line = document.createElement("p");
  line.className = "counter";
  const show = () => {
    const used = Array.from(box.value).length;
    line.textContent = box.dataset.counter.replace("{used}", used).replace("{limit}", limit);
    line.classList.toggle("is-over", used > limit);
  };
  box.insertAdjacentElement("afterend", line);
  box.addEventListener("input", show);
  show();
}

// A second click on a submit button does not send the form twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

// Open menus close with Escape and by a click elsewhere.
const menus = () => document.querySelectorAll("details.drop[open], details.menu[open]");
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) { menu.open = false; menu.querySelector("summary").focus(); }
});
document.addEventListener("click", (event) => {
  for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
});

// Links to fields in an error summary put the cursor there.
for (const link of document.querySelectorAll(".error-summary a")) {
  link.addEventListener("click", () => { document.querySelector(link.hash)?.focus(); });
}
