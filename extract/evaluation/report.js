"use strict";
// Filters over the errors, kept in the address so that a view can be sent to someone. Without this
// script the page shows every error, and every link still jumps.
(() => {
  const errors = [...document.querySelectorAll("article.error")];
  const tools = document.querySelector(".tools");
  if (!tools) return;
  const fields = { set: tools.set, cause: tools.cause, doc: tools.doc, words: tools.words };
  const count = tools.querySelector("output");
  let here = -1;

  const shown = () => errors.filter((error) => !error.hidden);
  const fold = (text) => text.normalize("NFC").toLowerCase();

  function apply() {
    const words = fold(fields.words.value.trim());
    for (const error of errors) {
      const data = error.dataset;
      error.hidden =
        (fields.set.value && data.set !== fields.set.value) ||
        (fields.cause.value && !data.causes.split(" ").includes(fields.cause.value)) ||
        (fields.doc.value && data.doc !== fields.doc.value) ||
        (words && !fold(error.textContent).includes(words));
    }
    const number = shown().length;
    count.textContent = `${number} of ${errors.length} errors`;
    go(-1);
  }

  function go(index) {
    errors.forEach((error) => error.classList.remove("here"));
    const visible = shown();
    here = visible.length && index >= 0 ? (index + visible.length) % visible.length : -1;
    if (here < 0) return;
    visible[here].classList.add("here");
    visible[here].scrollIntoView({ block: "start" });
  }

  function read() {
    const address = decodeURIComponent(location.hash.slice(1));
    const target = document.getElementById(address);
    if (target && errors.includes(target)) {
      for (const field of Object.values(fields)) field.value = "";
      apply();
      go(errors.indexOf(target));
    } else if (address.startsWith("show?")) {
      const wanted = new URLSearchParams(address.slice(5));
      for (const [name, field] of Object.entries(fields)) field.value = wanted.get(name) ?? "";
      apply();
      document.getElementById("errors").scrollIntoView();
    }
  }

  function write() {
    const wanted = new URLSearchParams();
    for (const [name, field] of Object.entries(fields)) if (field.value) wanted.set(name, field.value);
    history.replaceState(null, "", `#show?${wanted}`);
    apply();
  }

  // Lists say that they changed, the field for words at every letter.
  for (const field of Object.values(fields)) {
    field.addEventListener(field === fields.words ? "input" : "change", write);
  }
  tools.addEventListener("submit", (event) => event.preventDefault());
  tools.addEventListener("reset", () => setTimeout(write));
  tools.querySelector("[name=next]").addEventListener("click", () => go(here + 1));
  tools.querySelector("[name=previous]").addEventListener("click", () => go(here < 0 ? shown().length - 1 : here + shown().length - 1));
  window.addEventListener("hashchange", read);
  apply();
  read();
})();
