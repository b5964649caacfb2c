// Arranging the tree of categories by dragging. The buttons of each row do the same, one step at a time.
(() => {
  "use strict";

  const form = document.querySelector("form[data-tree]");
  if (!form || !form.querySelector(".row-steps")) return;
  const rows = Array.from(form.querySelectorAll("[data-row]"));
  let dragged = null;
  let target = null;

  const below = (row) => {
    const depth = Number(row.dataset.depth);
    const from = rows.indexOf(row) + 1;
    const end = rows.slice(from).findIndex((other) => Number(other.dataset.depth) <= depth);
    return rows.slice(from, end < 0 ? rows.length : from + end);
  };
  const clear = () => {
    rows.forEach((row) => row.classList.remove("drop-before", "drop-after", "drop-in"));
    target = null;
  };
  const send = (fields) => {
    for (const [name, value] of Object.entries(fields)) {
      const input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      input.value = value;
      form.append(input);
    }
    form.submit();
  };

  rows.forEach((row) => {
    row.draggable = true;
    // A link is dragged as a link otherwise.
    row.querySelectorAll("a").forEach((link) => { link.draggable = false; });
    row.addEventListener("dragstart", (event) => {
      dragged = row;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", row.dataset.row);
      [row, ...below(row)].forEach((one) => one.classList.add("dragged"));
    });
    row.addEventListener("dragend", () => {
      rows.forEach((one) => one.classList.remove("dragged"));
      clear();
      dragged = null;
    });
    row.addEventListener("dragover", (event) => {
      if (!dragged || row === dragged || below(dragged).includes(row)) return;
      event.preventDefault();
      const box = row.getBoundingClientRect();
      const part = (event.clientY - box.top) / box.height;
      clear();
      const where = part < 0.3 ? "before" : part > 0.7 ? "after" : "in";
      target = { row, where };
      row.classList.add(`drop-${where}`);
    });
    row.addEventListener("drop", (event) => {
      if (!dragged || !target) return;
      event.preventDefault();
      const { row: at, where } = target;
      const place = {
        before: { parent: at.dataset.parent, before: at.dataset.row },
        after: { parent: at.dataset.parent, before: at.dataset.next },
        in: { parent: at.dataset.row, before: "" },
      }[where];
      send({ move: `to:${dragged.dataset.row}`, ...place });
    });
  });

  // After a step by keyboard the focus is where it was.
  const came = document.getElementById(location.hash.slice(1));
  if (came) came.querySelector("a").focus({ preventScroll: true });
})();
