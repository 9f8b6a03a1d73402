"use strict";
// Chooses one statement at a time, in the text and in the list. Without this script the page has
// all its words and links; only the choosing is lost.
{
  const number = (element) => Number(element.dataset.n);
  const rows = [...document.querySelectorAll(".row")].sort((a, b) => number(a) - number(b));
  const wide = matchMedia("(min-width: 60rem)");
  let chosen = 0;

  const choose = (n) => {
    chosen = n;
    for (const element of document.querySelectorAll(".on")) element.classList.remove("on");
    if (!n) return;
    rows[n - 1].classList.add("on");
    for (const mark of document.querySelectorAll(`mark[data-s~="${n}"]`)) mark.classList.add("on");
  };

  // Shows both places where they stand side by side, and the row alone where they do not.
  const reveal = (n) => {
    if (wide.matches) document.getElementById(`t${n}`)?.scrollIntoView({ block: "nearest" });
    rows[n - 1].scrollIntoView({ block: "nearest" });
    rows[n - 1].querySelector(".go").focus({ preventScroll: true });
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#s"], a[href^="#t"]');
    if (link) {
      choose(Number(link.hash.slice(2)) || chosen);
      return;
    }
    const mark = event.target.closest("mark[data-s]");
    // A click that ends a selection is a reader copying words.
    if (!mark || !getSelection().isCollapsed) return;
    const statements = mark.dataset.s.split(" ").map(Number);
    // Where statements overlap, each click goes one further out.
    const n = statements[(statements.indexOf(chosen) + 1) % statements.length];
    choose(n);
    reveal(n);
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !rows.length) return;
    const inList = event.target.closest?.(".statements");
    const key = event.key;
    if (key === "Escape") {
      choose(0);
    } else if (key === "j" || (inList && key === "ArrowDown")) {
      step(1);
    } else if (key === "k" || (inList && key === "ArrowUp")) {
      step(-1);
    } else {
      return;
    }
    event.preventDefault();
  });

  const step = (by) => {
    const n = Math.min(Math.max(chosen + by, 1), rows.length);
    choose(n);
    reveal(n);
  };

  const follow = () => {
    const n = Number(/^#[st](\d+)$/.exec(location.hash)?.[1]);
    if (n >= 1 && n <= rows.length) choose(n);
  };
  addEventListener("hashchange", follow);
  document.documentElement.classList.add("js");
  for (const hint of document.querySelectorAll(".hint")) hint.hidden = false;
  follow();
}
