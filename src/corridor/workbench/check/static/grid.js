/* The grid: rows are added without a round trip, and cells copied from a spreadsheet go into the cells. */
"use strict";
(() => {
  const table = document.getElementById("cells");
  const button = document.getElementById("more-rows");
  if (!table || !button) return;
  const body = table.tBodies[0];
  const most = Number(table.dataset.most);
  const heads = [...table.tHead.rows[0].cells].slice(1, -1).map((c) => c.textContent);

  /* rows of cells; between them stand rows that say what is wrong */
  const rows = () => [...body.querySelectorAll("tr:not(.said)")];

  const addRow = () => {
    const last = rows().at(-1);
    if (rows().length >= most) return null;
    const row = last.cloneNode(true);
    const number = Number(last.cells[0].textContent) + 1;
    row.cells[0].textContent = String(number);
    row.className = "empty";
    row.querySelectorAll("button").forEach((e) => e.remove());
    row.querySelectorAll("input, select").forEach((field, i) => {
      const name = field.name.split(".").pop();
      field.name = `row.${number - 1}.${name}`;
      field.id = `row-${number}-${name}`;
      field.value = "";
      field.removeAttribute("aria-invalid");
      field.removeAttribute("aria-describedby");
      field.setAttribute("aria-label", table.dataset.rowLabel.replace("{field}", heads[i]).replace("{number}", String(number)));
    });
    body.append(row);
    return row;
  };

  const fieldsOf = (row) => [...row.querySelectorAll("input, select")];

  const put = (field, text) => {
    if (field.tagName !== "SELECT") { field.value = text; return; }
    const wanted = text.trim().toLowerCase();
    const found = [...field.options].find((o) => o.value === wanted || o.textContent.trim().toLowerCase() === wanted);
    if (found) { field.value = found.value; return; }
    /* what the list does not know stays, so that the check can say so */
    field.add(new Option(text, text, false, true));
  };

  button.addEventListener("click", (event) => {
    let first = null;
    for (let i = 0; i < 5; i += 1) { const row = addRow(); first = first || row; }
    if (!first) return;
    event.preventDefault();
    fieldsOf(first)[0].focus();
  });

  table.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n$/, "");
    if (!text.includes("\t") && !text.includes("\n")) return;
    event.preventDefault();
    const lines = text.split("\n");
    const row = event.target.closest("tr");
    const at = rows().indexOf(row);
    /* in a table only a line of column names has no digit */
    const named = lines.length > 1 && lines[0].split("\t").length > 2 && !/\d/.test(lines[0]) && /\d/.test(lines[1]);
    if (at + lines.length > most || named) {
      /* more than one page holds, or with column names: the readers take it as a whole */
      document.getElementById("paste").value = text;
      document.getElementById("add-pasted").click();
      return;
    }
    const column = fieldsOf(row).indexOf(event.target);
    lines.forEach((line, i) => {
      const target = rows()[at + i] || addRow();
      if (!target) return;
      const fields = fieldsOf(target);
      line.split("\t").forEach((value, j) => { if (fields[column + j]) put(fields[column + j], value.trim()); });
    });
  });
})();
