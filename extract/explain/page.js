"use strict";
// A record that is pointed at or chosen lights up what it rests on.
for (const section of document.querySelectorAll("section.article")) {
  const marks = [...section.querySelectorAll(".mark[data-records]")];
  const light = (number) => {
    for (const mark of marks) {
      mark.classList.toggle("lit", mark.dataset.records.split(" ").includes(number));
    }
  };
  for (const card of section.querySelectorAll("article[data-record]")) {
    const show = () => {
      section.querySelector("article.here")?.classList.remove("here");
      card.classList.add("here");
      light(card.dataset.record);
      const mark = document.getElementById(card.id.replace("-r", "-m"));
      const box = section.querySelector(".text");
      if (mark && getComputedStyle(box).overflowY === "auto") {
        box.scrollTop += mark.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
      }
    };
    card.addEventListener("focusin", show);
    card.addEventListener("mouseenter", () => light(card.dataset.record));
    card.addEventListener("mouseleave", () => light(section.querySelector("article.here")?.dataset.record ?? ""));
  }
}
addEventListener("hashchange", () => {
  document.querySelector("article:target")?.focus({ preventScroll: true });
});
