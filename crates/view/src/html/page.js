"use strict";
// Chooses one row at a time, here and in the text. Without this script the page has all its words
// and links; only the choosing is lost.
{
  const pane = document.querySelector(".statements");
  const report = document.getElementById("report");
  const sideBySide = matchMedia("(min-width: 60rem)");
  let chosen = "";

  // A statement is s3 in the list and t3 in the text; anything else has "w-" before it there.
  const keyOf = (hash) => hash.replace(/^#/, "").replace(/^w-/, "").replace(/^t(\d+)$/, "s$1");
  const inText = (key) =>
    document.getElementById(/^s\d+$/.test(key) ? key.replace("s", "t") : `w-${key}`);
  const color = (row) => /\bv\d\b/.exec(row?.closest(".speaker")?.className ?? "")?.[0] ?? "";

  const choose = (key) => {
    chosen = key;
    for (const element of document.querySelectorAll(".on")) element.classList.remove("on");
    if (!key) return;
    const row = document.getElementById(key);
    if (row?.matches(".row, .stand")) row.classList.add("on");
    if (!report) return;
    report.dataset.on = color(row);
    for (const words of report.querySelectorAll(`[data-k~="${CSS.escape(key)}"]`)) words.classList.add("on");
  };

  // Scrolls the list alone, where it is beside the text, and leaves the page where it is.
  const showInList = (row) => {
    if (!row || !sideBySide.matches || !pane.contains(row)) return;
    const [place, frame] = [row.getBoundingClientRect(), pane.getBoundingClientRect()];
    const low = place.bottom - Math.min(frame.bottom, innerHeight);
    const high = frame.top - place.top;
    if (high > 0) pane.scrollBy(0, -high - 16);
    else if (low > 0) pane.scrollBy(0, low + 16);
  };

  // A statement is shown in both places where they stand side by side. A link into the text shows
  // the statement that a position was taken in too, and moves nothing else.
  const follow = () => {
    const key = keyOf(location.hash);
    const row = document.getElementById(key);
    const known = key && (inText(key) || row?.matches(".row, .stand"));
    choose(known ? key : "");
    const inTable = row?.matches(".stand") && location.hash === `#${key}`;
    if (!known || !sideBySide.matches || inTable) return;
    inText(key)?.scrollIntoView({ block: "nearest" });
    const cite = row?.querySelector(".cite");
    showInList(cite ? document.getElementById(keyOf(cite.hash)) : row);
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    // Following the same link again changes no address, and is to show the same.
    if (link && link.hash === location.hash) setTimeout(follow);
    if (link) return;
    const words = event.target.closest("mark[data-k]");
    // A click that ends a selection is a reader copying words.
    if (!words || !getSelection().isCollapsed) return;
    const statements = words.dataset.k.split(" ").filter((key) => key.startsWith("s"));
    // Where statements overlap, each click goes one further out.
    const key = statements[(statements.indexOf(chosen) + 1) % statements.length];
    if (sideBySide.matches) {
      choose(key);
      showInList(document.getElementById(key));
    } else {
      // The list is far from here: the way back is the browser's. Going where the address already
      // points is no step.
      if (location.hash === `#${key}`) follow();
      location.hash = key;
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    if (event.key === "Escape") {
      choose("");
      return;
    }
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const row = event.target.closest?.(".row");
    if (!by || !row) return;
    const rows = [...document.querySelectorAll(".row")];
    const next = rows[rows.indexOf(row) + by];
    if (!next) return;
    event.preventDefault();
    choose(next.id);
    next.querySelector(".go").focus({ preventScroll: sideBySide.matches });
    if (!sideBySide.matches) return;
    showInList(next);
    inText(next.id)?.scrollIntoView({ block: "nearest" });
  });

  // What is folded away is printed too.
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details")) details.open = true;
  });
  addEventListener("hashchange", follow);
  // The browser goes to the address first.
  addEventListener("load", () => setTimeout(follow));
  document.documentElement.classList.add("js");
  for (const hint of document.querySelectorAll(".hint")) hint.hidden = false;
}
