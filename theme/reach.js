// What the book adds to mdBook's own script (a file book.js here would replace that). No library, nothing from elsewhere.
(() => {
  "use strict";

  // What scrolls by itself (a wide listing, table or picture on a narrow screen) can be scrolled with the keyboard.
  const scrollers = () => document.querySelectorAll("pre > code, .table-wrapper, .picture-frame");
  const reach = () => {
    // All are measured before any is changed, or each change would cost a layout.
    const wide = Array.from(scrollers(), (box) => [box, box.scrollWidth > box.clientWidth + 1]);
    for (const [box, scrolls] of wide) {
      if (scrolls) {
        box.tabIndex = 0;
      } else {
        box.removeAttribute("tabindex");
      }
    }
  };
  let waiting = 0;
  addEventListener("resize", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(reach);
  });
  addEventListener("load", reach);
  // What was folded had no width before.
  document.addEventListener("toggle", reach, true);

  // The table of contents comes first in every page, and is long.
  const main = document.querySelector("main");
  if (main) {
    main.tabIndex = -1;
    const skip = document.createElement("a");
    skip.className = "skip";
    skip.href = "#mdbook-content";
    skip.textContent = "To the text";
    skip.addEventListener("click", (event) => {
      event.preventDefault();
      main.focus();
    });
    document.body.prepend(skip);
  }

  // The sidebar's switch is a label; the keyboard cannot reach a label.
  const toggle = document.getElementById("mdbook-sidebar-toggle");
  if (toggle) {
    toggle.tabIndex = 0;
    toggle.setAttribute("role", "button");
    toggle.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        toggle.click();
      }
    });
  }

  // On paper nothing is folded. What was shut before is shut again afterwards.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = Array.from(document.querySelectorAll("details:not([open])"));
    opened.forEach((details) => (details.open = true));
  });
  addEventListener("afterprint", () => {
    opened.forEach((details) => (details.open = false));
    opened = [];
  });
})();
