/* Small comforts; every page works without them. */
"use strict";
(() => {
  const problems = document.getElementById("problems");
  if (problems) problems.focus();

  /* a copy button beside each block of code; its words stand in the page, in the reader's language */
  const words = document.documentElement.dataset;
  if (navigator.clipboard && words.copy) {
    for (const block of document.querySelectorAll("pre > code")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = words.copy;
      button.addEventListener("click", async () => {
        await navigator.clipboard.writeText(block.textContent);
        button.textContent = words.copied;
        setTimeout(() => { button.textContent = words.copy; }, 2000);
      });
      block.parentElement.before(button);
    }
  }

  /* choices in a form that is sent by GET are taken at once */
  for (const field of document.querySelectorAll("form[data-at-once] select")) {
    field.addEventListener("change", () => field.form.requestSubmit());
  }
})();
