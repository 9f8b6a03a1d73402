// Marks the words that a cell leads to, and leads back to the cell with Escape.
"use strict";
let from = null;
function light(id) {
  for (const mark of document.querySelectorAll("mark.lit")) mark.classList.remove("lit");
  for (const mark of document.querySelectorAll("mark[data-in]")) {
    if (mark.dataset.in.split(" ").includes(id)) mark.classList.add("lit");
  }
}
document.addEventListener("click", (event) => {
  const link = event.target.closest("a.go");
  if (!link) return;
  from = link;
  light(link.hash.slice(1));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !from) return;
  light("");
  from.focus();
  from.scrollIntoView({ block: "center" });
  from = null;
});
addEventListener("hashchange", () => light(location.hash.slice(1)));
light(location.hash.slice(1));
