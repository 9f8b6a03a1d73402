"use strict";
// Everything works without this script. It adds keys: what an element with data-key does, its key does.
{
  const typing = (element) => element.closest?.("input, textarea, select, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.key === "/" && !typing(event.target)) {
      document.querySelector(".find input")?.focus();
      event.preventDefault();
      return;
    }
    if (event.key === "Escape" && typing(event.target)) {
      event.target.blur();
      return;
    }
    if (typing(event.target)) return;
    const element = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!element) return;
    event.preventDefault();
    element.click();
    // Into the first field of what was opened.
    if (element.matches("summary") && element.parentElement.open) {
      element.parentElement.querySelector("select, input:not([type=hidden]), textarea")?.focus();
    }
  });
}
